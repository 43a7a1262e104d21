import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestChain, chainMarginals, type Transitions, transitionsOf } from '../../../src/core/tensor/chain';
import { sparseChain } from '../../../src/core/tensor/sparseChain';
import { smoothed, smoothedGrid } from '../../../src/core/tensor/totalVariation';

const number = fc.double({ min: -4, max: 4, noNaN: true });
const pairs: fc.Arbitrary<Transitions> = fc.tuple(fc.tuple(number, number), fc.tuple(number, number));

/** Every assignment of n binary variables with its score. */
function all(unary: readonly number[], transitions: Transitions): { readonly states: Uint8Array; readonly score: number }[] {
  return Array.from({ length: 2 ** unary.length }, (_, code) => {
    const states = Uint8Array.from(unary, (_, i) => (code >> i) & 1);
    return { states, score: unary.reduce((sum, u, i) => sum + u * (states[i] ?? 0), 0) + transitionsOf(states, transitions) };
  });
}

describe('chains', () => {
  test('marginals and the sum over all assignments, against counting them all', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 8 }), pairs, (unary, transitions) => {
        const every = all(unary, transitions);
        const total = every.reduce((sum, { score }) => sum + Math.exp(score), 0);
        const { logZ, marginals } = chainMarginals(unary, transitions);
        expect(logZ).toBeCloseTo(Math.log(total), 8);
        for (const i of unary.keys()) expect(marginals[i]).toBeCloseTo(every.reduce((sum, { states, score }) => sum + (states[i] ?? 0) * Math.exp(score), 0) / total, 8);
      }),
    );
  });
  test('the best assignment, against trying them all', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 8 }), pairs, (unary, transitions) => {
        const { states, score } = bestChain(unary, transitions);
        expect(score).toBeCloseTo(Math.max(...all(unary, transitions).map(each => each.score)), 9);
        expect(unary.reduce((sum, u, i) => sum + u * (states[i] ?? 0), 0) + transitionsOf(states, transitions)).toBeCloseTo(score, 9);
      }),
    );
  });
  test('the sparse mixture is one, and no assignment would make it better', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 7 }), pairs, (unary, transitions) => {
        const { states, weights, marginals } = sparseChain(unary, transitions);
        expect(weights.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 6);
        for (const weight of weights) expect(weight).toBeGreaterThanOrEqual(0);
        // The objective is convex: at its least, every assignment with weight is worth as much as the best, given the marginals.
        const worth = (z: Uint8Array, score: number) => score - marginals.reduce((sum, m, i) => sum + m * (z[i] ?? 0), 0);
        const every = all(unary, transitions);
        const most = Math.max(...every.map(({ states: z, score }) => worth(z, score)));
        for (const [s, z] of states.entries()) {
          const own = every.find(({ states: each }) => each.join() === z.join())?.score ?? Number.NaN;
          if ((weights[s] ?? 0) > 1e-6) expect(most - worth(z, own)).toBeLessThan(1e-6);
        }
      }),
      { numRuns: 300 },
    );
  });
  test('rows of many keys, far apart, end', () => {
    const unary = Array.from({ length: 200 }, (_, i) => 20 * Math.sin(i * i));
    const { weights, marginals } = sparseChain(unary, [
      [0, -0.3],
      [-0.3, 0.6],
    ]);
    expect(weights.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 6);
    expect(marginals.every(m => m >= -1e-9 && m <= 1 + 1e-9)).toBe(true);
  });
});

describe('total variation', () => {
  const objective = (x: ArrayLike<number>, y: readonly number[], lambda: number, edges: readonly (readonly [number, number])[]) =>
    y.reduce((sum, value, i) => sum + ((x[i] ?? 0) - value) ** 2 / 2, 0) + lambda * edges.reduce((sum, [a, b]) => sum + Math.abs((x[a] ?? 0) - (x[b] ?? 0)), 0);

  test('the line is flat in pieces, and no small move of any run of entries makes it better', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 12 }), fc.double({ min: 0, max: 3, noNaN: true }), (y, lambda) => {
        const x = smoothed(y, lambda);
        const edges = y.slice(1).map((_, i) => [i, i + 1] as const);
        const least = objective(x, y, lambda, edges);
        expect(x.reduce((sum, value) => sum + value, 0)).toBeCloseTo(
          y.reduce((sum, value) => sum + value, 0),
          7,
        );
        for (let from = 0; from < y.length; from++)
          for (let to = from; to < y.length; to++)
            for (const move of [-1e-4, 1e-4]) {
              const moved = x.map((value, i) => (i >= from && i <= to ? value + move : value));
              expect(objective(moved, y, lambda, edges)).toBeGreaterThanOrEqual(least - 1e-10);
            }
      }),
      { numRuns: 300 },
    );
  });

  test('the grid: no small move of any rectangle makes it better, and one row is the line', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(number, { minLength: 16, maxLength: 16 }),
        fc.double({ min: 0.01, max: 2, noNaN: true }),
        (rows, columns, all, lambda) => {
          const y = all.slice(0, rows * columns);
          const x = smoothedGrid(y, columns, lambda);
          const edges = y.flatMap((_, i) => [...((i + 1) % columns ? [[i, i + 1] as const] : []), ...(i + columns < y.length ? [[i, i + columns] as const] : [])]);
          const least = objective(x, y, lambda, edges);
          for (let top = 0; top < rows; top++)
            for (let left = 0; left < columns; left++)
              for (let bottom = top; bottom < rows; bottom++)
                for (let right = left; right < columns; right++)
                  for (const move of [-1e-4, 1e-4]) {
                    const inside = (i: number) => i % columns >= left && i % columns <= right && Math.floor(i / columns) >= top && Math.floor(i / columns) <= bottom;
                    const moved = x.map((value, i) => (inside(i) ? value + move : value));
                    expect(objective(moved, y, lambda, edges)).toBeGreaterThanOrEqual(least - 1e-8);
                  }
          if (rows === 1) for (const [i, value] of smoothed(y, lambda).entries()) expect(x[i]).toBeCloseTo(value, 7);
        },
      ),
      { numRuns: 100 },
    );
  });
});
