import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Feeds } from '../../src/core/attention/measureInputs';
import { mappedOutside, observation, weightsAsInputs, weightsInput } from '../../src/core/attention/outside';
import { parseSwap } from '../../src/core/attention/parseSwap';
import { swapped } from '../../src/core/attention/swap';
import { tapSite } from '../../src/core/attention/tapSite';
import { targetsOf } from '../../src/core/attention/targets';
import { GraphBuilder } from '../../src/core/onnx/builder';
import { pruned } from '../../src/core/onnx/prune';
import { verify } from '../../src/core/onnx/verify';
import type { Prepared } from '../../src/core/prepared';
import { int64, type Tensor, tensor } from '../../src/core/tensor/tensor';
import { difference, find, open, readGraph, readTensors } from './siteSupport';

const ROOT = path.resolve(__dirname, '../..');
const FORMS = path.join(ROOT, 'test/fixtures/forms');
const SUITE = process.env.HEADLIGHT_REFERENCE ?? path.resolve(ROOT, '../shared/reference/cases');

interface Case {
  readonly prepared: Prepared;
  readonly file: string;
  readonly feeds: Feeds;
}

async function prepared(file: string): Promise<Prepared> {
  const graph = readGraph(file);
  const { sites, misses } = await find(graph, file);
  const facts = { family: 'onnx', task: 'unknown', layers: sites.length, heads: 1, keyHeads: 1, causal: false } as const;
  return { graph, facts, sites, misses, hiddenStates: [] };
}

interface Given {
  readonly outputs: readonly Tensor[];
  /** [batch, heads, queries, keys] by site. */
  readonly weights: readonly Tensor[];
}

/** Runs a graph with its own outputs and every site's weights. */
async function run({ graph, sites }: Prepared, { file, feeds }: Pick<Case, 'file' | 'feeds'>): Promise<Given> {
  expect(verify(graph)).toEqual([]);
  const builder = new GraphBuilder('tap', graph);
  const taps = sites.map(site => builder.op('Identity', [tapSite(builder, site)]));
  for (const tap of taps) builder.output(tap);
  const results = await (await open(pruned(builder.build()), file))(feeds);
  return { outputs: graph.outputs.map(({ name }) => results[name] as Tensor), weights: taps.map(tap => results[tap] as Tensor) };
}

const most = (a: readonly Tensor[], b: readonly Tensor[]): number => Math.max(0, ...a.map((value, i) => difference(value, b[i] as Tensor)));

/** Rows of the last axis. */
function rowsOf({ dims, data }: Tensor): number[][] {
  const keys = dims.at(-1) ?? 1;
  return Array.from({ length: data.length / keys }, (_, row) => Array.from(data.slice(row * keys, (row + 1) * keys) as Float32Array));
}

/** Scores of the first site as [batch, heads, queries, columns]. */
async function scoresOf(model: Prepared, { file, feeds }: Pick<Case, 'file' | 'feeds'>): Promise<Tensor> {
  const { graph, scores } = observation(model, model, model.sites[0] as Prepared['sites'][number]);
  return (await (await open(graph, file))(feeds))[scores] as Tensor;
}

const UNDERFLOW = 80;
const MASKED = -8000;

/** Uniform weights lie where a softmax gives any: what it gives nothing is masked, or so much less than the best that exp() is zero. */
async function assertMasked(model: Prepared, plain: Given, given: Pick<Case, 'file' | 'feeds'>): Promise<void> {
  const [site] = model.sites;
  if (site?.mapping !== 'softmax' || (site.mapped && site.mapped[0]?.value !== site.weights[0]?.value)) return;
  const uniform = await run(swapped(model, [parseSwap('uniform')]), given);
  const scores = rowsOf(await scoresOf(model, given));
  const even = rowsOf(uniform.weights[0] as Tensor);
  for (const [i, own] of rowsOf(plain.weights[0] as Tensor).entries()) {
    const best = Math.max(...(scores[i] ?? []));
    if (!(best > MASKED)) continue;
    const count = even[i]?.filter(weight => weight > 0).length ?? 0;
    for (const [key, weight] of own.entries()) {
      const score = scores[i]?.[key] ?? Number.NaN;
      const open = weight > 0 || (score > MASKED && best - score > UNDERFLOW);
      expect(even[i]?.[key], `key ${key} of ${scores[i]}`).toBeCloseTo(open ? 1 / count : 0, 6);
    }
  }
}

