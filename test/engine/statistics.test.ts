import { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { AttentionSite } from '../../src/core/attention/site';
import { instrument, probed, tokenFeeds } from '../../src/core/instrument/instrument';
import type { Probed } from '../../src/core/instrument/probe';
import { GraphBuilder } from '../../src/core/onnx/builder';
import { verify } from '../../src/core/onnx/verify';
import { serialise } from '../../src/core/onnx/write';
import type { Prepared } from '../../src/core/prepared';
import { DTYPES, type DType, type Tensor, tensor } from '../../src/core/tensor/tensor';
import { type Plain, plainDiversity, plainStatistics, randomWeights, type Shape } from '../core/instrument/plain';

/** A model that is nothing but a site: its input are the weights. */
function modelOf(mapping: string, axes: AttentionSite['weights'][number]['axes'] = ['batch', 'head', 'query', 'key']): Prepared {
  const builder = new GraphBuilder('model');
  const weights = builder.op('Identity', [
    builder.input(
      'weights',
      'float32',
      axes.map(() => null),
    ),
  ]);
  builder.output(builder.op('Neg', [weights]));
  const site: AttentionSite = { index: 0, layer: 0, kind: 'self', stack: 'only', weights: [{ value: weights, axes }], values: [], mapping, heads: 3, keyHeads: 3 };
  return {
    graph: builder.build(),
    facts: { family: 'test', task: 'unknown', layers: 1, heads: 3, keyHeads: 3, causal: false },
    sites: [site],
    misses: [],
    hiddenStates: [],
  };
}

const NAMES = ['entropy', 'effective_count', 'confidence', 'distance', 'self', 'previous', 'next', 'first', 'special', 'duplicate', 'induction'];

async function run(prepared: Prepared, weights: Tensor, probes: readonly string[], ids: readonly number[], special: readonly boolean[]): Promise<Probed> {
  const made = instrument(prepared, probes);
  expect(verify(made.graph)).toEqual([]);
  const session = await InferenceSession.create(serialise(made.graph, String), { logSeverityLevel: 4 });
  const feeds: Record<string, Tensor> = { weights, ...tokenFeeds(made, { ids, special }) };
  const given = Object.fromEntries(session.inputNames.map(name => [name, toRuntime(feeds[name])]));
  const results = await session.run(given);
  return probed(made, Object.fromEntries(session.outputNames.map(name => [name, fromRuntime(results[name])])));
}

function toRuntime(feed: Tensor | undefined): RuntimeTensor {
  if (!feed) throw new Error('a feed is missing');
  return new RuntimeTensor(feed.dtype as 'float32', feed.data as Float32Array, feed.dims);
}

function fromRuntime(value: RuntimeTensor | undefined): Tensor {
  if (!value || !(value.type in DTYPES)) throw new Error('an output is missing');
  return tensor(value.type as DType, value.dims, value.data as never);
}

const batchOfOne = ({ heads, queries, keys, weights }: Plain) => tensor('float32', [1, heads, queries, keys], weights);

function assertEqual(name: string, given: Tensor | undefined, wanted: readonly number[], relative: number) {
  expect(given?.dims, name).toEqual([wanted.length]);
  wanted.forEach((want, i) => {
    const got = Number(given?.data[i]);
    if (Number.isNaN(want)) expect(got, name).toBeNaN();
    else expect(Math.abs(got - want), `${name}[${i}] is ${got}, not ${want}`).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(want)));
  });
}

const CASES: readonly { readonly name: string; readonly shape: Shape; readonly mapping?: string }[] = [
  { name: 'dense', shape: { heads: 3, queries: 11 }, mapping: 'softmax' },
  { name: 'causal', shape: { heads: 3, queries: 12, causal: true }, mapping: 'softmax' },
  { name: 'sparse, exact zeros', shape: { heads: 4, queries: 9, zeros: 0.7 }, mapping: 'sparsemax' },
  { name: 'rows that sum to anything, some of them null', shape: { heads: 3, queries: 10, zeros: 0.4, nulls: 0.4, raw: true }, mapping: 'relu' },
  { name: 'every row null', shape: { heads: 2, queries: 5, nulls: 1 }, mapping: 'relu' },
  { name: 'one token', shape: { heads: 2, queries: 1 }, mapping: 'softmax' },
  { name: 'two tokens', shape: { heads: 2, queries: 2, causal: true }, mapping: 'softmax' },
  { name: 'long', shape: { heads: 2, queries: 300 }, mapping: 'softmax' },
];

