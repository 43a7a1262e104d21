import * as vscode from 'vscode';
import { FaultError } from '../core/fault';
import type { Context } from './context';
import { FIRST_TEXT } from './panels';

/** Opens a checkpoint with progress in the status bar and shows its attention beside the editor; an untouched panel begins with `firstText`. */
export async function openInPanel(context: Context, path: string, firstText = FIRST_TEXT): Promise<void> {
  const title = vscode.l10n.t('Headlight: opening {0}', path);
  try {
    const model = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => context.models.open(path));
    if (path !== context.demo) await context.recent.add(path);
    await context.panels.show(model, 'attention', { firstText });
  } catch (thrown) {
    if (thrown instanceof FaultError && thrown.fault.code === 'not-found') await context.recent.forget(path);
    throw thrown;
  }
}
