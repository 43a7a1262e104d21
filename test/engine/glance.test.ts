import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rollout } from '../../src/core/analyses/rollout';
import { FaultError } from '../../src/core/fault';
import { words } from '../../src/core/message';
import { matmul, matrix } from '../../src/core/tensor/matrix';
import { timesWithIdentity, withIdentity } from '../../src/core/tensor/residual';
import type { Tensor } from '../../src/core/tensor/tensor';
import { analyse } from '../../src/engine/analyse';
import { Engine } from '../../src/engine/engine';
import { glanceAt, strongestPairs } from '../../src/engine/glance';
import type { Model } from '../../src/engine/model';
import { closeModel, openModel } from '../../src/engine/open';
import { probe } from '../../src/engine/probe';
import { type Question, questionOf } from '../../src/engine/question';
import type { Glance, Summary } from '../../src/protocol/engine';
import { FIXTURES } from './checkpointCase';

const ASKED = { token: { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) }, progress: () => undefined };
const choice = (path: string) => ({ path, provider: 'cpu', runtimePath: '' });
const TEXT = { kind: 'text', text: 'In the beginning God created the heaven and the earth.' } as const;
const ids = (count: number) => ({ kind: 'ids', ids: Array.from({ length: count }, (_, i) => 5 + ((i * 31) % 40)) }) as const;

const near = (shares: readonly number[], expected: ArrayLike<number>): void => {
  expect(shares.length).toBe(expected.length);
  for (const [i, share] of shares.entries()) expect(Math.abs(share - (expected[i] ?? Number.NaN))).toBeLessThan(1e-6);
};

let causal: Model;
let encoder: Model;
beforeAll(async () => {
  causal = await openModel(choice('demo'), ASKED);
  encoder = await openModel(choice(path.join(FIXTURES, 'bert-base/model')), ASKED);
});
afterAll(() => Promise.all([causal, encoder].map(closeModel)));

/** A question of an encoder, its first and last token special. */
function bracketed(count: number): Question {
  const question = questionOf(encoder, ids(count));
  return { ...question, tokens: { ...question.tokens, special: question.tokens.ids.map((_, i) => i === 0 || i === count - 1) } };
}
const heads = async (model: Model, question: Question, site: number) => (await probe(model, question, [`attentions.${site}`])).get(`attentions.${site}`) as Tensor<'float32'>;
async function rolled(model: Model, question: Question): Promise<{ readonly row: (at: number) => Float32Array }> {
  const { outcome } = await analyse(model, rollout, question, {}, ASKED);
  const all = outcome.tensors.rollout as Tensor<'float32'>;
  const n = all.dims[2] ?? 0;
  return { row: at => all.data.subarray(all.data.length - (n - at) * n, all.data.length - (n - at - 1) * n) };
}

