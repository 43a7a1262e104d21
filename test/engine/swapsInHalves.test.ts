import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findSites } from '../../src/core/attention/findSites';
import { measureShapes } from '../../src/core/attention/measure';
import { parseSwap } from '../../src/core/attention/parseSwap';
import { shapeProbe } from '../../src/core/attention/shapeProbe';
import { swapped } from '../../src/core/attention/swap';
import { tapScores, tapSite } from '../../src/core/attention/tapSite';
import { GraphBuilder } from '../../src/core/onnx/builder';
import type { Graph } from '../../src/core/onnx/graph';
import { pruned } from '../../src/core/onnx/prune';
import type { Prepared } from '../../src/core/prepared';
import { softmaxOf, sparsemaxOf } from '../../src/core/tensor/simplex';
import { float32, int64, type Tensor } from '../../src/core/tensor/tensor';
import { open } from './siteSupport';

const WIDTH = 6;
const FLOAT16 = 10;

/** One attention over embeddings, computed in float16 throughout; later keys are masked by the type's least number, added. `mapped` makes the weights. */
function halves(mapped: (builder: GraphBuilder, scores: string) => string): Graph {
  const builder = new GraphBuilder('half');
  const ids = builder.input('ids', 'int64', ['batch', 'tokens']);
  const half = (value: string) => builder.op('Cast', [value], { to: FLOAT16 });
  const table = (rows: number, seed: number) =>
    half(
      builder.constant(
        float32(
          [rows, WIDTH],
          Array.from({ length: rows * WIDTH }, (_, i) => Math.sin(seed + i * 1.7)),
        ),
      ),
    );
  const x = builder.op('Gather', [table(9, 1), ids]);
  const [query, key, value] = [2, 3, 4].map(seed => builder.op('MatMul', [x, table(WIDTH, seed)])) as [string, string, string];
  const product = builder.op('MatMul', [query, builder.op('Transpose', [key], { perm: [0, 2, 1] })]);
  const length = builder.op('Squeeze', [builder.op('Shape', [ids], { start: 1, end: 2 }), builder.ints(0)]);
  const range = builder.op('Range', [builder.int(0), length, builder.int(1)]);
  const later = builder.op('Greater', [range, builder.op('Unsqueeze', [range, builder.ints(1)])]);
  const mask = half(builder.op('Where', [later, builder.scalar(-65504), builder.scalar(0)]));
  builder.output(builder.op('MatMul', [mapped(builder, builder.op('Add', [product, mask])), value]), 'float16');
  return builder.build();
}

async function modelOf(graph: Graph): Promise<Prepared> {
  const probe = shapeProbe(graph);
  const { runs } = await measureShapes(graph, probe, await open(probe.graph, FILE));
  const { sites, misses } = findSites(graph, runs);
  expect(sites).toHaveLength(1);
  return { graph, facts: { family: 'onnx', task: 'unknown', layers: 1, heads: 1, keyHeads: 1, causal: true }, sites, misses, hiddenStates: [] };
}

const FILE = path.join(import.meta.dirname, 'nothing.onnx');

async function weightsAndScores({ graph, sites: [site] }: Prepared): Promise<readonly [Tensor, Tensor]> {
  if (!site) throw new Error('no site');
  const builder = new GraphBuilder('tap', graph);
  builder.clearOutputs();
  const taps = [tapSite(builder, site), tapScores(builder, site) ?? ''].map(value => builder.op('Cast', [value], { to: 1 }));
  for (const tap of [...taps, ...graph.outputs.map(({ name }) => builder.op('Cast', [name], { to: 1 }))]) builder.output(tap, 'float32');
  const results = await (await open(pruned(builder.build()), FILE))({ ids: int64([1, 5], [1, 4, 2, 7, 3]) });
  return [results[taps[0] ?? ''] as Tensor, results[taps[1] ?? ''] as Tensor];
}

describe.each([
  ['a softmax in float16', (builder: GraphBuilder, scores: string) => builder.op('Softmax', [scores], { axis: -1 })],
  [
    'a softmax in float32 between casts',
    (builder: GraphBuilder, scores: string) => builder.op('Cast', [builder.op('Softmax', [builder.op('Cast', [scores], { to: 1 })], { axis: -1 })], { to: FLOAT16 }),
  ],
])('%s', (_, mapped) => {
  test.each([
    ['sparsemax', (row: number[]) => sparsemaxOf(row)],
    ['softmax', (row: number[]) => softmaxOf(row)],
    ['uniform', (row: number[]) => row.map(() => 1 / row.length)],
  ])('swapped to %s is mapped in float32: a half has three digits, the weights come from all of the scores', async (text, map) => {
    const [weights, scores] = await weightsAndScores(swapped(await modelOf(halves(mapped)), [parseSwap(text)]));
    for (let query = 0; query < 5; query++) {
      const row = (of: Tensor) => Array.from((of.data as Float32Array).subarray(query * 5, query * 5 + 5));
      const expected = map(row(scores).slice(0, query + 1));
      for (const [key, weight] of row(weights).entries()) {
        if (key > query) expect(weight).toBe(0);
        else expect(Math.abs(weight - (expected[key] ?? 0))).toBeLessThan(5e-4);
      }
    }
  });
});
