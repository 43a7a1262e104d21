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
import { entropyOf, type Plain, plainDiversity, plainStatistics, randomWeights, rowOf, type Shape, stream } from '../core/instrument/plain';

/** A model that is nothing but a site: its input are the weights, or the scores that a softmax makes weights of. */
function modelOf(mapping: string, axes: AttentionSite['weights'][number]['axes'] = ['batch', 'head', 'query', 'key'], made: 'Identity' | 'Softmax' = 'Identity'): Prepared {
  const builder = new GraphBuilder('model');
  const given = builder.input(
    'weights',
    'float32',
    axes.map(() => null),
  );
  const weights = builder.op(made, [given], made === 'Softmax' ? { axis: axes.indexOf('key') } : {});
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

test('what is a mean over queries can be had of every query', async () => {
  const plain = randomWeights(6, { heads: 3, queries: 7 });
  const got = await run(modelOf('softmax'), batchOfOne(plain), ['rows.entropy.0', 'rows.confidence.0', 'rows.effective_count.0', 'heads.entropy.0'], [1], [false]);
  for (let head = 0; head < 3; head++)
    for (let query = 0; query < 7; query++) {
      const row = rowOf(plain, head, query);
      const at = head * 7 + query;
      expect(got.get('rows.entropy.0')?.data[at]).toBeCloseTo(entropyOf(row), 5);
      expect(got.get('rows.effective_count.0')?.data[at]).toBeCloseTo(Math.exp(entropyOf(row)), 4);
      expect(got.get('rows.confidence.0')?.data[at]).toBeCloseTo(Math.max(...row), 6);
    }
  expect(got.get('rows.entropy.0')?.dims).toEqual([3, 7]);
});

test('some rows are spread evenly with the last among them; all where there are fewer', async () => {
  const plain = randomWeights(7, { heads: 2, queries: 10 });
  const got = await run(modelOf('softmax'), batchOfOne(plain), ['attentions_rows.0.4', 'attentions_rows.0.16'], [1], [false]);
  expect(got.get('attentions_rows.0.4')?.dims).toEqual([2, 4, 10]);
  const wanted = [0, 1].flatMap(head => [1, 4, 6, 9].flatMap(query => rowOf(plain, head, query)));
  expect(Array.from(got.get('attentions_rows.0.4')?.data ?? [], Number)).toEqual(wanted);
  expect(Array.from(got.get('attentions_rows.0.16')?.data ?? [], Number)).toEqual(Array.from(plain.weights));
});

test('rectangular weights count positions from the last key', async () => {
  const plain = randomWeights(8, { heads: 2, queries: 2, keys: 5 });
  const got = await run(modelOf('softmax'), batchOfOne(plain), ['heads.self.0'], [1, 2, 3, 4, 5], [false, false, false, false, false]);
  const wanted = [0, 1].map(h => ((plain.weights[h * 10 + 3] ?? 0) + (plain.weights[h * 10 + 9] ?? 0)) / 2);
  assertEqual('self', got.get('heads.self.0'), wanted, 1e-6);
});

test('previous and next are means over the queries that have such a key, also where keys came before', async () => {
  const plain = randomWeights(9, { heads: 2, queries: 3, keys: 5 });
  const got = await run(modelOf('softmax'), batchOfOne(plain), ['heads.previous.0', 'heads.next.0', 'heads.first.0'], [1, 2, 3, 4, 5], [false, false, false, false, false]);
  const at = (head: number, places: readonly (readonly [number, number])[]) =>
    places.reduce((total, [q, k]) => total + (plain.weights[(head * 3 + q) * 5 + k] ?? 0), 0) / places.length;
  const both = (places: readonly (readonly [number, number])[]) => [at(0, places), at(1, places)];
  assertEqual(
    'previous',
    got.get('heads.previous.0'),
    both([
      [0, 1],
      [1, 2],
      [2, 3],
    ]),
    1e-6,
  );
  assertEqual(
    'next',
    got.get('heads.next.0'),
    both([
      [0, 3],
      [1, 4],
    ]),
    1e-6,
  );
  assertEqual(
    'first',
    got.get('heads.first.0'),
    both([
      [0, 0],
      [1, 0],
      [2, 0],
    ]),
    1e-6,
  );
});

describe('weights that a softmax makes', () => {
  const CLOSED = { infinity: Number.NEGATIVE_INFINITY, 'the least number': -3.4028234663852886e38, 'ten thousand': -10000 } as const;
  for (const [how, closed] of Object.entries(CLOSED)) {
    test(`entropy from scores, keys closed by ${how}: exact zeros count nothing, one open key leaves none`, async () => {
      const [heads, n] = [3, 13];
      const random = stream(31);
      // The first head is causal, the second sees the key before and nothing else, the third is sharp: weights down to e^-60.
      const scores = Float32Array.from({ length: heads * n * n }, (_, i) => {
        const [head, q, k] = [Math.floor(i / (n * n)), Math.floor(i / n) % n, i % n];
        const open = head === 0 ? k <= q : head === 1 ? k === Math.max(0, q - 1) : true;
        return open ? (head === 2 ? 30 : 2) * (2 * random() - 1) : closed;
      });
      const probes = [...['entropy', 'effective_count'].map(name => `heads.${name}.0`), 'diversity.0', 'attentions.0'];
      const none = Array.from({ length: n }, () => false);
      const got = await run(modelOf('softmax', undefined, 'Softmax'), tensor('float32', [1, heads, n, n], scores), probes, Array.from(none, Number), none);
      const weights = Float32Array.from(got.get('attentions.0')?.data ?? [], Number);
      const wanted = plainStatistics({ heads, queries: n, keys: n, weights }, Array.from(none, Number), none);
      expect(weights.some(weight => weight === 0)).toBe(true);
      expect(Number(got.get('heads.entropy.0')?.data[1])).toBeCloseTo(0, 12);
      for (const name of ['entropy', 'effective_count']) assertEqual(name, got.get(`heads.${name}.0`), wanted[name] ?? [], 5e-6);
      expect(Math.abs(Number(got.get('diversity.0')?.data[0]) - plainDiversity({ heads, queries: n, keys: n, weights }))).toBeLessThan(5e-6);
    });
  }

  test('another layout: the softmax runs over keys that are not last', async () => {
    const random = stream(5);
    const [keys, queries] = [7, 4];
    const scores = tensor(
      'float32',
      [keys, queries],
      Float32Array.from({ length: keys * queries }, () => 4 * random()),
    );
    const got = await run(modelOf('softmax', ['key', 'query'], 'Softmax'), scores, ['heads.entropy.0', 'attentions.0'], [1, 2], [false, false]);
    const weights = Float32Array.from(got.get('attentions.0')?.data ?? [], Number);
    assertEqual('entropy', got.get('heads.entropy.0'), plainStatistics({ heads: 1, queries, keys, weights }, [1, 2], [false, false]).entropy ?? [], 1e-5);
  });

  test('a softmax over queries is not taken for one over keys', async () => {
    const scores = tensor('float32', [1, 1, 2, 2], Float32Array.of(0, 1, 2, -1));
    const model = modelOf('unknown', undefined, 'Softmax');
    const [node, ...others] = model.graph.nodes;
    const turned = { ...model, graph: { ...model.graph, nodes: [...(node ? [{ ...node, attributes: { axis: { type: 'int', value: 2 } } } as const] : []), ...others] } };
    const got = await run(turned, scores, ['heads.entropy.0', 'attentions.0'], [1, 2], [false, false]);
    const weights = Float32Array.from(got.get('attentions.0')?.data ?? [], Number);
    expect((weights[0] ?? 0) + (weights[2] ?? 0)).toBeCloseTo(1, 6);
    assertEqual('entropy', got.get('heads.entropy.0'), plainStatistics({ heads: 1, queries: 2, keys: 2, weights }, [1, 2], [false, false]).entropy ?? [], 1e-5);
  });
});

test('what is negative counts as zero in the entropy', async () => {
  const weights = tensor('float32', [1, 1, 1, 4], Float32Array.of(0.5, -0.25, 0, 0.5));
  const got = await run(modelOf('unknown'), weights, ['heads.entropy.0'], [1], [false]);
  expect(Number(got.get('heads.entropy.0')?.data[0])).toBeCloseTo(Math.log(2), 6);
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
