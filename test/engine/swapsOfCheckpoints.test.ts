import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFolder } from '../../src/core/architectures/openFolder';
import { MAPS } from '../../src/core/attention/maps';
import { parseSwap } from '../../src/core/attention/parseSwap';
import { swapped } from '../../src/core/attention/swap';
import { tapSite } from '../../src/core/attention/tapSite';
import { GraphBuilder } from '../../src/core/onnx/builder';
import { pruned } from '../../src/core/onnx/prune';
import { verify } from '../../src/core/onnx/verify';
import type { Prepared } from '../../src/core/prepared';
import { int64, sizeOf, type Tensor } from '../../src/core/tensor/tensor';
import { folderAt } from '../../src/engine/files';
import { loadRuntime } from '../../src/engine/runtime';
import { openSession, runSession, serialiseGraph } from '../../src/engine/session';
import { FIXTURES } from './checkpointCase';

const checkpoint = (name: string): Prepared => openFolder(folderAt(path.join(FIXTURES, name, 'model')));

interface Given {
  readonly weights: readonly Tensor[];
  /** What each product of weights and values makes, [batch, heads, queries, d_v]. */
  readonly products: readonly Tensor[];
  readonly last: Tensor;
}

/** Names of what the products of weights and values make. */
const productsOf = ({ graph, sites }: Prepared): readonly string[] =>
  sites.map(site => graph.nodes.find(node => node.op === 'MatMul' && node.inputs[0] === site.weights[0]?.value)?.outputs[0] ?? '');

/** Runs a batch whose rows are masked as given. */
async function run({ graph, sites, hiddenStates }: Prepared, masks: readonly (readonly number[])[], named: readonly string[] = []): Promise<Given> {
  expect(verify(graph)).toEqual([]);
  const builder = new GraphBuilder('tap', graph);
  builder.clearOutputs();
  const tap = (value: string) => builder.op('Identity', [value]);
  const weights = sites.map(site => tap(tapSite(builder, site)));
  const products = named.map(tap);
  const last = tap(hiddenStates.at(-1) ?? '');
  for (const value of [...weights, ...products, last]) builder.output(value);
  const place = { runtime: await loadRuntime(''), provider: 'cpu', path: 'a fixture' };
  const session = await openSession(place, serialiseGraph(pruned(builder.build())), false);
  const dims = [masks.length, masks[0]?.length ?? 0];
  const rows: Readonly<Record<string, readonly number[]>> = {
    input_ids: masks.flat().map((_, i) => 5 + ((i * 7) % 19)),
    attention_mask: masks.flat(),
    token_type_ids: masks.flat().map(() => 0),
  };
  const results = await runSession(place, session, Object.fromEntries(graph.inputs.map(({ name }) => [name, int64(dims, rows[name] ?? [])])));
  await session.release();
  const of = (names: readonly string[]) => names.map(name => results[name] as Tensor);
  return { weights: of(weights), products: of(products), last: results[last] as Tensor };
}

const at = ({ dims, data }: Tensor, ...place: number[]): number => Number(data[place.reduce((flat, i, axis) => flat * (dims[axis] ?? 1) + i, 0)]);
const differ = (a: Tensor, b: Tensor): number => Math.max(...Array.from(a.data as Float32Array, (value, i) => Math.abs(value - Number(b.data[i]))));

/** One text whole, one padded on the right, one on the left, one of nothing but padding. */
const MASKS = [
  [1, 1, 1, 1, 1, 1],
  [1, 1, 1, 1, 0, 0],
  [0, 0, 1, 1, 1, 1],
  [0, 0, 0, 0, 0, 0],
];

