import * as vscode from 'vscode';
import { bytesText } from '../../protocol/sentences';
import type { Context } from '../context';
import { residentMemory } from '../memory';
import type { OpenModel } from '../models';
import { DOT } from '../say';
import { itemOf, type Tree, type TreeNode } from './node';

/** How often memory is read while the list is in sight, milliseconds. */
const PERIOD = 3000;

/** The open models: what they run on, bytes of weights on disk, and what their processes hold in memory. */
export function models({ models: open }: Context): Tree {
  const changed = new vscode.EventEmitter<void>();
  let told = '';
  let timer: NodeJS.Timeout | undefined;
  const memories = async (): Promise<readonly string[]> => Promise.all(open.all.map(memoryText));
  const look = async (): Promise<void> => {
    if ((await memories()).join('\n') !== told) changed.fire();
  };
  const parts = [open.onDidChange(() => changed.fire()), changed];

  return {
    onDidChange: changed.event,
    roots: async () => {
      const all = open.all;
      const texts = await memories();
      told = texts.join('\n');
      return all.map((model, index) => modelNode(model, model === open.active, texts[index] ?? ''));
    },
    sighted: visible => {
      clearInterval(timer);
      timer = visible ? setInterval(() => void look(), PERIOD) : undefined;
    },
    dispose: () => {
      clearInterval(timer);
      vscode.Disposable.from(...parts).dispose();
    },
  };
}

async function memoryText({ engine }: OpenModel): Promise<string> {
  const bytes = await residentMemory(engine);
  if (bytes !== undefined) return vscode.l10n.t('{0} in memory', bytesText(bytes));
  return engine.pid === undefined ? vscode.l10n.t('not running') : '';
}

function modelNode({ path, card }: OpenModel, active: boolean, memory: string): TreeNode {
  const facts = [card.provider, ...(memory ? [memory] : []), vscode.l10n.t('{0} of weights', bytesText(card.bytes))];
  const state = active ? vscode.l10n.t('the active one, which commands and hovers mean') : vscode.l10n.t('open');
  const item = itemOf({
    id: `model:${path}`,
    label: card.name,
    description: facts.join(DOT),
    tooltip: [
      path,
      vscode.l10n.t('{0}: {1}, {2} layers, {3} heads', card.name, card.family, card.layers, card.heads),
      vscode.l10n.t('Weights are mapped from disk; the memory is all that the engine’s process holds at the moment.'),
      state,
    ].join('\n'),
    icon: active ? 'eye' : 'circle-outline',
    kind: active ? 'model.active' : 'model',
    click: ['switchCheckpoint', path],
    spoken: [card.name, ...facts, state].join(', '),
  });
  return { item, path };
}
