import type { HeadAddress, Note, WhatIfView } from '../../src/core/viewModels';
import type { ExperimentInfo } from '../../src/protocol/engine';
import { element } from '../dom';
import { explanation, noteList } from '../shell/explain';
import type { Stage } from '../stage';
import { HeadChanges } from './headChanges';
import { NumbersBoard } from './numbersBoard';
import { Positions } from './positions';
import { Predictions } from './predictions';

/** The row of a comparison that is looked at first: the last of a causal text, else where most changed. */
export function telling({ positions, sites, predictions }: Pick<WhatIfView, 'positions' | 'sites' | 'predictions'>): number {
  const moved = positions.totalVariation ?? positions.cosine;
  const count = Math.max(predictions.length, moved?.length ?? 0);
  if (sites.some(site => site.causal) || !moved) return Math.max(0, count - 1);
  return moved.reduce((best, value, at) => (value > (moved[best] ?? Number.NEGATIVE_INFINITY) ? at : best), 0);
}

/** What a comparison gave: numbers, answers, positions, heads. */
export class Outcome {
  readonly board = new NumbersBoard();
  readonly root = element('div', { class: 'outcome' });
  private readonly predictions = new Predictions();
  private readonly positions = new Positions(at => this.choose(at));
  private readonly heads: HeadChanges;
  private readonly foot = element('div', { class: 'foot' });
  private view: WhatIfView | undefined;
  private at: number | undefined;

  constructor(
    private readonly stage: Stage,
    open: (head: HeadAddress) => void,
  ) {
    this.heads = new HeadChanges(open);
    this.root.append(element('div', { class: 'pair' }, this.predictions.root, this.positions.root), this.heads.root, this.foot);
    this.root.hidden = true;
    this.board.root.hidden = true;
  }

  show(view: WhatIfView, notes: readonly Note[], info: ExperimentInfo | undefined): void {
    this.view = view;
    this.root.hidden = false;
    this.board.root.hidden = false;
    this.board.show(view);
    this.positions.show(view);
    this.heads.show(view);
    const listed = noteList(notes);
    this.foot.replaceChildren(...(listed ? [listed] : []), ...(info ? [explanation(info)] : []));
    this.draw();
  }

  /** Nothing is changed, or what was is not known. */
  clear(): void {
    this.view = undefined;
    this.root.hidden = true;
    this.board.root.hidden = true;
    this.stage.shade(undefined, undefined);
  }

  /** Looks at a token of the text. */
  chooseToken(index: number): void {
    const at = this.view?.pairs.findIndex(([before]) => before === index) ?? -1;
    this.choose(at < 0 ? index : at);
  }

  dispose(): void {
    this.predictions.dispose();
    this.positions.dispose();
    this.heads.dispose();
  }

  private choose(at: number): void {
    this.at = at;
    this.draw();
  }

  private draw(): void {
    const { view } = this;
    if (!view) return;
    const at = this.at ?? telling(view);
    this.predictions.show(view, at);
    const moved = view.positions.totalVariation ?? view.positions.cosine;
    const byToken = moved && moved.length === view.pairs.length;
    const shares = new Float32Array(view.before.length);
    if (byToken) for (const [row, [before]] of view.pairs.entries()) shares[before] = Math.min(1, moved[row] ?? 0);
    this.stage.shade(byToken ? shares : undefined, view.pairs[at]?.[0] ?? at);
  }
}
