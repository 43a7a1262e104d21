import * as vscode from 'vscode';
import { openCheckpoint } from './commands/openCheckpoint';
import type { Context } from './context';
import { textOf } from './origin';

/**
 * What every analysis command does: the active model, the text that the user points at, the panel. Without a model it asks for one first;
 * without a text the panel keeps its own.
 */
export async function showAnalysis(context: Context, view: string, hovered?: unknown): Promise<void> {
  const source = context.hovered.get(hovered) ?? textOf(vscode.window.activeTextEditor);
  if (!context.models.active) await openCheckpoint(context);
  const model = context.models.active;
  if (!model) return;
  const { analyses } = await model.engine.hello();
  const analysis = analyses.find(one => one.id === view) ?? analyses.find(one => one.view === view);
  await context.panels.show(model, analysis?.id ?? view, { text: source?.text, origin: source?.origin });
}
