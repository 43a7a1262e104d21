import * as path from 'node:path';
import * as vscode from 'vscode';
import { checkpointName } from '../protocol/checkpointName';
import type { Context } from './context';
import { diskFolders, diskPath, diskPlace } from './disk';

interface Pick extends vscode.QuickPickItem {
  readonly path?: () => Promise<string | undefined>;
}

/** What the choice is for, in words. */
export interface Purpose {
  readonly placeHolder: string;
  /** What choosing the checkpoint that comes with Headlight is called. */
  readonly demo: string;
  /** Title of the dialogs that ask for a place on the disk, and their button. */
  readonly title: string;
  readonly press: string;
}

/** To open it. */
export const toOpen = (): Purpose => ({
  placeHolder: vscode.l10n.t('Which checkpoint?'),
  demo: vscode.l10n.t('Try the demo'),
  title: vscode.l10n.t('Open a checkpoint'),
  press: vscode.l10n.t('Open'),
});

/** To set it beside the one that a panel shows. */
export const toCompare = (): Purpose => ({
  placeHolder: vscode.l10n.t('Compare with which checkpoint?'),
  demo: vscode.l10n.t('The demo'),
  title: vscode.l10n.t('Compare with a checkpoint'),
  press: vscode.l10n.t('Compare'),
});

/** Asks which checkpoint: of the workspace, opened before, or one of the disk. Undefined where the user changed their mind. */
export async function pickCheckpoint(context: Context, purpose: Purpose): Promise<string | undefined> {
  const { placeHolder } = purpose;
  const items = await choices(context, purpose);
  const chosen = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  return chosen?.path?.();
}

async function choices(context: Context, purpose: Purpose): Promise<Pick[]> {
  const found = await context.found();
  const recent = context.recent.list().filter(known => !found.some(one => one.path === known));
  const is = (known: string) => async (): Promise<string> => known;
  return [
    { label: `$(folder-opened) ${vscode.l10n.t('Choose a folder…')}`, description: vscode.l10n.t('with config.json and model.safetensors'), path: () => ask(true, purpose) },
    { label: `$(file) ${vscode.l10n.t('Choose a file…')}`, description: vscode.l10n.t('.onnx or .safetensors'), path: () => ask(false, purpose) },
    { label: `$(play) ${purpose.demo}`, description: vscode.l10n.t('a small model that comes with Headlight'), path: is(context.demo) },
    ...section(
      vscode.l10n.t('in this workspace'),
      found.map(one => ({ label: one.label, path: is(one.path) })),
    ),
    ...section(
      vscode.l10n.t('opened before'),
      recent.map(known => ({ label: checkpointName(known), description: path.dirname(known), path: is(known) })),
    ),
  ];
}

const section = (label: string, items: Pick[]): Pick[] => (items.length > 0 ? [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items] : []);

async function ask(folder: boolean, { title, press }: Purpose): Promise<string | undefined> {
  // Else VS Code begins where the workspace lies, and that may be on no disk.
  const begin = diskFolders().length === 0 ? diskPlace() : undefined;
  const chosen = await vscode.window.showOpenDialog({
    ...(begin ? { defaultUri: begin } : {}),
    canSelectFolders: folder,
    canSelectFiles: !folder,
    canSelectMany: false,
    title,
    openLabel: press,
    ...(folder ? {} : { filters: { [vscode.l10n.t('Checkpoints')]: ['onnx', 'safetensors'] } }),
  });
  const uri = chosen?.[0];
  return uri && diskPath(uri);
}
