import * as vscode from 'vscode';
import type { Context } from '../context';
import { openModel } from '../open';

/**
 * Opens the checkpoint that a document names at `start` (UTF-16 units), else the last that the active one names before the cursor, and shows what it
 * attends to in the first text after that. The document is read anew: it may have changed since the command was offered.
 */
export async function showNextString(context: Context, where?: unknown, start?: unknown): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const document = typeof where === 'string' ? vscode.workspace.textDocuments.find(one => one.uri.toString() === where) : editor?.document;
  const offset = typeof start === 'number' ? start : document && editor?.document === document ? document.offsetAt(editor.selection.active) : 0;
  const { token } = new vscode.CancellationTokenSource();
  const named = document ? await context.named.of(document, token) : [];
  const place = named.filter(one => one.start <= offset).at(-1) ?? named[0];
  if (!document || !place) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This file names no checkpoint that is on this disk. Open one by Headlight: Open Checkpoint.'));
    return;
  }
  const [source] = await context.named.textsAfter(document, [place], token);
  if (!source) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No text follows {0} in this file. Select one and choose Headlight: Show Attention.', place.named));
    return;
  }
  const model = await openModel(context, place.checkpoint.path);
  await context.panels.show(model, 'attention', { text: source.text, origin: source.origin });
}
