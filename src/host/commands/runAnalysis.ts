import * as vscode from 'vscode';
import type { Context } from '../context';
import { analysesOf } from '../offered';
import { pointedAnalysis } from '../pointed';
import { showAnalysis } from '../showAnalysis';

interface Pick extends vscode.QuickPickItem {
  readonly analysis: string;
}

/** Shows an analysis of the active text; asks which where no list points at one. */
export async function runAnalysis(context: Context, what?: unknown): Promise<void> {
  const analysis = pointedAnalysis(what) ?? (await ask(context));
  if (analysis !== undefined) await showAnalysis(context, analysis);
}

async function ask({ models }: Context): Promise<string | undefined> {
  const picks = (await analysesOf(models)).map(({ id, title, shows, icon }): Pick => ({ label: `$(${icon}) ${title}`, detail: shows, analysis: id }));
  return (await vscode.window.showQuickPick(picks, { placeHolder: vscode.l10n.t('What should be shown?'), matchOnDetail: true }))?.analysis;
}
