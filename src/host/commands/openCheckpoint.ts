import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Context } from '../context';
import { openInPanel } from '../open';
import { diskPath, pathOf } from '../pointed';
import { tryDemo } from './tryDemo';

interface Pick extends vscode.QuickPickItem {
  readonly open?: () => Promise<void>;
}

/** Opens the checkpoint that a menu, a path or a hover (by its number) names, or asks which. */
export async function openCheckpoint(context: Context, what?: unknown): Promise<void> {
  const named = context.hovered.paths.get(what) ?? pathOf(what);
  if (named !== undefined) return openInPanel(context, named);
  const items = await choices(context);
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which checkpoint?'), matchOnDescription: true });
  await chosen?.open?.();
}

async function choices(context: Context): Promise<Pick[]> {
  const found = await context.found();
  const recent = context.recent.list().filter(known => !found.some(one => one.path === known));
  return [
    { label: `$(folder-opened) ${vscode.l10n.t('Choose a folder…')}`, description: vscode.l10n.t('with config.json and model.safetensors'), open: () => ask(context, true) },
    { label: `$(file) ${vscode.l10n.t('Choose a file…')}`, description: vscode.l10n.t('.onnx or .safetensors'), open: () => ask(context, false) },
    { label: `$(play) ${vscode.l10n.t('Try the demo')}`, description: vscode.l10n.t('a small model that comes with Headlight'), open: () => tryDemo(context) },
    ...section(
      vscode.l10n.t('in this workspace'),
      found.map(one => ({ label: one.label, open: () => openInPanel(context, one.path) })),
    ),
    ...section(
      vscode.l10n.t('opened before'),
      recent.map(known => ({ label: path.basename(known), description: path.dirname(known), open: () => openInPanel(context, known) })),
    ),
  ];
}

const section = (label: string, items: Pick[]): Pick[] => (items.length > 0 ? [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items] : []);

async function ask(context: Context, folder: boolean): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFolders: folder,
    canSelectFiles: !folder,
    canSelectMany: false,
    title: vscode.l10n.t('Open a checkpoint'),
    openLabel: vscode.l10n.t('Open'),
    ...(folder ? {} : { filters: { [vscode.l10n.t('Checkpoints')]: ['onnx', 'safetensors'] } }),
  });
  const uri = chosen?.[0];
  if (uri) await openInPanel(context, diskPath(uri));
}
