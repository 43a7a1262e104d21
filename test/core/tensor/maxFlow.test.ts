import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matrix } from '../../../src/core/tensor/matrix';
import { LayeredFlow } from '../../../src/core/tensor/maxFlow';

/** Edmonds and Karp over a full capacity matrix: slow, and shares nothing with what it judges. */
function slowFlow(layers: readonly (readonly number[])[], n: number, source: number, sink: number): number {
  const nodes = (layers.length + 1) * n;
  const room = Array.from({ length: nodes }, () => new Array<number>(nodes).fill(0));
  layers.forEach((layer, l) => {
    layer.forEach((value, at) => {
      (room[(l + 1) * n + Math.floor(at / n)] as number[])[l * n + (at % n)] = value;
    });
  });
  const [from, to] = [layers.length * n + source, sink];
  for (let total = 0; ; ) {
    const before = new Map<number, number>([[from, from]]);
    for (const node of before.keys()) for (let next = 0; next < nodes; next++) if (!before.has(next) && (room[node]?.[next] ?? 0) > 1e-14) before.set(next, node);
    if (!before.has(to)) return total;
    const path = [to];
    while (path[0] !== from) path.unshift(before.get(path[0] as number) as number);
    const edges = path.slice(1).map((head, i) => [path[i] as number, head] as const);
    const amount = Math.min(...edges.map(([tail, head]) => room[tail]?.[head] ?? 0));
    for (const [tail, head] of edges) {
      (room[tail] as number[])[head] = (room[tail]?.[head] ?? 0) - amount;
      (room[head] as number[])[tail] = (room[head]?.[tail] ?? 0) + amount;
    }
    total += amount;
  }
}

/** Layers of weights with exact zeros, null rows, and masked future, by parts of a case. */
const layered = fc
  .record({ n: fc.integer({ min: 1, max: 6 }), depth: fc.integer({ min: 1, max: 5 }), causal: fc.boolean(), zeros: fc.double({ min: 0, max: 0.9, noNaN: true }) })
  .chain(({ n, depth, causal, zeros }) =>
    fc
      .array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: n * n, maxLength: n * n }), { minLength: depth, maxLength: depth })
      .map(layers => ({ n, layers: layers.map(layer => layer.map((v, at) => (v < zeros || (causal && at % n > Math.floor(at / n)) ? 0 : v - zeros))) })),
  );

describe('maximum flow through layers', () => {
  test('equals Edmonds and Karp on dense, sparse, causal and cut graphs', () => {
    fc.assert(
      fc.property(layered, ({ n, layers }) => {
        const graph = new LayeredFlow(layers.map(layer => matrix(n, n, layer)));
        for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) expect(Math.abs(graph.between(i, j) - slowFlow(layers, n, i, j))).toBeLessThan(1e-9);
      }),
      { numRuns: 150, seed: 11 },
    );
  });

  test('is never more than what leaves the source or enters the sink, and does not depend on what was asked before', () => {
    fc.assert(
      fc.property(layered, ({ n, layers }) => {
        const graph = new LayeredFlow(layers.map(layer => matrix(n, n, layer)));
        const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
        const top = layers.at(-1) ?? [];
        const first = graph.between(0, n - 1);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            const most = Math.min(sum(top.slice(i * n, i * n + n)), sum((layers[0] ?? []).filter((_, at) => at % n === j)));
            expect(graph.between(i, j)).toBeLessThanOrEqual(most + 1e-9);
          }
        }
        expect(graph.between(0, n - 1)).toBe(first);
      }),
      { numRuns: 60, seed: 12 },
    );
  });

  test('takes flow back where a greedy path was wrong', () => {
    // Source 0 -> 0 and 1 at layer 2; node 0 reaches both sides of layer 1, node 1 only side 0; side 0 and side 1 both reach sink 0 with half.
    const layers = [
      [0.5, 0, 0.5, 0],
      [0.5, 0.5, 0.5, 0],
      [0.5, 0.5, 0, 0],
    ];
    expect(new LayeredFlow(layers.map(layer => matrix(2, 2, layer))).between(0, 0)).toBeCloseTo(1, 12);
    expect(slowFlow(layers, 2, 0, 0)).toBeCloseTo(1, 12);
  });

  test('refuses layers that are not square and of one size', () => {
    expect(() => new LayeredFlow([matrix(2, 3)])).toThrow(RangeError);
    expect(() => new LayeredFlow([matrix(2, 2), matrix(3, 3)])).toThrow(RangeError);
    expect(() => new LayeredFlow([])).toThrow(RangeError);
  });
});