describe.each(['bert-base', 'gpt2-base', 'llama-base', 'distilbert-base'])('%s', name => {
  const model = checkpoint(name);
  const causal = model.facts.causal;
  const visible = (text: number, query: number, key: number) => MASKS[text]?.[key] === 1 && (!causal || key <= query);

  test.each(MAPS.filter(({ write }) => write).map(({ id }) => id))('%s gives masked keys zero, and rows without a key nothing but zeros', async id => {
    const map = MAPS.find(each => each.id === id);
    const { weights, last } = await run(swapped(model, [parseSwap(id)]), MASKS);
    for (const tensor of weights) {
      const [texts = 0, heads = 0, queries = 0, keys = 0] = tensor.dims;
      for (let text = 0; text < texts; text++)
        for (let head = 0; head < heads; head++)
          for (let query = 0; query < queries; query++) {
            let sum = 0;
            for (let key = 0; key < keys; key++) {
              const weight = at(tensor, text, head, query, key);
              if (!visible(text, query, key)) expect(weight).toBe(0);
              else expect(weight).toBeGreaterThanOrEqual(0);
              sum += weight;
            }
            const some = MASKS[text]?.some((_, key) => visible(text, query, key));
            if (some && map?.rowsSumToOne && id !== 'own') expect(sum).toBeCloseTo(1, 5);
          }
    }
    expect(Array.from(last.data as Float32Array).every(Number.isFinite)).toBe(true);
  });

  test('softmax for softmax changes nothing where a query sees a key', async () => {
    const [plain, same] = [await run(model, MASKS.slice(0, 2)), await run(swapped(model, [parseSwap('softmax')]), MASKS.slice(0, 2))];
    expect(differ(same.last, plain.last)).toBeLessThan(1e-6);
    for (const [i, each] of same.weights.entries()) expect(differ(each, plain.weights[i] as Tensor)).toBeLessThan(1e-6);
  });

  test('a scope of heads leaves the others, and other layers, as they were', async () => {
    const [plain, other] = [await run(model, MASKS.slice(0, 1)), await run(swapped(model, [parseSwap('hard@L1.H1'), parseSwap('uniform@L1.H0')]), MASKS.slice(0, 1))];
    expect(differ(other.weights[0] as Tensor, plain.weights[0] as Tensor)).toBe(0);
    const [own, changed] = [plain.weights[1] as Tensor, other.weights[1] as Tensor];
    for (let query = 0; query < 6; query++) {
      const row = (tensor: Tensor, head: number) => Array.from({ length: 6 }, (_, key) => at(tensor, 0, head, query, key));
      for (let head = 2; head < (model.sites[1]?.heads ?? 0); head++) expect(row(changed, head)).toEqual(row(own, head));
      const best = row(own, 1).indexOf(Math.max(...row(own, 1)));
      expect(row(changed, 1)).toEqual(row(own, 1).map((_, key) => (key === best ? 1 : 0)));
      const seen = causal ? query + 1 : 6;
      for (const [key, weight] of row(changed, 0).entries()) expect(weight).toBeCloseTo(key < seen ? 1 / seen : 0, 6);
    }
  });

  test.each(['rela', 'rela:gated', 'rela@H0'])('%s divides what the heads give by its root mean square', async text => {
    const [relu, rela] = text === 'rela@H0' ? ['relu@L0.H0', 'rela@L0.H0'] : ['relu@L0', `${text}@L0`];
    const under = (swap: string) => run(swapped(model, [parseSwap(swap)]), MASKS.slice(0, 2), productsOf(model));
    const [plain, normal] = [await under(relu), await under(rela)];
    expect(differ(normal.weights[0] as Tensor, plain.weights[0] as Tensor)).toBe(0);
    const [from, to] = [plain.products[0] as Tensor, normal.products[0] as Tensor];
    const [texts = 0, all = 0, queries = 0, width = 0] = from.dims;
    const heads = text === 'rela@H0' ? [0] : Array.from({ length: all }, (_, head) => head);
    expect(sizeOf(to.dims)).toBe(sizeOf(from.dims));
    for (let batch = 0; batch < texts; batch++)
      for (let query = 0; query < queries; query++) {
        const squares = heads.flatMap(head => Array.from({ length: width }, (_, i) => at(from, batch, head, query, i) ** 2));
        const scale = 1 / Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / squares.length + 1e-8);
        for (let head = 0; head < all; head++)
          for (let i = 0; i < width; i++) {
            const value = at(from, batch, head, query, i);
            const gate = text === 'rela:gated' ? 1 / (1 + Math.exp(-value)) : 1;
            const expected = heads.includes(head) ? value * scale * gate : value;
            expect(Math.abs(at(to, batch, head, query, i) - expected)).toBeLessThan(1e-5 * Math.max(1, Math.abs(expected)));
          }
      }
  });
});

describe('what cannot be swapped is refused', () => {
  const model = checkpoint('bert-base');
  const heads = model.sites[0]?.heads ?? 0;
  test.each([
    [`uniform@L${model.sites.length}`, 'no attention site is in this scope'],
    [`uniform@H${heads}`, `there is no head ${heads}`],
    ['uniform@cross', 'no attention site is in this scope'],
    ['entmax:1.2,1.3,1.4,1.5,1.6,1.7,1.8', '7 numbers were given'],
    ['rela:gated@H0', 'whole layers'],
  ])('%s', (text, why) => {
    try {
      swapped(model, [parseSwap(text)]);
      expect.unreachable();
    } catch (thrown) {
      expect(JSON.stringify((thrown as { fault?: unknown }).fault)).toContain(why);
    }
  });
});
