import * as vscode from 'vscode';
import { raise } from '../core/fault';
import type { Context } from './context';
import { LONGEST, textOf } from './origin';

/**
 * What every analysis command does: the active model, the text that the user points at, the panel. Without a model the panel says how to begin, and
 * keeps the text for then; without a text it keeps its own.
 */
export async function showAnalysis(context: Context, view: string, hovered?: unknown): Promise<void> {
  const source = context.hovered.get(hovered) ?? textOf(vscode.window.activeTextEditor);
  // A panel keeps its text, and is given back by a reload only with one of a size.
  if ((source?.text.length ?? 0) > LONGEST)
    raise({ code: 'bad-usage', what: 'the selection', why: `it has ${source?.text.length} characters, and at most ${LONGEST} are taken. Select less.` });
  const model = context.models.active;
  if (!model) {
    context.panels.showEmpty(view, source?.text);
    return;
  }
  const { analyses } = await model.engine.hello();
  const analysis = analyses.find(one => one.id === view) ?? analyses.find(one => one.view === view);
  await context.panels.show(model, analysis?.id ?? view, { text: source?.text, origin: source?.origin });
}

/** Shows a text in the active model's panel, with the analysis that the panel has; without a model the panel keeps it for then. */
export async function showGivenText({ models, panels }: Context, text: string): Promise<void> {
  const model = models.active;
  if (model) await panels.show(model, panels.of(model.path)?.kept.analysis ?? 'attention', { text });
  else panels.showEmpty('attention', text);
}
