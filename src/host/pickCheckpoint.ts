import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Context } from './context';
import { diskPath } from './pointed';

interface Pick extends vscode.QuickPickItem {
  readonly path?: () => Promise<string | undefined>;
}

/** Asks which checkpoint: those that are open, of the workspace, opened before, or one of the disk. Undefined where the user changed their mind. */
export async function pickCheckpoint(context: Context, placeHolder: string): Promise<string | undefined> {
  const items = await choices(context);
  const chosen = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  return chosen?.path?.();
}

async function choices(context: Context): Promise<Pick[]> {
  const found = await context.found();
  const recent = context.recent.list().filter(known => !found.some(one => one.path === known));
  const is = (known: string) => async (): Promise<string> => known;
  return [
    { label: `$(folder-opened) ${vscode.l10n.t('Choose a folder…')}`, description: vscode.l10n.t('with config.json and model.safetensors'), path: () => ask(true) },
    { label: `$(file) ${vscode.l10n.t('Choose a file…')}`, description: vscode.l10n.t('.onnx or .safetensors'), path: () => ask(false) },
    { label: `$(play) ${vscode.l10n.t('Try the demo')}`, description: vscode.l10n.t('a small model that comes with Headlight'), path: is(context.demo) },
    ...section(
      vscode.l10n.t('in this workspace'),
      found.map(one => ({ label: one.label, path: is(one.path) })),
    ),
    ...section(
      vscode.l10n.t('opened before'),
      recent.map(known => ({ label: path.basename(known), description: path.dirname(known), path: is(known) })),
    ),
  ];
}

const section = (label: string, items: Pick[]): Pick[] => (items.length > 0 ? [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items] : []);

async function ask(folder: boolean): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFolders: folder,
    canSelectFiles: !folder,
    canSelectMany: false,
    title: vscode.l10n.t('Open a checkpoint'),
    openLabel: vscode.l10n.t('Open'),
    ...(folder ? {} : { filters: { [vscode.l10n.t('Checkpoints')]: ['onnx', 'safetensors'] } }),
  });
  const uri = chosen?.[0];
  return uri && diskPath(uri);
}
