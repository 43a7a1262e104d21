import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Feeds } from '../../src/core/attention/measureInputs';
import type { Graph } from '../../src/core/onnx/graph';
import { int64, type Tensor, tensor } from '../../src/core/tensor/tensor';
import { difference, find, readGraph, readTensors, tapAll } from './siteSupport';

const ROOT = path.resolve(__dirname, '../..');
const FORMS = path.join(ROOT, 'test/fixtures/forms');
const SUITE = process.env.HEADLIGHT_REFERENCE ?? path.resolve(ROOT, '../shared/reference/cases');

/** Float32 sums in another order, and nothing else. */
const TOLERANCE = 2e-5;

interface Form {
  readonly sites: number;
  readonly mapping: string;
  readonly exporters: readonly string[];
  readonly heads?: number;
  readonly keyHeads?: number;
  readonly kind?: string;
  readonly projection?: boolean;
  readonly stacks?: readonly string[];
}

describe('forms of attention', () => {
  const forms = JSON.parse(readFileSync(path.join(FORMS, 'forms.json'), 'utf8')) as Record<string, Form>;
  const tensors = readTensors(path.join(FORMS, 'forms.safetensors'));
  const under = (prefix: string): Record<string, Tensor> =>
    Object.fromEntries(Object.entries(tensors).flatMap(([name, value]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [])));

  for (const [name, form] of Object.entries(forms)) {
    for (const exporter of form.exporters) {
      test(`${name} by the ${exporter} exporter`, async () => {
        const file = path.join(FORMS, `${name}.${exporter}.onnx`);
        const graph = readGraph(file);
        const found = await find(graph, file);
        expect(
          found.sites.map(site => site.mapping),
          JSON.stringify(found.misses),
        ).toEqual(Array.from({ length: form.sites }, () => form.mapping));
        const taps = found.sites.length ? await tapAll(graph, file, found, under(`${name}.input.`)) : [];
        const expected = under(`${name}.attentions.`);
        for (const [i, { weights, values }] of taps.entries()) {
          const want = expected[i] as Tensor;
          expect(weights.dims, 'dims of the weights').toEqual(want.dims);
          expect(difference(weights, want), 'weights').toBeLessThan(TOLERANCE);
          expect(values?.dims[2], 'as many values as keys').toBe(want.dims[3]);
          expect(values?.dims[3], 'width of the values').toBe(found.sites[i]?.valueWidth);
          expect((want.dims[1] ?? 0) / (values?.dims[1] ?? 1), 'queries heads for each head of the values').toBe((found.sites[i]?.heads ?? 0) / (found.sites[i]?.keyHeads ?? 1));
        }
        const [site] = found.sites;
        if (form.projection) expect(site?.outputProjection, 'the output projection').toBeDefined();
        if (form.heads) expect([site?.heads, site?.keyHeads]).toEqual([form.heads, form.keyHeads ?? form.heads]);
        if (form.kind) expect(site?.kind).toBe(form.kind);
        if (form.stacks) expect(found.sites.map(({ stack }) => stack)).toEqual(form.stacks);
      });
    }
  }

  test('every file belongs to a form', () => {
    const files = Object.entries(forms).flatMap(([name, { exporters }]) => exporters.map(exporter => `${name}.${exporter}.onnx`));
    expect(
      readdirSync(FORMS)
        .filter(file => file.endsWith('.onnx'))
        .sort(),
    ).toEqual(files.sort());
    expect(files.length).toBeGreaterThan(50);
  });
});

/** Feeds of the first text of a case of the reference suite. */
function suiteFeeds(graph: Graph, folder: string, expected: Record<string, Tensor>): Feeds {
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

const CASES = /^(form-.*|mapping-.*|rnn-.*|(bert|gpt2|llama|vit|t5)\/(legacy17|dynamo18))/;
const suite = existsSync(SUITE)
  ? readdirSync(SUITE)
      .filter(name => existsSync(path.join(SUITE, name, 'onnx')))
      .flatMap(name => readdirSync(path.join(SUITE, name, 'onnx')).map(file => `${name}/${file.replace('.onnx', '')}`))
      .filter(name => CASES.test(name))
  : [];

describe('reference suite', () => {
  if (!suite.length) test.skip(`not there (${SUITE}): its cases are not run`, () => undefined);
  for (const name of suite) {
    test(name, async () => {
      const folder = path.join(SUITE, path.dirname(name));
      const file = path.join(folder, 'onnx', `${path.basename(name)}.onnx`);
      const expected = readTensors(path.join(folder, 'expected.safetensors'));
      const wanted = Object.keys(expected).filter(key => /^(0\.)?(\w+_)?attentions?(\.\d+)?$/.test(key));
      const graph = readGraph(file);
      const found = await find(graph, file);
      expect(found.sites.length, JSON.stringify(found.misses)).toBe(wanted.length);
      if (!wanted.length) return expect(found.misses.length, 'a reason').toBeGreaterThan(0);
      const taps = await tapAll(graph, file, found, suiteFeeds(graph, folder, expected));
      for (const key of wanted) {
        const at = /attentions\.(\d+)$/.exec(key)?.[1];
        const own = at !== undefined && !/\w+_attentions/.test(key) ? [taps[Number(at)]] : taps;
        expect(Math.min(...own.map(tap => difference(tap?.weights, expected[key] as Tensor))), key).toBeLessThan(TOLERANCE);
      }
    });
  }
});
