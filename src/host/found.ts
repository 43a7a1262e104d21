import * as path from 'node:path';
import * as vscode from 'vscode';
import { diskFolders } from './disk';

export interface FoundCheckpoint {
  /** Path as seen from the workspace. */
  readonly label: string;
  readonly path: string;
}

/** What was found in one folder of the workspace. */
export interface FoundIn {
  readonly checkpoints: readonly FoundCheckpoint[];
  /** There may be more: the search ended at its bound. */
  readonly cut: boolean;
}

/** Files of each kind that a search looks at, for each folder of the workspace. */
const LOOKED_AT = 500;
/** Checkpoints that a picker or an empty panel lists. */
const SHOWN = 12;

/** Folders that hold other people's files, or what tools made. */
const NEVER = ['node_modules', 'bower_components', 'site-packages', 'venv', '__pycache__', 'dist', 'build', 'target'];
/** Folders whose names begin with a dot hold tools' state: .git, .venv, .tox, .cache. */
const EXCLUDED = `**/{${NEVER.join(',')},.*}/**`;

/** Files whose coming or going makes a checkpoint or ends one. */
const PARTS = '**/{*.safetensors,*.onnx,config.json}';

/** Whether a path inside a workspace's folder lies where nothing is looked for. */
const isExcluded = (relative: string): boolean => relative.split(/[\\/]/).some(part => NEVER.includes(part) || (part.startsWith('.') && part.length > 1));

/** Folders of the workspace that lie on a disk; none while the workspace is not trusted, for then nothing is looked for. */
export const searchedFolders = (): readonly vscode.WorkspaceFolder[] => (vscode.workspace.isTrusted ? diskFolders() : []);

/** Checkpoints of one folder of the workspace: folders with config.json and weights, and .onnx files; nearest to the root first. */
export async function searchFolder({ uri: root }: vscode.WorkspaceFolder, token?: vscode.CancellationToken): Promise<FoundIn> {
  const find = (pattern: string): Thenable<vscode.Uri[]> => vscode.workspace.findFiles(new vscode.RelativePattern(root, pattern), EXCLUDED, LOOKED_AT, token);
  const [weights, graphs] = await Promise.all([find('**/*.safetensors'), find('**/*.onnx')]);
  const folders = [...new Set(weights.map(uri => path.dirname(uri.fsPath)))];
  const whole = await Promise.all(folders.map(async folder => ((await exists(vscode.Uri.file(path.join(folder, 'config.json')))) ? [folder] : [])));
  const checkpoints = [...whole.flat(), ...graphs.map(uri => uri.fsPath)].map(found => ({ label: labelOf(found), path: found }));
  return { checkpoints: sorted(checkpoints), cut: weights.length === LOOKED_AT || graphs.length === LOOKED_AT };
}

/** The checkpoints of the whole workspace that a short list has room for. Nothing is looked for in an untrusted workspace. */
export async function findCheckpoints(): Promise<readonly FoundCheckpoint[]> {
  const found = await Promise.all(searchedFolders().map(folder => searchFolder(folder)));
  return sorted(found.flatMap(({ checkpoints }) => checkpoints)).slice(0, SHOWN);
}

const depth = ({ label }: FoundCheckpoint): number => label.split(/[\\/]/).length;
const sorted = (checkpoints: readonly FoundCheckpoint[]): readonly FoundCheckpoint[] =>
  [...checkpoints].sort((a, b) => depth(a) - depth(b) || a.label.localeCompare(b.label, undefined, { numeric: true }));

/** A workspace's folder itself has no path as seen from it: its name stands for it. */
function labelOf(found: string): string {
  const relative = vscode.workspace.asRelativePath(found);
  return path.isAbsolute(relative) ? path.basename(found) : relative;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type !== vscode.FileType.Directory;
  } catch {
    return false;
  }
}

/**
 * Tells in which folder of the workspace a checkpoint may have come or gone. `gone` is a path that is no more: a folder that goes is one event, without
 * those of its files, and nothing tells it from a file any more.
 */
export function watchFolders(edited: (folder: vscode.WorkspaceFolder, gone?: string) => void): vscode.Disposable {
  const tell = (uri: vscode.Uri, gone?: string): void => {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (folder && !isExcluded(path.relative(folder.uri.fsPath, uri.fsPath))) edited(folder, gone);
  };
  const parts = vscode.workspace.createFileSystemWatcher(PARTS, false, true, true);
  const all = vscode.workspace.createFileSystemWatcher('**', true, true, false);
  return vscode.Disposable.from(
    parts,
    all,
    parts.onDidCreate(uri => tell(uri)),
    all.onDidDelete(uri => tell(uri, uri.fsPath)),
  );
}
