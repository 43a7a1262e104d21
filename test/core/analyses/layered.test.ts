import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layeredFlow } from '../../../src/core/analyses/view/layered';
import { type Matrix, matmul, matrix } from '../../../src/core/tensor/matrix';
import { withIdentity } from '../../../src/core/tensor/residual';
import { meanOf, rowsOf, runOn, site } from './subject';

const A1 = [
  [0.6, 0.3, 0.1],
  [0.2, 0.5, 0.3],
  [0.1, 0.1, 0.8],
];
const A2 = [
  [0.1, 0.8, 0.1],
  [0.4, 0.2, 0.4],
  [0, 0.9, 0.1],
];
const given = { sites: [site(0), site(1, { layer: 4 })], ids: [1, 2, 3], options: { from: '1' } };
const probes = { ...meanOf(0, A1), ...meanOf(1, A2) };

const layeredOf = (id: string, options: Readonly<Record<string, string>> = {}) => {
  const { view, tensors } = runOn(id, { ...given, options: { ...given.options, ...options } }, probes);
  if (view.kind !== 'flow' || !view.layered) throw new Error('no layers');
  return { ...view.layered, rollout: rowsOf(tensors.rollout) };
};

describe('layered flow', () => {
  test('closed form of two layers, with one half for the residual path', () => {
    // Query 1: (.2, .6, .2) above layer 0, then each times its row of A1 / 2 + I / 2.
    const { mass, edges, layers, query, path } = layeredOf('rollout');
    expect([query, layers]).toEqual([1, [0, 4]]);
    const wanted = [0.23, 0.49, 0.28, 0.2, 0.6, 0.2, 0, 1, 0];
    wanted.forEach((value, at) => void expect(mass[at]).toBeCloseTo(value, 6));
    expect(edges[0]).toEqual({ layer: 1, from: 1, to: 1, mass: expect.closeTo(0.6, 6) });
    const found = edges.find(({ layer, from, to }) => layer === 0 && from === 0 && to === 1);
    expect(found?.mass).toBeCloseTo(0.2 * 0.15, 6);
    expect(edges).toHaveLength(12);
    expect(edges.map(edge => edge.mass)).toEqual(edges.map(edge => edge.mass).sort((a, b) => b - a));
    expect(path).toEqual({ tokens: [1, 1, 1], share: expect.closeTo(0.6 * 0.75, 6) });
  });

  test('its lowest row is the row of rollout, whatever the residual path', () => {
    for (const options of [{}, { residual: 'none' }, { residual: 'share', 'residual-share': '0.2' }, { from: '2' }]) {
      const { mass, rollout, query } = layeredOf('rollout', options);
      rollout[query]?.forEach((value, j) => void expect(mass[j]).toBeCloseTo(value, 6));
    }
  });

  test('the strongest path need not stay at its token', () => {
    const { path } = layeredOf('rollout', { residual: 'none', from: '0' });
    expect(path).toEqual({ tokens: [1, 1, 0], share: expect.closeTo(0.8 * 0.5, 6) });
  });

  test('stands beside maximum flow too, as rollout', () => {
    expect(layeredOf('flow').mass).toEqual(layeredOf('rollout').mass);
  });
});

/** Row-stochastic layers, some of whose weights are zero. */
const stack = fc.record({ n: fc.integer({ min: 1, max: 7 }), depth: fc.integer({ min: 1, max: 5 }), seed: fc.integer({ min: 1, max: 1e6 }), causal: fc.boolean() });

function layersOf({ n, depth, seed, causal }: { n: number; depth: number; seed: number; causal: boolean }): Matrix[] {
  let state = seed;
  const next = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  return Array.from({ length: depth }, () => {
    const data = Float64Array.from({ length: n * n }, (_, at) => ((causal && at % n > Math.floor(at / n)) || next() < 0.2 ? 0 : next()));
    return withIdentity(matrix(n, n, data), 0.5);
  });
}

test('conserves mass at every node, and the edges into a layer are rollout up to there', () => {
  fc.assert(
    fc.property(stack, given => {
      const layers = layersOf(given);
      const { n, depth } = given;
      const query = given.seed % n;
      const { mass, edges } = layeredFlow(
        layers,
        layers.map((_, i) => i),
        query,
      );
      let rolled: Matrix | undefined;
      for (let layer = depth - 1; layer >= 0; layer--) {
        const own = layers[layer] as Matrix;
        rolled = rolled ? matmul(rolled, own) : own;
        for (let token = 0; token < n; token++) {
          const sum = (end: 'from' | 'to') => edges.filter(edge => edge.layer === layer && edge[end] === token).reduce((total, edge) => total + edge.mass, 0);
          expect(sum('from')).toBeCloseTo(mass[(layer + 1) * n + token] as number, 6);
          expect(sum('to')).toBeCloseTo(mass[layer * n + token] as number, 6);
          expect(sum('to')).toBeCloseTo(rolled.data[query * n + token] as number, 6);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('gives a bounded number of edges, the strongest of each layer', () => {
  const n = 120;
  const layers = layersOf({ n, depth: 12, seed: 5, causal: false });
  const { edges, mass } = layeredFlow(
    layers,
    layers.map((_, i) => i),
    3,
  );
  expect(edges.length).toBeLessThanOrEqual(1200);
  for (let layer = 0; layer < 12; layer++) {
    const kept = edges.filter(edge => edge.layer === layer).map(edge => edge.mass);
    const all = Array.from({ length: n * n }, (_, at) => (mass[(layer + 1) * n + Math.floor(at / n)] as number) * ((layers[layer] as Matrix).data[at] as number));
    all.sort((a, b) => b - a);
    expect(kept.length).toBe(Math.min(100, all.filter(value => value > 0).length));
    kept.forEach((value, at) => void expect(value).toBeCloseTo(all[at] as number, 7));
  }
});
