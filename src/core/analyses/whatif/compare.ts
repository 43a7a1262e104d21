import type { Choice, PositionChanges, Prediction } from '../../viewModels';
import { type Answer, rowOf } from './answer';
import { argMax, cosineDistance, euclidean, jensenShannon, kullbackLeibler, largest, totalVariation } from './divergence';

/** Rows of two answers that belong together, [before, after]. */
export type Pairs = readonly (readonly [number, number])[];

/** How far each pair of rows is apart. Distributions: total variation, KL, JS and whether the likeliest is another; states: angle and distance. */
export function positionChanges(before: Answer, after: Answer, pairs: Pairs): PositionChanges {
  const over = (of: (a: Float64Array, b: Float64Array) => number): Float32Array => Float32Array.from(pairs, ([a, b]) => of(rowOf(before, a), rowOf(after, b)));
  if (before.kind === 'states') return { cosine: over(cosineDistance), euclidean: over(euclidean) };
  return {
    totalVariation: over(totalVariation),
    kl: over(kullbackLeibler),
    js: over(jensenShannon),
    flips: Uint8Array.from(pairs, ([a, b]) => (argMax(rowOf(before, a)) === argMax(rowOf(after, b)) ? 0 : 1)),
  };
}

/** The likeliest `count` choices of both, the likelier first; `label` spells a choice. */
export function predictions(before: Answer, after: Answer, pairs: Pairs, count: number, label: (index: number) => string): readonly Prediction[] {
  if (before.kind === 'states') return [];
  return pairs.map(([a, b]) => {
    const [own, other] = [rowOf(before, a), rowOf(after, b)];
    const choices = [...new Set([...largest(own, count), ...largest(other, count)])].map(
      (index): Choice => ({ index, label: label(index), before: own[index] ?? 0, after: other[index] ?? 0 }),
    );
    choices.sort((x, y) => Math.max(y.before, y.after) - Math.max(x.before, x.after));
    return { choices, first: { before: argMax(own), after: argMax(other) } };
  });
}

/** Mean of what is a number; NaN where nothing is. */
export function meanOf(values: ArrayLike<number>): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count > 0 ? sum / count : Number.NaN;
}

/** Rows that follow one another: [0, 0], [1, 1], ... */
export const inStep = (rows: number): Pairs => Array.from({ length: rows }, (_, i) => [i, i] as const);

/** One number for how far two answers are apart: mean total variation, or for states mean 1 - cosine. */
export function outputChange(before: Answer, after: Answer): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < Math.min(before.rows, after.rows); i++) {
    const apart = before.kind === 'states' ? cosineDistance(rowOf(before, i), rowOf(after, i)) : totalVariation(rowOf(before, i), rowOf(after, i));
    if (Number.isNaN(apart)) continue;
    sum += apart;
    count++;
  }
  return count > 0 ? sum / count : Number.NaN;
}
