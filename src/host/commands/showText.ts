import * as vscode from 'vscode';
import type { Context } from '../context';
import { pointedText } from '../pointed';
import { showGivenText } from '../showAnalysis';
import { asOneLine } from '../strip';

interface Pick extends vscode.QuickPickItem {
  readonly text: string;
}

/** Shows a recent text in the active model's panel; asks which where no list points at one. */
export async function showText(context: Context, what?: unknown): Promise<void> {
  const text = pointedText(what) ?? (await ask(context));
  if (text !== undefined) await showGivenText(context, text);
}

async function ask({ texts }: Context): Promise<string | undefined> {
  const picks: Pick[] = texts.list().map(text => ({ label: asOneLine(text), text }));
  return (await vscode.window.showQuickPick(picks, { placeHolder: vscode.l10n.t('Which text?') }))?.text;
}
