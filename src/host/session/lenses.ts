import * as vscode from 'vscode';
import { SESSION_EXTENSION } from './format';

const SESSIONS: vscode.DocumentSelector = ['file', 'vscode-remote'].map(scheme => ({ scheme, pattern: `**/*${SESSION_EXTENSION}` }));

/** Above a session: what opens it. */
export function sessionLenses(): vscode.Disposable {
  const provideCodeLenses = ({ uri }: vscode.TextDocument): vscode.CodeLens[] => [
    new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title: vscode.l10n.t('Open in Headlight'), command: 'headlight.openSession', arguments: [uri] }),
  ];
  return vscode.languages.registerCodeLensProvider(SESSIONS, { provideCodeLenses });
}
