import * as vscode from 'vscode';
import type { Context } from './context';

/** Keeps the facts that the manifest's `when` clauses ask for: what cannot run now is not offered. */
export function offerCommands({ models, texts }: Pick<Context, 'models' | 'texts'>): vscode.Disposable {
  const told = new Map<string, boolean>();
  const offer = (): void => {
    tell('modelOpen', models.active !== undefined);
    tell('severalOpen', models.all.length > 1);
    tell('hasTexts', texts.list().length > 0);
  };
  const tell = (fact: string, holds: boolean): void => {
    if ((told.get(fact) ?? false) === holds) return;
    told.set(fact, holds);
    void vscode.commands.executeCommand('setContext', `headlight.${fact}`, holds);
  };
  offer();
  return vscode.Disposable.from(models.onDidChange(offer), texts.onDidChange(offer), vscode.workspace.onDidGrantWorkspaceTrust(offer));
}