describe('statistics in the graph equal their definitions', () => {
  CASES.forEach(({ name, shape, mapping = 'unknown' }, seed) => {
    test(name, async () => {
      const plain = randomWeights(seed + 1, shape);
      const ids = Array.from({ length: plain.queries }, (_, i) => [5, 7, 5, 9, 7][i % 5] ?? 0);
      const special = ids.map((_, i) => i === 0 || i === plain.queries - 1);
      const got = await run(modelOf(mapping), batchOfOne(plain), [...NAMES.map(n => `heads.${n}.0`), 'diversity.0', 'shape.0', 'attentions.0', 'attentions_mean.0'], ids, special);
      const wanted = plainStatistics(plain, ids, special);
      for (const statistic of NAMES) assertEqual(statistic, got.get(`heads.${statistic}.0`), wanted[statistic] ?? [], 5e-6);
      const diversity = Number(got.get('diversity.0')?.data[0]);
      expect(got.get('diversity.0')?.dims).toEqual([]);
      if (name === 'every row null') expect(diversity).toBeNaN();
      else expect(Math.abs(diversity - plainDiversity(plain))).toBeLessThan(2e-6);
      expect(Array.from(got.get('shape.0')?.data ?? [], Number)).toEqual([plain.heads, plain.queries, plain.keys]);
      expect(got.get('attentions.0')?.dims).toEqual([plain.heads, plain.queries, plain.keys]);
      expect(Array.from(got.get('attentions.0')?.data ?? [], Number)).toEqual(Array.from(plain.weights));
    });
  });
});

test('a site without head and batch axes, and a text shorter than its keys, still run', async () => {
  const plain = randomWeights(5, { heads: 1, queries: 6 });
  const got = await run(
    modelOf('softmax', ['query', 'key']),
    tensor('float32', [6, 6], plain.weights),
    ['heads.entropy.0', 'heads.special.0', 'heads.induction.0'],
    [1, 2],
    [true, false],
  );
  assertEqual('entropy', got.get('heads.entropy.0'), plainStatistics(plain, [1, 2], [true]).entropy ?? [], 1e-5);
});

test('rectangular weights count positions from the last key', async () => {
  const plain = randomWeights(8, { heads: 2, queries: 2, keys: 5 });
  const got = await run(modelOf('softmax'), batchOfOne(plain), ['heads.self.0'], [1, 2, 3, 4, 5], [false, false, false, false, false]);
  const wanted = [0, 1].map(h => ((plain.weights[h * 10 + 3] ?? 0) + (plain.weights[h * 10 + 9] ?? 0)) / 2);
  assertEqual('self', got.get('heads.self.0'), wanted, 1e-6);
});

test('two texts at once are refused', async () => {
  const plain = randomWeights(8, { heads: 4, queries: 3 });
  const twice = tensor('float32', [2, 2, 3, 3], plain.weights);
  await expect(run(modelOf('softmax'), twice, ['heads.self.0'], [1, 2, 3], [false, false, false])).rejects.toMatchObject({ fault: { code: 'bad-input' } });
});

test('divergence among (.5 .5 0), (0 .1 .9) and an even head in closed form', async () => {
  const third = 1 / 3;
  const weights = tensor('float32', [1, 3, 1, 3], Float32Array.of(0.5, 0.5, 0, 0, 0.1, 0.9, third, third, third));
  for (const mapping of ['softmax', 'unknown']) {
    const got = await run(modelOf(mapping), weights, ['diversity.0'], [1], [false]);
    expect(Number(got.get('diversity.0')?.data[0])).toBeCloseTo(0.37889, 5);
  }
});