const scaleOf = (tensors: readonly Tensor[]): number => Math.max(1, ...tensors.flatMap(({ data }) => Array.from(data as Float32Array, Math.abs)));
const finite = (tensors: readonly Tensor[]): boolean => tensors.every(({ data }) => Array.from(data as Float32Array, Number).every(Number.isFinite));

async function examine({ prepared: model, file, feeds }: Case): Promise<void> {
  const given = { file, feeds };
  const plain = await run(model, given);
  if (model.sites.every(({ mapping }) => mapping === 'softmax')) {
    const same = await run(swapped(model, [parseSwap('softmax')]), given);
    expect(most(same.outputs, plain.outputs), 'softmax for softmax: outputs').toBeLessThan(1e-6 * scaleOf(plain.outputs));
    expect(most(same.weights, plain.weights), 'softmax for softmax: weights').toBeLessThan(1e-6);
  }
  await assertMasked(model, plain, given);
  const inGraph = await run(swapped(model, [parseSwap('sparsemax')]), given);
  const outside = await outsideRun(model, 'sparsemax', given);
  expect(most(outside.weights, inGraph.weights), 'weights as inputs: weights').toBeLessThan(2e-5);
  // A model that takes the logarithm of its weights gives no number for a weight of zero.
  if (finite(inGraph.outputs)) expect(most(outside.outputs, inGraph.outputs), 'weights as inputs: outputs').toBeLessThan(2e-4 * scaleOf(inGraph.outputs));
}

/** The same swap computed between runs, site by site, and fed. */
async function outsideRun(model: Prepared, text: string, { file, feeds }: Pick<Case, 'file' | 'feeds'>): Promise<Given> {
  let all = feeds;
  const targets = targetsOf(model, [parseSwap(text)]);
  for (const [i, target] of targets.entries()) {
    const before = targets.slice(0, i).map(({ site }) => site);
    const { graph, ...names } = observation(model, weightsAsInputs(model, before), target.site);
    const results = await (await open(graph, file))(all);
    const seen = { scores: results[names.scores] as Tensor, weights: results[names.weights] as Tensor, open: results[names.open ?? ''], keys: results[names.keys ?? ''] };
    all = { ...all, [weightsInput(target.site.index)]: mappedOutside(target, seen) };
  }
  return run(
    weightsAsInputs(
      model,
      targets.map(({ site }) => site),
    ),
    { file, feeds: all },
  );
}

describe('forms of attention', () => {
  const forms = JSON.parse(readFileSync(path.join(FORMS, 'forms.json'), 'utf8')) as Record<
    string,
    { readonly sites: number; readonly mapping: string; readonly exporters: readonly string[] }
  >;
  const tensors = readTensors(path.join(FORMS, 'forms.safetensors'));
  for (const [name, { sites, mapping, exporters }] of Object.entries(forms)) {
    if (sites === 0) continue;
    for (const exporter of exporters)
      test(`${name} by the ${exporter} exporter`, async () => {
        const file = path.join(FORMS, `${name}.${exporter}.onnx`);
        const prefix = `${name}.input.`;
        const feeds = Object.fromEntries(Object.entries(tensors).flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [])));
        const model = await prepared(file);
        if (mapping !== 'unknown') return examine({ prepared: model, file, feeds });
        expect(() => swapped(model, [parseSwap('softmax')])).toThrow('not-applicable');
      });
  }
});

