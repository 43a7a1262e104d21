import * as path from 'node:path';
import * as vscode from 'vscode';
import { checkpointName } from '../../protocol/checkpointName';
import type { Context } from '../context';
import { isOnDisk } from '../disk';
import { type FoundCheckpoint, type FoundIn, searchedFolders, searchFolder, watchFolders } from '../found';
import { itemOf, type Tree, type TreeNode } from './node';

/** Checkpoints of a folder that are listed at once; the others stand under one line. */
const LISTED = 50;
/** A burst of changes on disk is one, milliseconds. */
const SETTLED = 1000;

/** Checkpoints found in the workspace, by its folders where there are several. Nothing is looked for, and no file watched, before the list is in sight. */
export function checkpoints({ log }: Context): Tree {
  const changed = new vscode.EventEmitter<void>();
  const found = new Map<string, Promise<FoundIn>>();
  const known = new Map<string, readonly FoundCheckpoint[]>();
  let watcher: vscode.Disposable | undefined;
  let visible = false;
  let waiting: NodeJS.Timeout | undefined;

  const lookAgain = (): void => {
    found.clear();
    changed.fire();
  };
  const edited = ({ uri }: vscode.WorkspaceFolder, gone?: string): void => {
    if (gone !== undefined && !known.get(uri.toString())?.some(one => endsWith(one, gone))) return;
    found.delete(uri.toString());
    waiting ??= setTimeout(() => {
      waiting = undefined;
      if (visible) changed.fire();
    }, SETTLED);
  };
  const search = (folder: vscode.WorkspaceFolder): Promise<FoundIn> => {
    const key = folder.uri.toString();
    const searching = found.get(key) ?? searched(folder, log);
    found.set(key, searching);
    searching.then(
      ({ checkpoints: all }) => known.set(key, all),
      () => found.delete(key),
    );
    return searching;
  };
  const parts = [vscode.workspace.onDidChangeWorkspaceFolders(lookAgain), vscode.workspace.onDidGrantWorkspaceTrust(lookAgain), changed];

  return {
    onDidChange: changed.event,
    refresh: lookAgain,
    sighted: seen => {
      // What changed while nobody looked is shown now.
      if (seen && !visible && watcher) changed.fire();
      visible = seen;
      if (seen) watcher ??= watchFolders(edited);
    },
    roots: async () => {
      const folders = searchedFolders();
      const [only] = folders;
      // Where none lies on a disk the list is empty, and says so in a sentence of its own.
      const elsewhere = only ? (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => !isOnDisk(uri)) : [];
      if (folders.length === 1 && only && elsewhere.length === 0) return listed(await search(only), only);
      return [...folders.map(folder => folderNode(folder, async () => listed(await search(folder), folder))), ...elsewhere.map(virtualNode)];
    },
    dispose: () => {
      clearTimeout(waiting);
      vscode.Disposable.from(...parts, ...(watcher ? [watcher] : [])).dispose();
    },
  };
}

/** Whether a checkpoint ends with a path that is no more: itself, a folder around it, or a file in it. */
const endsWith = ({ path: where }: FoundCheckpoint, gone: string): boolean => where === gone || where.startsWith(gone + path.sep) || path.dirname(gone) === where;

async function searched(folder: vscode.WorkspaceFolder, log: vscode.LogOutputChannel): Promise<FoundIn> {
  const start = performance.now();
  const found = await searchFolder(folder);
  log.info(`looked for checkpoints in ${folder.name}: ${found.checkpoints.length} found in ${Math.round(performance.now() - start)} ms`);
  return found;
}

const emptyNode = ({ uri }: vscode.WorkspaceFolder, label: string): TreeNode => ({ item: itemOf({ id: `none:${uri}`, label }) });

/** A folder that nothing is looked for in, because it lies on no disk. */
const virtualNode = (folder: vscode.WorkspaceFolder): TreeNode => folderNode(folder, async () => [emptyNode(folder, vscode.l10n.t('on no disk, so not searched'))]);

function folderNode(folder: vscode.WorkspaceFolder, children: () => Promise<readonly TreeNode[]>): TreeNode {
  const lines = async (): Promise<readonly TreeNode[]> => {
    const nodes = await children();
    return nodes.length > 0 ? nodes : [emptyNode(folder, vscode.l10n.t('no checkpoint here'))];
  };
  return { item: itemOf({ id: `folder:${folder.uri}`, label: folder.name, icon: 'root-folder', collapsible: 'open' }), children: lines };
}

function listed({ checkpoints: all, cut }: FoundIn, folder: vscode.WorkspaceFolder): readonly TreeNode[] {
  const nodes = all.map(one => checkpointNode(one, folder));
  if (nodes.length <= LISTED && !cut) return nodes;
  const rest = nodes.slice(LISTED);
  const label = cut ? vscode.l10n.t('at least {0} more', rest.length) : vscode.l10n.t('{0} more', rest.length);
  const more = itemOf({ id: `more:${folder.uri}`, label, ...(rest.length > 0 ? { collapsible: 'closed' as const } : {}) });
  return [...nodes.slice(0, LISTED), { item: more, children: () => rest }];
}

function checkpointNode({ path: where }: FoundCheckpoint, folder: vscode.WorkspaceFolder): TreeNode {
  const inWorkspace = path.relative(folder.uri.fsPath, where);
  // The folder of the workspace may be a checkpoint itself.
  const name = inWorkspace === '' ? path.basename(where) : checkpointName(inWorkspace);
  const graph = where.endsWith('.onnx');
  const kind = graph ? vscode.l10n.t('an ONNX file') : vscode.l10n.t('a Hugging Face folder');
  const inside = inWorkspace.split(path.sep).slice(0, -name.split('/').length).join(path.sep);
  const item = itemOf({
    id: `checkpoint:${where}`,
    label: name,
    ...(inside ? { description: inside } : {}),
    tooltip: `${where}\n${kind}`,
    icon: graph ? 'file-binary' : 'package',
    kind: 'checkpoint',
    click: ['openCheckpoint', where],
    spoken: vscode.l10n.t('{0}, {1}, in {2}', name, kind, inside || folder.name),
  });
  return { item, path: where };
}
