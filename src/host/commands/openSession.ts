import * as vscode from 'vscode';
import type { Context } from '../context';
import { openModel } from '../open';
import { isSession, sessionAt } from '../session/files';

/** Opens the panel that a session describes: the file that a menu names, the one in the editor, or one that is asked for. */
export async function openSession(context: Context, what?: unknown): Promise<void> {
  if (!vscode.workspace.isTrusted) return untrusted();
  const uri = what instanceof vscode.Uri ? what : (inEditor() ?? (await asked()));
  if (!uri) return;
  const state = await sessionAt(context, uri);
  const model = await openModel(context, state.model);
  await context.panels.restore(model, state);
}

function inEditor(): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri && isSession(uri) ? uri : undefined;
}

async function asked(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectMany: false,
    filters: { [vscode.l10n.t('Headlight sessions')]: ['json'] },
    title: vscode.l10n.t('Open a session'),
    openLabel: vscode.l10n.t('Open'),
  });
  return chosen?.[0];
}

/** A session names a checkpoint to be run: that is the workspace's word, not yet its user's. */
async function untrusted(): Promise<void> {
  const manage = vscode.l10n.t('Manage workspace trust');
  const why = vscode.l10n.t('A session names a checkpoint to run, and this workspace is not trusted. Trust it, then open the session again.');
  if ((await vscode.window.showWarningMessage(why, manage)) === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