/** Feeds of the first text of a case of the reference suite. */
function suiteFeeds({ graph }: Prepared, folder: string, expected: Record<string, Tensor>): Feeds {
  const facts = JSON.parse(readFileSync(path.join(folder, 'case.json'), 'utf8')) as { inputs: { ids: number[] }[]; decoder_inputs?: { ids: number[] }[] };
  const sequences = [facts.inputs[0]?.ids ?? [], facts.decoder_inputs?.[0]?.ids ?? []];
  let next = 0;
  return Object.fromEntries(
    graph.inputs.map(({ name, dtype }) => {
      const image = expected['0.pixel_values'];
      if (dtype === 'float32' && image) return [name, tensor('float32', [1, ...image.dims], image.data as Float32Array)];
      const ids = /mask/.test(name) ? (sequences[0] ?? []).map(() => 1) : (sequences[next++] ?? []);
      return [name, int64([1, ids.length], ids)];
    }),
  );
}

/** The same with the last two positions masked, for models that take a mask. */
function withPadding(feeds: Feeds): Feeds | undefined {
  const masks = Object.entries(feeds).filter(([name]) => /mask/.test(name));
  const shorter = ({ dims, data }: Tensor) =>
    int64(
      dims,
      Array.from(data as BigInt64Array, (value, i) => (i < data.length - 2 ? value : 0n)),
    );
  return masks.length ? { ...feeds, ...Object.fromEntries(masks.map(([name, mask]) => [name, shorter(mask)])) } : undefined;
}

const CASES = /^(form-.*|mapping-.*|rnn-.*|(bert|gpt2|llama|vit|t5|bart|bloom|gemma2|deberta-v2|opt|mpnet)\/(legacy17|dynamo18))/;
const suite = existsSync(SUITE)
  ? readdirSync(SUITE)
      .filter(name => existsSync(path.join(SUITE, name, 'onnx')))
      .flatMap(name => readdirSync(path.join(SUITE, name, 'onnx')).map(file => `${name}/${file.replace('.onnx', '')}`))
      .filter(name => CASES.test(name))
  : [];

describe('reference suite', () => {
  if (!suite.length) test.skip(`not there (${SUITE}): its cases are not run`, () => undefined);
  for (const name of suite)
    test(name, async () => {
      const folder = path.join(SUITE, path.dirname(name));
      const file = path.join(folder, 'onnx', `${path.basename(name)}.onnx`);
      const model = await prepared(file);
      if (model.sites.length === 0) return expect(() => swapped(model, [parseSwap('softmax')])).toThrow('bad-usage');
      const feeds = suiteFeeds(model, folder, readTensors(path.join(folder, 'expected.safetensors')));
      await examine({ prepared: model, file, feeds });
      const padded = withPadding(feeds);
      if (padded) await assertMasked(model, await run(model, { file, feeds: padded }), { file, feeds: padded });
    });

  const twins = ['softmax', 'sparsemax', 'entmax15', 'topk', 'sigmoid'];
  const words: Readonly<Record<string, string>> = { entmax15: 'entmax:1.5', topk: 'top-k:3' };
  if (suite.length)
    for (const from of twins)
      for (const to of twins)
        test(`a network with ${from} swapped to ${to} is its twin`, async () => {
          const file = path.join(SUITE, `mapping-${from}/onnx/legacy17.onnx`);
          const expected = readTensors(path.join(SUITE, `mapping-${to}/expected.safetensors`));
          const model = await prepared(file);
          const { outputs, weights } = await run(swapped(model, [parseSwap(words[to] ?? to)]), { file, feeds: suiteFeeds(model, path.join(SUITE, `mapping-${from}`), expected) });
          expect(difference(outputs[0], expected['0.logits'] as Tensor)).toBeLessThan(5e-5);
          for (const [i, each] of weights.entries()) expect(difference(each, expected[`0.attentions.${i}`] as Tensor)).toBeLessThan(5e-5);
        });
});
