import { describe, expect, test } from 'vitest';
import { ARCHITECTURES } from '../../src/core/architectures/table';
import { verify } from '../../src/core/onnx/verify';
import type { Tensor } from '../../src/core/tensor/tensor';
import { batchFeeds, type Case, casesIn, errorOf, FIXTURES, feedsOf, openCase, readCase, runner, SUITE } from './checkpointCase';

const FAMILIES = ARCHITECTURES.map(a => a.modelType);
/** Attentions absolutely; everything else absolutely and relatively. Float32 leaves room for another order of summation and for nothing else. */
const ATTENTION = 2e-5;
const OTHER = 5e-5;

const fixtures = casesIn(FIXTURES, FAMILIES);
const suite = casesIn(SUITE, FAMILIES);

test('every family has a checkpoint of its own', () => {
  const tested = new Set(fixtures.map(name => openCase(readCase(FIXTURES, name)).facts.family));
  expect([...tested].sort()).toEqual([...FAMILIES].sort());
});

describe.each(fixtures)('checkpoint %s', name => judge(() => readCase(FIXTURES, name)));
describe.skipIf(suite.length === 0)(`reference suite${suite.length === 0 ? ': not there, skipped' : ''}`, () => {
  describe.each(suite)('%s', name => judge(() => readCase(SUITE, name)));
});

function judge(read: () => Case): void {
  test('uses, ties or ignores every tensor', () => {
    const { unused, facts, sites, hiddenStates, graph } = openCase(read());
    expect(verify(graph)).toEqual([]);
    expect(unused.unknown).toEqual([]);
    expect(sites.length).toBe(facts.layers);
    expect(hiddenStates.length).toBe(facts.layers + 1);
  });

  test('gives what PyTorch gives, text by text', async () => {
    const one = read();
    const checkpoint = openCase(one);
    const run = await runner(checkpoint);
    for (const [number, input] of one.inputs.entries()) {
      const got = await run(feedsOf(checkpoint, input));
      const expected = Object.entries(one.expected).filter(([key]) => key.startsWith(`${number}.`));
      expect(expected.length).toBeGreaterThan(0);
      expect(checkpoint.logits !== undefined, 'has a head').toBe(expected.some(([key]) => key === `${number}.logits`));
      for (const [key, right] of expected) assertEqual(got[key.slice(key.indexOf('.') + 1)], right, key);
      for (const site of checkpoint.sites) assertSite(got, site, input.ids.length);
    }
  });

  test('gives what PyTorch gives for a padded batch', async context => {
    const one = read();
    const { 'batch.attention_mask': mask, ...expected } = one.expected;
    if (!mask) return context.skip();
    const checkpoint = openCase(one);
    const run = await runner(checkpoint);
    const got = await run(batchFeeds(checkpoint, one.expected));
    const [, tokens = 0] = mask.dims;
    const real = (row = 0, token = 0) => Number(mask.data[row * tokens + token]) === 1;
    for (const [key, right] of Object.entries(expected).filter(([k]) => /^batch\.(attentions|hidden_states|logits)/.test(k))) {
      const attentions = key.includes('attentions');
      const perToken = attentions || right.dims.length === 3;
      const counts = ([row, a, query, keyToken]: readonly number[]) => !perToken || (attentions ? real(row, query) && real(row, keyToken) : real(row, a));
      const error = errorOf(got[key.slice('batch.'.length)], right, attentions ? 0 : OTHER, counts);
      expect(error, key).toBeLessThanOrEqual(attentions ? ATTENTION : OTHER);
    }
  });
}

function assertEqual(got: Tensor | undefined, right: Tensor, key: string): void {
  const attentions = key.includes('attentions');
  expect(errorOf(got, right, attentions ? 0 : OTHER), key).toBeLessThanOrEqual(attentions ? ATTENTION : OTHER);
}

/** Values have the key heads' own shape; the weights are the softmax of the scores. */
function assertSite(got: Readonly<Record<string, Tensor>>, site: ReturnType<typeof openCase>['sites'][number], tokens: number): void {
  expect(got[`values.${site.index}`]?.dims).toEqual([1, site.keyHeads, tokens, site.valueWidth]);
  const scores = got[`scores.${site.index}`] as Tensor<'float32'>;
  const weights = got[`attentions.${site.index}`] as Tensor<'float32'>;
  expect(scores.dims).toEqual([1, site.heads, tokens, tokens]);
  for (let start = 0; start < scores.data.length; start += tokens) {
    const row = scores.data.subarray(start, start + tokens);
    const top = Math.max(...row);
    const sum = row.reduce((s, v) => s + Math.exp(v - top), 0);
    for (let i = 0; i < tokens; i++) expect(Math.abs(Math.exp((row[i] ?? 0) - top) / sum - (weights.data[start + i] ?? 0))).toBeLessThan(1e-5);
  }
}
