import * as vscode from 'vscode';
import type { Hello } from '../protocol/engine';
import type { Models } from './models';
import { say } from './say';

/** Something that can be asked about a text: a row of the engine's catalogue in the user's language, or the bench of what ifs. */
export interface Offered {
  readonly id: string;
  readonly title: string;
  /** What it shows, one line. */
  readonly shows: string;
  /** Name of a codicon. */
  readonly icon: string;
}

const ICONS: Readonly<Record<string, string>> = { attention: 'eye', heads: 'graph', rollout: 'layers', flow: 'git-merge', identifiability: 'search', effective: 'filter' };

/** Every engine has the same catalogue: it is asked for once. */
let known: Hello | undefined;

/** What the active model can be asked, in the order of the engine's table; empty while no model is open. */
export async function analysesOf({ active }: Models): Promise<readonly Offered[]> {
  if (!active) return [];
  known ??= await active.engine.hello();
  const rows = known.analyses.map(({ id, title, shows }) => ({ id, title: say(title), shows: say(shows), icon: ICONS[id] ?? 'graph' }));
  return [...rows, { id: 'what-if', title: vscode.l10n.t('What if'), shows: vscode.l10n.t('Swap mappings, knock heads out, set weights, and see what changes.'), icon: 'beaker' }];
}
