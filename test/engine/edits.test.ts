import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { generator } from '../../src/core/analyses/whatif/bootstrap';
import { type Edits, freeRows, noEdits, openGates } from '../../src/core/attention/interventions/edits';
import { editable, editFeeds, planOf } from '../../src/core/attention/interventions/rewrite';
import type { Feeds } from '../../src/core/attention/measureInputs';
import { weightsAsInputs, weightsInput } from '../../src/core/attention/outside';
import { tapSite } from '../../src/core/attention/tapSite';
import { GraphBuilder } from '../../src/core/onnx/builder';
import { pruned } from '../../src/core/onnx/prune';
import { verify } from '../../src/core/onnx/verify';
import type { Prepared } from '../../src/core/prepared';
import { float32, type Tensor } from '../../src/core/tensor/tensor';
import { difference, find, open, readGraph, readTensors } from './siteSupport';

const FORMS = path.resolve(__dirname, '../fixtures/forms');
const FILES = existsSync(FORMS) ? readdirSync(FORMS).filter(name => name.endsWith('.onnx') && !name.startsWith('not-')) : [];

interface Given {
  readonly outputs: readonly Tensor[];
  /** float32 [batch, heads, queries, keys] by site. */
  readonly weights: readonly Tensor<'float32'>[];
}

async function run({ graph, sites }: Prepared, file: string, feeds: Feeds): Promise<Given> {
  expect(verify(graph)).toEqual([]);
  const builder = new GraphBuilder('tap', graph);
  const taps = sites.map(site => builder.op('Identity', [builder.op('Cast', [tapSite(builder, site)], { to: 1 })]));
  for (const tap of taps) builder.output(tap);
  const results = await (await open(pruned(builder.build()), file))(feeds);
  return { outputs: graph.outputs.map(({ name }) => results[name] as Tensor), weights: taps.map(tap => results[tap] as Tensor<'float32'>) };
}

const edited = (model: Prepared, file: string, feeds: Feeds, edits: Edits): Promise<Given> => run(editable(model, planOf(edits)), file, { ...feeds, ...editFeeds(edits) });

/** The model with these weights fed, whatever it computes itself; undefined where its mapping makes something else than what enters the product. */
function fed(model: Prepared, file: string, feeds: Feeds, weights: readonly Tensor[]): Promise<Given> | undefined {
  const same = model.sites.every(site => !site.mapped || site.mapped.every(({ value }, i) => value === site.weights[i]?.value));
  const columns = model.sites.every(site => !site.scores || site.scores.every(({ axes }, i) => axes.join() === site.weights[i]?.axes.join()));
  if (!same || !columns) return undefined;
  const given = Object.fromEntries(weights.map((value, i) => [weightsInput(i), value]));
  return run(weightsAsInputs(model, model.sites), file, { ...feeds, ...given });
}

const most = (a: readonly Tensor[], b: readonly Tensor[]): number => Math.max(0, ...a.map((value, i) => difference(value, b[i] as Tensor)));

/** Random gates, and in each row one weight in two set, shares of the row kept in every other head. */
function randomEdits(model: Prepared, { weights }: Given, seed: number): Edits {
  const next = generator(seed);
  const gates = openGates(model.sites);
  gates.data.forEach((_, i) => {
    gates.data[i] = Math.fround(2 * next());
  });
  const rows = weights.map(({ dims: [, heads = 0, queries = 0, keys = 0] }, site) => {
    const made = freeRows(heads, queries, keys);
    for (let row = 0; row < heads * queries; row++) {
      made.share.data[row] = row % 2;
      for (let key = 0; key < keys; key++) if (next() < 0.4) made.fixed.data[row * keys + key] = Math.fround(next() / keys);
    }
    return [site, made] as const;
  });
  return { gates, rows: new Map(rows) };
}

/** What the edits are defined to make of the weights of one text. */
function byDefinition({ weights }: Given, { gates, rows }: Edits): readonly Tensor<'float32'>[] {
  return weights.map(({ dims, data }, site) => {
    const [, heads = 0, queries = 0, keys = 0] = dims;
    const made = new Float32Array(data.length);
    const { fixed, share } = rows.get(site) ?? freeRows(heads, queries, keys);
    for (let row = 0; row < data.length / keys; row++) {
      const own = row % (heads * queries);
      const place = Array.from({ length: keys }, (_, key) => key);
      const at = (key: number) => data[row * keys + key] as number;
      const set = (key: number) => fixed.data[own * keys + key] as number;
      const sum = (of: (key: number) => number) => place.reduce((total, key) => total + of(key), 0);
      const left = sum(key => (Number.isNaN(set(key)) ? at(key) : 0));
      const wanted = Math.max(0, sum(at) - sum(key => (Number.isNaN(set(key)) ? 0 : set(key))));
      const scale = share.data[own] === 1 ? (left > 0 ? wanted / left : 0) : 1;
      const gate = gates.data[site * (gates.dims[1] ?? 1) + Math.floor(own / queries)] as number;
      for (const key of place) made[row * keys + key] = gate * (Number.isNaN(set(key)) ? at(key) * scale : set(key));
    }
    return float32(dims, made);
  });
}

describe.each(FILES)('%s', name => {
  const file = path.join(FORMS, name);
  const tensors = readTensors(path.join(FORMS, 'forms.safetensors'));
  const form = name.split('.')[0] ?? '';

  test('open gates change nothing; set weights and gates make what they are defined to, and the outputs of those weights fed', async () => {
    const graph = readGraph(file);
    const { sites, misses } = await find(graph, file);
    expect(sites.length).toBeGreaterThan(0);
    const facts = { family: 'onnx', task: 'unknown', layers: sites.length, heads: 1, keyHeads: 1, causal: false } as const;
    const model: Prepared = { graph, facts, sites, misses, hiddenStates: [] };
    const prefix = `${form}.input.`;
    const feeds = Object.fromEntries(Object.entries(tensors).flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [])));
    const plain = await run(model, file, feeds);

    const open = await edited(model, file, feeds, noEdits(sites));
    // To the bit where the runtime leaves the order of sums as it was; it fuses what is not tapped.
    expect(most(open.outputs, plain.outputs)).toBeLessThan(2e-7);
    const free: Edits = { ...noEdits(sites), rows: new Map(plain.weights.map(({ dims: [, heads = 0, queries = 0, keys = 0] }, i) => [i, freeRows(heads, queries, keys)])) };
    expect(most((await edited(model, file, feeds, free)).outputs, plain.outputs)).toBeLessThan(2e-7);

    // One site at a time: those behind it see other inputs, and have other weights of their own.
    for (const site of sites) {
      const all = randomEdits(model, plain, 3 + site.index);
      const gates = openGates(sites);
      const width = gates.dims[1] ?? 1;
      gates.data.set(all.gates.data.subarray(site.index * width, (site.index + 1) * width), site.index * width);
      const edits: Edits = { gates, rows: new Map([...all.rows].filter(([index]) => index === site.index)) };
      const changed = await edited(model, file, feeds, edits);
      const right = byDefinition(plain, edits);
      expect(difference(changed.weights[site.index], right[site.index] as Tensor)).toBeLessThan(1e-5);
      const others = await fed(model, file, feeds, changed.weights);
      if (others) expect(most(changed.outputs, others.outputs)).toBeLessThan(1e-5);
      expect(most(changed.outputs, plain.outputs)).toBeGreaterThan(1e-4);
    }
  });
});
