import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findSites } from '../../src/core/attention/findSites';
import { measureShapes } from '../../src/core/attention/measure';
import { parseSwap } from '../../src/core/attention/parseSwap';
import { shapeProbe } from '../../src/core/attention/shapeProbe';
import { swapped } from '../../src/core/attention/swap';
import { tapSite } from '../../src/core/attention/tapSite';
import { GraphBuilder } from '../../src/core/onnx/builder';
import type { Graph } from '../../src/core/onnx/graph';
import { pruned } from '../../src/core/onnx/prune';
import type { Prepared } from '../../src/core/prepared';
import { float32, int64, type Tensor } from '../../src/core/tensor/tensor';
import { open } from './siteSupport';

const FILE = path.join(import.meta.dirname, 'nothing.onnx');
const WIDTH = 6;
const SINK = 1.5;
const HEADS = 2;

/** Causal attention of two heads in which each row's softmax has one column more, a learned number that takes weight and gives no value; before or after the keys. */
function withSink(at: 'before' | 'after'): Graph {
  const builder = new GraphBuilder('sink');
  const ids = builder.input('ids', 'int64', ['batch', 'tokens']);
  const table = (rows: number, seed: number) =>
    builder.constant(
      float32(
        [rows, WIDTH],
        Array.from({ length: rows * WIDTH }, (_, i) => Math.sin(seed + i * 1.7)),
      ),
    );
  const heads = (value: string) => builder.op('Transpose', [builder.op('Reshape', [value, builder.ints(0, 0, HEADS, WIDTH / HEADS)])], { perm: [0, 2, 1, 3] });
  const x = builder.op('Gather', [table(9, 1), ids]);
  const [query, key, value] = [2, 3, 4].map(seed => heads(builder.op('MatMul', [x, table(WIDTH, seed)]))) as [string, string, string];
  const product = builder.op('MatMul', [query, builder.op('Transpose', [key], { perm: [0, 1, 3, 2] })]);
  const length = builder.op('Squeeze', [builder.op('Shape', [ids], { start: 1, end: 2 }), builder.ints(0)]);
  const range = builder.op('Range', [builder.int(0), length, builder.int(1)]);
  const later = builder.op('Greater', [range, builder.op('Unsqueeze', [range, builder.ints(1)])]);
  const scores = builder.op('Where', [later, builder.scalar(-1e9), product]);
  const size = builder.op('Concat', [builder.op('Shape', [scores], { start: 0, end: 3 }), builder.ints(1)], { axis: 0 });
  const sinks = builder.op('Expand', [builder.constant(float32([1, HEADS, 1, 1], [SINK, SINK])), size]);
  const all = builder.op('Softmax', [builder.op('Concat', at === 'after' ? [scores, sinks] : [sinks, scores], { axis: -1 })], { axis: -1 });
  const [from, to] = at === 'after' ? [0, -1] : [1, 1 << 30];
  const weights = builder.op('Slice', [all, builder.ints(from), builder.ints(to), builder.ints(-1)]);
  builder.output(builder.op('MatMul', [weights, value]), 'float32');
  return builder.build();
}

async function modelOf(graph: Graph): Promise<Prepared> {
  const probe = shapeProbe(graph);
  const { runs } = await measureShapes(graph, probe, await open(probe.graph, FILE));
  const { sites, misses } = findSites(graph, runs);
  expect(sites.map(({ mapping }) => mapping)).toEqual(['softmax']);
  return { graph, facts: { family: 'onnx', task: 'unknown', layers: 1, heads: HEADS, keyHeads: HEADS, causal: true }, sites, misses, hiddenStates: [] };
}

/** Rows of the weights, [heads * queries] of [keys]. */
async function weightsOf({ graph, sites: [site] }: Prepared): Promise<number[][]> {
  if (!site) throw new Error('no site');
  const builder = new GraphBuilder('tap', graph);
  builder.clearOutputs();
  const tap = builder.op('Identity', [tapSite(builder, site)]);
  builder.output(tap, 'float32');
  const weights = (await (await open(pruned(builder.build()), FILE))({ ids: int64([1, 5], [1, 4, 2, 7, 3]) }))[tap] as Tensor;
  return Array.from({ length: HEADS * 5 }, (_, row) => Array.from((weights.data as Float32Array).subarray(row * 5, row * 5 + 5)));
}

describe.each(['before', 'after'] as const)('a sink %s the keys', at => {
  const under = async (text: string) => weightsOf(swapped(await modelOf(withSink(at)), [parseSwap(text)]));

  test('takes its part of a softmax, as in the model', async () => {
    const [plain, same] = [await weightsOf(await modelOf(withSink(at))), await under('softmax')];
    expect(Math.max(...plain.map(row => row.reduce((sum, x) => sum + x, 0)))).toBeLessThan(0.999);
    for (const [i, row] of same.entries()) for (const [key, weight] of row.entries()) expect(Math.abs(weight - (plain[i]?.[key] ?? 0))).toBeLessThan(1e-6);
  });

  test.each([
    ['uniform', (query: number) => Array.from({ length: 5 }, (_, key) => (key <= query ? 1 / (query + 1) : 0))],
    ['own', (query: number) => Array.from({ length: 5 }, (_, key) => (key === query ? 1 : 0))],
    ['previous', (query: number) => Array.from({ length: 5 }, (_, key) => (key === query - 1 ? 1 : 0))],
    ['first', () => [1, 0, 0, 0, 0]],
  ])('is no key: %s', async (text, expected) => {
    for (const [i, row] of (await under(text)).entries()) for (const [key, weight] of row.entries()) expect(weight).toBeCloseTo(expected(i % 5)[key] ?? Number.NaN, 6);
  });
});
