import { type Message, message } from '../../src/core/message';
import type { Tokens } from '../../src/core/tokens/input';
import { type Shape, sameShape } from '../../src/protocol/compared';

/** Whether a difference means something, and what must be said of it. */
export interface Judged {
  readonly difference: boolean;
  readonly says: readonly Message[];
}

/** Two texts' positions: the same tokens, as many others, or positions that do not correspond. */
export function judgeTokens(left: Pick<Tokens, 'tokens'>, right: Pick<Tokens, 'tokens'>): Judged {
  const [count, other] = [left.tokens.length, right.tokens.length];
  if (count !== other) return { difference: false, says: [message('{0} and {1} tokens: positions do not correspond, so no difference is drawn.', count, other)] };
  const changed = left.tokens.filter((token, at) => token !== right.tokens[at]).length;
  if (changed === 0) return { difference: true, says: [] };
  return { difference: true, says: [message('{0} tokens on both sides, {1} of them not the same: the difference is taken position by position.', count, changed)] };
}

/** Two checkpoints' heads: those of the same number can be set against each other only where both have them. */
export function judgeShapes(left: readonly Shape[], right: readonly Shape[]): Judged {
  if (sameShape(left, right)) return { difference: true, says: [] };
  const said = (sites: readonly Shape[]): string => `${sites.length} × ${[...new Set(sites.map(({ heads }) => heads))].join('/')}`;
  return {
    difference: false,
    says: [message('{0} and {1} layers × heads: a head of one has no counterpart in the other, so no difference is drawn. Choose a head on each side.', said(left), said(right))],
  };
}

/** Both must hold. */
export const both = (...judged: readonly Judged[]): Judged => ({ difference: judged.every(({ difference }) => difference), says: judged.flatMap(({ says }) => says) });

/** right - left, where both are numbers. */
export const differences = (left: Float32Array, right: Float32Array): Float32Array => right.map((value, at) => value - (left[at] ?? Number.NaN));

/** Total variation of two matrices' rows, half the sum of what they differ by, averaged over the rows that both have. */
export function meanVariation(left: Float32Array, right: Float32Array, columns: number): number {
  let sum = 0;
  let rows = 0;
  for (let from = 0; from + columns <= left.length; from += columns) {
    let row = 0;
    for (let at = from; at < from + columns; at++) row += Math.abs((right[at] ?? Number.NaN) - (left[at] ?? Number.NaN));
    if (Number.isNaN(row)) continue;
    sum += row / 2;
    rows += 1;
  }
  return rows > 0 ? sum / rows : Number.NaN;
}