describe('a glance', () => {
  it('of all layers rolled together is that row of the analysis: the last of a causal model, the first of an encoder', async () => {
    const question = questionOf(causal, TEXT);
    const n = question.tokens.ids.length;
    const last = await glanceAt(causal, question, { kind: 'rollout' }, undefined);
    expect([last.from, words(last.name)]).toEqual([n - 1, 'Attention rollout']);
    near(last.shares, (await rolled(causal, question)).row(n - 1));
    const inner = bracketed(12);
    const first = await glanceAt(encoder, inner, { kind: 'rollout' }, undefined);
    expect(first.from).toBe(0);
    near(first.shares, (await rolled(encoder, inner)).row(0));
  });

  it('looks from the token that is asked for; the first of a causal model sees itself alone, so its last is taken', async () => {
    const from = async (model: Model, question: Question, to: 'first' | 'last') => (await glanceAt(model, question, { kind: 'rollout', to }, undefined)).from;
    const question = questionOf(causal, TEXT);
    expect([await from(causal, question, 'first'), await from(causal, question, 'last')]).toEqual([question.tokens.ids.length - 1, question.tokens.ids.length - 1]);
    // The last of an encoder is one of the text's own.
    expect([await from(encoder, bracketed(12), 'first'), await from(encoder, bracketed(12), 'last')]).toEqual([0, 10]);
  });

  it('of a long text is the same row, made without the whole matrix', async () => {
    const question = questionOf(causal, ids(200));
    const { shares, from, pairs } = await glanceAt(causal, question, { kind: 'rollout' }, undefined);
    near(shares, (await rolled(causal, question)).row(199));
    expect(new Set(pairs.map(([query]) => query))).toEqual(new Set([from]));
  });

  it('of the last layer is the mean of its heads, of a head that head alone', async () => {
    const question = questionOf(causal, TEXT);
    const n = question.tokens.ids.length;
    const { dims, data } = await heads(causal, question, 2);
    const row = (head: number): number[] => [...data.subarray(((head + 1) * n - 1) * n, (head + 1) * n * n)];
    const last = await glanceAt(causal, question, { kind: 'lastLayer' }, undefined);
    expect(words(last.name)).toBe('Layer 2, mean of 4 heads');
    near(
      last.shares,
      row(0).map((_, key) => [0, 1, 2, 3].reduce((sum, head) => sum + (row(head)[key] ?? 0) / (dims[0] ?? 1), 0)),
    );
    const one = await glanceAt(causal, question, { kind: 'head', site: 2, head: 3 }, undefined);
    expect(words(one.name)).toBe('Layer 2, head 3');
    near(one.shares, row(3));
  });

  it('is the same from weights that are there as from a run', async () => {
    for (const [model, question] of [
      [causal, questionOf(causal, TEXT)],
      [encoder, bracketed(9)],
    ] as const) {
      const weights = await Promise.all(model.prepared.sites.map(({ index }) => heads(model, question, index)));
      for (const summary of [{ kind: 'rollout' }, { kind: 'lastLayer', to: 'last' }, { kind: 'head', site: 1, head: 1 }] as const) {
        const [run, kept] = [await glanceAt(model, question, summary, undefined), await glanceAt(model, question, summary, weights)];
        near(kept.shares, run.shares);
        expect(kept.pairs.map(([query, key]) => [query, key])).toEqual(run.pairs.map(([query, key]) => [query, key]));
      }
    }
  });

  it.each([
    [{ kind: 'head', site: 3 }, 'there are 3'],
    [{ kind: 'head', site: 0, head: 4 }, 'there are 4'],
    [{ kind: 'head', site: 0, head: 0.5 }, 'there are 4'],
    [{ kind: 'everything' }, 'rollout, lastLayer, head'],
  ])('refuses %j', async (summary, why) => {
    const thrown = await glanceAt(causal, questionOf(causal, TEXT), summary as Summary, undefined).catch((fault: unknown) => fault);
    expect(thrown instanceof FaultError ? JSON.stringify(thrown.fault) : thrown).toContain(why);
  });

  it('is kept by text and by what is summed up', async () => {
    const engine = new Engine();
    const ask = (text: string, summary?: Summary): Promise<Glance> => engine.glance({ model: choice('demo'), input: { kind: 'text', text }, ...(summary && { summary }) }, ASKED);
    const first = await ask('the same text');
    expect(await ask('the same text')).toBe(first);
    expect(await ask('the same text', { kind: 'rollout', to: 'last' })).not.toBe(first);
    expect((await ask('another text')).tokens.texts).toEqual(['another text']);
    await engine.close();
    expect(await ask('the same text')).not.toBe(first);
    await engine.close();
  });
});

describe('the strongest pairs', () => {
  it('are those of different tokens, neither special, and not the first position of a causal model', () => {
    const rows = [
      [0.9, 0.8, 0.7, 0.6],
      [0.5, 0.4, 0.3, 0.2],
      [0.45, 0.35, 0.25, 0.15],
      [0.1, 0.05, 0.02, 0.01],
    ];
    const pairs = (causal: boolean, special: boolean[]) =>
      strongestPairs(
        [0, 1, 2, 3].filter(q => !special[q]),
        q => rows[q] ?? [],
        { tokens: { special }, causal },
      );
    expect(pairs(false, [true, false, false, false])).toEqual([
      [2, 1, 0.35],
      [1, 2, 0.3],
      [1, 3, 0.2],
      [2, 3, 0.15],
      [3, 1, 0.05],
      [3, 2, 0.02],
    ]);
    expect(pairs(true, [false, false, false, false]).some(([, key]) => key === 0)).toBe(false);
  });

  it('equal a sorted list of all, whatever the numbers', () => {
    const sizes = fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 6, maxLength: 6 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(sizes, rows => {
        const all = rows.flatMap((row, q) => row.flatMap((weight, k) => (weight > 0 && q !== k ? [[q, k, weight] as const] : [])));
        const sorted = all.sort((a, b) => b[2] - a[2] || a[0] - b[0] || a[1] - b[1]).slice(0, 8);
        expect(strongestPairs([0, 1, 2, 3, 4, 5], q => rows[q] ?? [], { tokens: { special: new Array(6).fill(false) }, causal: false })).toEqual(sorted);
      }),
    );
  });
});

describe('a row through a layer with its residual path', () => {
  it('is the row times the layer’s matrix, null rows too', () => {
    const cases = fc.record({
      n: fc.integer({ min: 1, max: 6 }),
      numbers: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 42, maxLength: 42 }),
      share: fc.constantFrom(0, 0.3, 0.5, 1),
    });
    fc.assert(
      fc.property(cases, ({ n, numbers, share }) => {
        const [row, weights] = [numbers.slice(0, n), numbers.slice(6, 6 + n * n)];
        const expected = matmul(matrix(1, n, row), withIdentity(matrix(n, n, weights), share)).data;
        const made = timesWithIdentity(row, weights, share);
        for (const [i, value] of made.entries()) expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 10);
      }),
    );
  });
});
