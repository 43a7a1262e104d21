import * as path from 'node:path';
import * as vscode from 'vscode';
import { raise } from '../../core/fault';
import type { Context } from '../context';
import { isSession, writeTo } from '../session/files';
import { SESSION_EXTENSION } from '../session/format';
import { sessionName } from '../session/name';

/** Saves what the panel shows, and how, as a file that opens it again. */
export async function saveSession(context: Context): Promise<void> {
  const panel = context.panels.active;
  if (!panel?.path) raise({ code: 'bad-usage', what: 'Headlight', why: vscode.l10n.t('there is no panel to save. Open a checkpoint first.') });
  const name = sessionName(context.models.at(panel.path)?.card.name ?? path.basename(panel.path), panel.kept.text);
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(panel.path)) ?? vscode.workspace.workspaceFolders?.[0];
  const chosen = await vscode.window.showSaveDialog({
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder.uri, name) } : {}),
    // Of an extension with two parts VS Code knows the last.
    filters: { [vscode.l10n.t('Headlight sessions')]: ['json'] },
    title: vscode.l10n.t('Save as session'),
  });
  if (!chosen) return;
  const target = isSession(chosen) ? chosen : chosen.with({ path: chosen.path.replace(/(\.json)?$/, SESSION_EXTENSION) });
  // Its user was asked about the name that they gave, not about this one.
  if (target !== chosen && (await exists(target)))
    raise({ code: 'bad-usage', what: path.posix.basename(target.path), why: vscode.l10n.t('it is there already. Save under this whole name to overwrite it.') });
  const portable = await writeTo(context, target, panel.kept);
  void told(target, portable, panel.path);
}

const exists = (uri: vscode.Uri): Promise<boolean> =>
  Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );

async function told(target: vscode.Uri, portable: boolean, model: string): Promise<void> {
  const saved = vscode.l10n.t('{0}: saved. It opens this panel again.', path.posix.basename(target.path));
  const note = vscode.l10n.t('Its checkpoint lies outside the workspace, so it opens only where {0} is there.', model);
  const show = vscode.l10n.t('Show the file');
  const pressed = await vscode.window.showInformationMessage(portable ? saved : `${saved} ${note}`, show);
  if (pressed === show) await vscode.window.showTextDocument(target);
}
