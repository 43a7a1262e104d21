import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Edge, type Flowing, layOutSankey, massAt, strongestWay, totalFlow } from '../../../webview/charts/sankey';
import { seeded } from '../models/random';

/** A query's mass on its way down through layers of random weights, exactly as rollout spreads it. */
function spread(tokens: number, layers: number, seed: number): Flowing {
  const random = seeded(seed);
  const mass = new Float64Array((layers + 1) * tokens);
  mass[layers * tokens + tokens - 1] = 1;
  const edges: Edge[] = [];
  for (let layer = layers - 1; layer >= 0; layer--)
    for (let from = 0; from < tokens; from++) {
      const weights = Array.from({ length: tokens }, () => random() ** 4);
      const whole = weights.reduce((a, b) => a + b, 0);
      const standing = mass[(layer + 1) * tokens + from] ?? 0;
      for (const [to, weight] of weights.entries()) {
        const goes = (standing * weight) / whole;
        mass[layer * tokens + to] = (mass[layer * tokens + to] ?? 0) + goes;
        if (goes > 0) edges.push({ layer, from, to, mass: goes });
      }
    }
  return { mass, tokens, columns: layers + 1, edges: edges.sort((one, other) => other.mass - one.mass) };
}

const shape = fc.record({
  tokens: fc.integer({ min: 1, max: 9 }),
  layers: fc.integer({ min: 1, max: 5 }),
  seed: fc.nat(9999),
  threshold: fc.constantFrom(0, 0.001, 0.02, 0.1, 0.5),
});

test('with no threshold everything is drawn, and what enters a token leaves it', () => {
  fc.assert(
    fc.property(shape, ({ tokens, layers, seed }) => {
      const flow = spread(tokens, layers, seed);
      const { nodes, ribbons, drawn } = layOutSankey(flow, 0, 400);
      expect(drawn).toBeCloseTo(1, 9);
      for (const { column, token, mass } of nodes) {
        const [into, out] = [ribbons.filter(one => one.layer === column && one.to === token), ribbons.filter(one => one.layer === column - 1 && one.from === token)];
        const carried = (all: typeof ribbons): number => all.reduce((total, one) => total + one.mass, 0);
        if (column < layers) expect(carried(into)).toBeCloseTo(mass, 9);
        if (column > 0) expect(carried(out)).toBeCloseTo(mass, 9);
      }
    }),
  );
});

test('tokens of a column stand in order within the height and never overlap', () => {
  fc.assert(
    fc.property(shape, ({ tokens, layers, seed, threshold }) => {
      const { nodes } = layOutSankey(spread(tokens, layers, seed), threshold, 400);
      for (let column = 0; column <= layers; column++) {
        const all = nodes.filter(node => node.column === column);
        for (const [at, node] of all.entries()) {
          const before = all[at - 1];
          expect(node.y).toBeGreaterThan(-1e-6);
          expect(node.y + node.height).toBeLessThan(400 + 1e-6);
          if (before) expect(node.token > before.token && node.y >= before.y + before.height).toBe(true);
        }
      }
    }),
  );
});

test('ribbons stand side by side within their tokens, at both ends', () => {
  fc.assert(
    fc.property(shape, ({ tokens, layers, seed, threshold }) => {
      const { nodes, ribbons } = layOutSankey(spread(tokens, layers, seed), threshold, 400);
      for (const node of nodes)
        for (const [all, end] of [
          [ribbons.filter(one => one.layer === node.column && one.to === node.token), 'below'],
          [ribbons.filter(one => one.layer === node.column - 1 && one.from === node.token), 'above'],
        ] as const) {
          let y = node.y;
          for (const ribbon of [...all].sort((one, other) => one[end] - other[end])) {
            expect(ribbon[end]).toBeCloseTo(y, 6);
            y += ribbon.height;
          }
          expect(y).toBeLessThan(node.y + node.height + 1e-6);
        }
    }),
  );
});

test('a higher threshold draws less, and what is said to be drawn is what the ribbons carry', () => {
  const flow = spread(8, 4, 5);
  const shares = [0, 0.01, 0.05, 0.2].map(threshold => layOutSankey(flow, threshold, 300));
  for (const [at, { drawn, ribbons }] of shares.entries()) {
    expect(drawn).toBeCloseTo(ribbons.reduce((total, one) => total + one.mass, 0) / totalFlow(flow), 9);
    if (at > 0) expect(drawn).toBeLessThan(shares[at - 1]?.drawn ?? 0);
  }
  expect(totalFlow(flow)).toBeCloseTo(4, 9);
});

test('nothing that flows makes an empty picture, not a broken one', () => {
  const nothing = { mass: new Float32Array(6), tokens: 2, columns: 3, edges: [] };
  expect(layOutSankey(nothing, 0.1, 300)).toEqual({ nodes: [], ribbons: [], drawn: 0 });
  expect(strongestWay(nothing, 0, 0)).toBeUndefined();
});

test('the strongest way is the best of all ways there are', () => {
  fc.assert(
    fc.property(fc.record({ seed: fc.nat(999), column: fc.integer({ min: 0, max: 3 }), token: fc.integer({ min: 0, max: 2 }) }), ({ seed, column, token }) => {
      const flow = spread(3, 3, seed);
      const share = (from: number, to: number, layer: number): number => {
        const standing = massAt(flow, layer + 1, from);
        return standing > 0 ? (flow.edges.find(one => one.layer === layer && one.from === from && one.to === to)?.mass ?? 0) / standing : 0;
      };
      let best = 0;
      for (let a = 0; a < 3; a++)
        for (let b = 0; b < 3; b++)
          for (let c = 0; c < 3; c++) {
            const way = [a, b, c, 2];
            if (way[column] === token) best = Math.max(best, share(2, c, 2) * share(c, b, 1) * share(b, a, 0));
          }
      const found = strongestWay(flow, column, token);
      expect(found?.share ?? 0).toBeCloseTo(best, 9);
      if (found) expect(found.tokens[column]).toBe(token);
    }),
  );
});
