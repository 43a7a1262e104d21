import type { SiteView } from '../../../src/core/viewModels';
import type { Cell } from '../../charts/layout';
import type { Shown } from '../../charts/tiles';
import { t } from '../../strings';
import type { HeadAxes } from './headAxes';
import type { Settings } from './headSettings';
import type { HeadWeights } from './headWeights';

/** Heads as one reading, with all that a picture of them takes. */
export interface ShownHeads {
  /** L2 H1, or 3 heads, mean. */
  readonly name: string;
  readonly site: SiteView;
  readonly heads: number;
  readonly axes: HeadAxes;
  readonly weights: HeadWeights;
  readonly settings: Settings;
}

export interface PictureEvents {
  /** The cell under pointer or focus; `among` are all that share its pixel. */
  readonly point: (cell: Cell | undefined, among?: Shown) => void;
  /** A row was chosen, or added to those that are. */
  readonly choose: (row: number, how: 'one' | 'add') => void;
}

/** One of the ways to look at heads. */
export interface HeadPicture {
  readonly root: HTMLElement;
  show(shown: ShownHeads): void;
  /** Marks the chosen rows (of the text's columns, where it is looked at from there); `line` is their mean. */
  choose(chosen: readonly number[], line: ArrayLike<number> | undefined): void;
  dispose(): void;
}

/** Later tokens cannot be attended to. */
export const masked = ({ site }: ShownHeads, { row, column }: Cell): boolean => site.causal && column > row;

/** What full colour stands for: the whole range, the largest of its row, the largest of all. */
export const domainOf = ({ settings, heads, weights }: ShownHeads): readonly [number, number] => {
  if (settings.scale === 'row') return [0, 1];
  if (settings.scale === 'head') return [0, weights.largest > 0 ? weights.largest : 1];
  return [0, settings.combine === 'sum' ? heads : 1];
};

/** A weight as a share of full colour; `end` is the largest of its row. */
export const shareOn = (shown: ShownHeads, weight: number, end: number): number => weight / (shown.settings.scale === 'row' ? end : domainOf(shown)[1]);

/** What the upper end of the scale is, in words. */
export function endName({ settings, heads }: ShownHeads): string | undefined {
  if (settings.scale === 'row') return t('(the largest of its row)');
  if (settings.scale === 'head') return heads > 1 ? t('(the largest of these heads)') : t('(the largest of this head)');
  return undefined;
}
