import type { Options } from '../../../src/core/analyses/analysis';
import type { Reading } from '../../../src/protocol/engine';

export const PICTURES = ['matrix', 'lines', 'text'] as const;
export const COMBINES = ['mean', 'sum', 'max'] as const;
export const SCALES = ['head', 'row', 'one'] as const;
export const LOOKS = ['query', 'key'] as const;

/** How heads are shown. */
export interface Settings {
  readonly picture: (typeof PICTURES)[number];
  readonly combine: Reading['combine'];
  readonly scale: Reading['scale'];
  readonly words: boolean;
  readonly special: boolean;
  /** Of the text: what a token attends to, or who attends to it. */
  readonly look: (typeof LOOKS)[number];
  /** Lines drawn for each query, and the weight from which on. */
  readonly lines: number;
  readonly least: number;
}

export const MOST_LINES = 50;

const oneOf = <T extends string>(values: readonly [T, ...T[]], text: string | undefined): T => values.find(value => value === text) ?? values[0];

function within(text: string | undefined, low: number, high: number, otherwise: number): number {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return value >= low && value <= high ? value : otherwise;
}

/** Settings that a panel kept, each checked; what is not valid is as the view opens. */
export const settingsOf = (kept: Options): Settings => ({
  picture: oneOf(PICTURES, kept.picture),
  combine: oneOf(COMBINES, kept.combine),
  scale: oneOf(SCALES, kept.scale),
  words: kept.words === 'true',
  special: kept.special !== 'false',
  look: oneOf(LOOKS, kept.look),
  lines: Math.round(within(kept.lines, 1, MOST_LINES, 5)),
  least: within(kept.least, 0, 1, 0.05),
});

/** The numbers of a kept list, each once, none negative. */
export const indices = (text: string | undefined): readonly number[] => [
  ...new Set(
    (text ?? '')
      .split(',')
      .filter(part => /^\d{1,7}$/.test(part))
      .map(Number),
  ),
];
