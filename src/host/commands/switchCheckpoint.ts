import * as vscode from 'vscode';
import type { Context } from '../context';
import type { OpenModel } from '../models';
import { pathOf } from '../pointed';
import { DOT } from '../say';

interface Pick extends vscode.QuickPickItem {
  readonly model: OpenModel;
}

/** Makes an open checkpoint the active one, which commands and hovers mean, and brings its panel forward; asks which where nothing points at one. */
export async function switchCheckpoint(context: Context, what?: unknown): Promise<void> {
  const { models, panels } = context;
  const path = pathOf(what);
  const model = path === undefined ? await ask(context) : models.at(path);
  if (!model) return;
  models.activate(model);
  const panel = panels.of(model.path);
  if (panel) panel.reveal(false);
  else await panels.show(model, 'attention');
}

async function ask({ models }: Context): Promise<OpenModel | undefined> {
  const picks = models.all.map((model): Pick => {
    const active = model === models.active;
    const { name, provider } = model.card;
    return {
      label: `${active ? '$(eye)' : '$(circle-outline)'} ${name}`,
      description: [provider, ...(active ? [vscode.l10n.t('active')] : [])].join(DOT),
      detail: model.path,
      model,
    };
  });
  return (await vscode.window.showQuickPick(picks, { placeHolder: vscode.l10n.t('Which checkpoint do commands and hovers mean?') }))?.model;
}
