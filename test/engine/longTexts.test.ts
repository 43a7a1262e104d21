import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asFault } from '../../src/core/fault';
import type { Tensor } from '../../src/core/tensor/tensor';
import { Engine } from '../../src/engine/engine';
import type { Model } from '../../src/engine/model';
import { closeModel, openModel } from '../../src/engine/open';
import { probe } from '../../src/engine/probe';
import { questionOf } from '../../src/engine/question';
import { canBeStaged, runStage, type States, stagesOf } from '../../src/engine/stages';
import { type CancellationToken, CancellationTokenSource } from '../../src/protocol/channel';
import type { Reading, SliceParams } from '../../src/protocol/engine';
import { groupsOf, tokenParts } from '../../src/protocol/readings';
import { makeRandomLlama } from '../fixtures/make/randomLlama';
import { FIXTURES } from './checkpointCase';

const NEVER = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) };
const ASKED = { token: NEVER, progress: () => undefined };
const inTurn = <T>(work: () => Promise<T>): Promise<T> => work();
const choice = (file: string) => ({ path: file, provider: 'cpu', runtimePath: '' });
const ids = (count: number, vocabulary = 60) => ({ kind: 'ids', ids: Array.from({ length: count }, (_, i) => 5 + ((i * 31) % (vocabulary - 5))) }) as const;
const floats = (bytes: Uint8Array) => new Float32Array(bytes.slice().buffer);

const TOKENS = 200;
const TEXT = { kind: 'text', text: Array.from({ length: TOKENS }, (_, i) => `w${(i * 31) % 509}`).join(' ') } as const;
let root: string;
let file: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'headlight-long-'));
  file = makeRandomLlama(root, { layers: 4, heads: 4, hidden: 32, maxTokens: 4096 });
});
afterAll(() => rmSync(root, { recursive: true }));
afterEach(() => {
  delete process.env.HEADLIGHT_MEMORY_LIMIT;
});

/** An engine in which 200 tokens are a long text: all weights would be 2.6 MB, and a quarter of this limit may be held. */
function cramped(): Engine {
  process.env.HEADLIGHT_MEMORY_LIMIT = '6MB';
  return new Engine();
}
const attention = (engine: Engine, token = ASKED.token, turn = inTurn) =>
  engine.analyse({ model: choice(file), stamp: '', analysis: 'attention', input: TEXT, options: {} }, { ...ASKED, token }, turn);
const slice = (engine: Engine, stamp: string, what: SliceParams['what']) => engine.slice({ model: choice(file), stamp, input: TEXT, what }, ASKED, inTurn);
const near = (given: ArrayLike<number>, expected: ArrayLike<number>, within = 1e-5): void => {
  expect(given.length).toBe(expected.length);
  for (let i = 0; i < given.length; i++) expect(Math.abs((given[i] ?? Number.NaN) - (expected[i] ?? Number.NaN))).toBeLessThanOrEqual(within);
};

describe('a long text', () => {
  it('gives the same picture as a short one: statistics, heads, words, windows', async () => {
    const plain = new Engine();
    const whole = await attention(plain);
    const kept = (await slice(plain, whole.stamp, { kind: 'head', site: 2, head: 1 })).bytes;
    const reading: Reading = {
      heads: [
        [3, 1],
        [0, 2],
        [3, 0],
      ],
      combine: 'mean',
      words: true,
      special: true,
      scale: 'row',
    };
    const words = groupsOf(tokenParts(whole.tokens), reading).length;
    expect(words).toBe(TOKENS);
    const window = { kind: 'matrix', reading, rows: [10, 150], columns: [0, words], height: 40, width: 50 } as const;
    const line = { kind: 'line', reading, along: 'key', index: 2 } as const;
    const [matrix, column] = [await slice(plain, whole.stamp, window), await slice(plain, whole.stamp, line)];
    await plain.close();

    const engine = cramped();
    const apart = await attention(engine);
    if (whole.view.kind !== 'attention' || apart.view.kind !== 'attention') return expect.unreachable();
    expect(apart.view.sites).toEqual(whole.view.sites);
    expect(apart.view.chosen).toEqual(whole.view.chosen);
    near(apart.view.entropy.flat(), whole.view.entropy.flat(), 1e-4);
    expect(apart.notes).toEqual(whole.notes);
    near(floats((await slice(engine, apart.stamp, { kind: 'head', site: 2, head: 1 })).bytes), floats(kept));
    near(floats((await slice(engine, apart.stamp, { kind: 'row', site: 2, head: 1, query: 199 })).bytes), floats(kept).subarray(199 * 200));
    const other = await slice(engine, apart.stamp, window);
    expect(other.dims).toEqual([40, 50]);
    near(floats(other.bytes), floats(matrix.bytes), 1e-4);
    expect(other.largest).toBeCloseTo(matrix.largest ?? Number.NaN, 4);
    near(floats((await slice(engine, apart.stamp, line)).bytes), floats(column.bytes), 1e-4);
    await engine.close();
  });

  it('is never run with the weights of all heads, and its thumbnails come of the run of the analysis', async () => {
    const engine = cramped();
    const runs: string[][] = [];
    const counted = async <T>(work: () => Promise<T>): Promise<T> => {
      const result = await work();
      if (result instanceof Map) runs.push([...result.keys()]);
      return result;
    };
    const { stamp } = await attention(engine, NEVER, counted);
    expect(runs.length).toBe(4);
    expect(runs.flat().some(name => name.startsWith('attentions.'))).toBe(false);
    runs.length = 0;
    const small = await engine.slice({ model: choice(file), stamp, input: TEXT, what: { kind: 'thumbnails', side: 32 } }, ASKED, counted);
    expect([small.dims, runs]).toEqual([[4, 4, 32, 32], []]);
    // Every head's largest weight is there.
    for (let head = 0; head < 16; head++) expect(Math.max(...small.bytes.subarray(head * 1024, (head + 1) * 1024))).toBe(255);
    const window = (site: number, rows: readonly [number, number]) =>
      ({ kind: 'matrix', reading: { heads: [[site, 0]], combine: 'sum', words: false, special: true, scale: 'one' }, rows, columns: [0, 10], height: 10, width: 10 }) as const;
    const ask = (what: SliceParams['what']) => engine.slice({ model: choice(file), stamp, input: TEXT, what }, ASKED, counted);
    await ask(window(3, [0, 10]));
    // One run of one layer for the head, none for the next window over it.
    expect(runs).toEqual([['head.3.0']]);
    await ask(window(3, [50, 10]));
    expect(runs.length).toBe(1);
    await Promise.all([ask(window(1, [0, 10])), ask(window(1, [10, 10]))]);
    expect(runs.length).toBe(2);
    await engine.close();
  });

  it('is made again by a new process from the slice alone', async () => {
    const engine = cramped();
    const { bytes, dims } = await slice(engine, '', { kind: 'head', site: 2, head: 3 });
    expect(dims).toEqual([200, 200]);
    near(
      Array.from({ length: 200 }, (_, q) =>
        floats(bytes)
          .subarray(q * 200, (q + 1) * 200)
          .reduce((a, b) => a + b, 0),
      ),
      new Array(200).fill(1),
    );
    expect((await slice(engine, '', { kind: 'thumbnails', side: 16 })).dims).toEqual([4, 4, 16, 16]);
    await engine.close();
  });

  it('is left between two layers when it is cancelled, and reports how far it is', async () => {
    const engine = cramped();
    const source = new CancellationTokenSource();
    const shares: number[] = [];
    let turns = 0;
    const counted = async <T>(work: () => Promise<T>): Promise<T> => {
      const result = await work();
      if (++turns === 4) source.cancel();
      return result;
    };
    const asked = { token: source.token, progress: ({ share }: { share: number }) => shares.push(share) };
    const params = { model: choice(file), stamp: '', analysis: 'attention', input: TEXT, options: {} };
    expect(await engine.analyse(params, asked, counted).catch(asFault)).toEqual({ code: 'cancelled' });
    expect([turns, shares.filter(share => share > 0)]).toEqual([4, [0.25]]);
    // Who waits for the same head as one who gives up is answered all the same.
    const gone = new CancellationTokenSource();
    const ask = (token: CancellationToken) => engine.slice({ model: choice(file), stamp: '', input: TEXT, what: { kind: 'head', site: 3, head: 3 } }, { ...ASKED, token }, inTurn);
    const both = [ask(gone.token).catch(asFault), ask(NEVER)] as const;
    setImmediate(() => gone.cancel());
    expect((await both[1]).dims).toEqual([200, 200]);
    await both[0];
    await engine.close();
  });

  it('refuses what is not there as a short one does', async () => {
    const engine = cramped();
    for (const what of [
      { kind: 'head', site: 9, head: 0 },
      { kind: 'head', site: 0, head: 9 },
      { kind: 'row', site: 0, head: 0, query: 200 },
      { kind: 'thumbnails', side: 0 },
    ] as const)
      expect(asFault(await slice(engine, '', what).catch((thrown: unknown) => thrown)).code).toBe('bad-input');
    await engine.close();
  });
});

describe('a run layer by layer', () => {
  const CHECKPOINTS = ['bert-base', 'distilbert-base', 'gpt2-causal', 'llama-causal', 'roberta-base'];

  it.each(CHECKPOINTS)('gives what one run gives, %s', async name => {
    const model: Model = await openModel(choice(path.join(FIXTURES, name, 'model')), ASKED);
    expect(canBeStaged(model)).toBe(true);
    const { sites, hiddenStates, logits } = model.prepared;
    const needs = [
      ...sites.flatMap(({ index }) => [`heads.entropy.${index}`, `head.${index}.1`, `shape.${index}`]),
      ...hiddenStates.map((_, layer) => `hidden_states.${layer}`),
      ...(logits ? ['logits'] : []),
    ];
    const question = questionOf(model, ids(11));
    const whole = await probe(model, question, needs);
    const states: States = new Map();
    const stages = stagesOf(model.prepared, needs, states);
    expect(stages.length).toBe(sites.length);
    const parts = new Map<string, Tensor>();
    for (const stage of stages) for (const [need, value] of await runStage(model, question, stage, states)) parts.set(need, value);
    for (const need of needs) {
      expect(parts.get(need)?.dims).toEqual(whole.get(need)?.dims);
      near(Array.from(parts.get(need)?.data ?? [], Number), Array.from(whole.get(need)?.data ?? [], Number));
    }
    await closeModel(model);
  });

  it('begins at what is known, and passes through what nobody asked of', async () => {
    const model = await openModel(choice(file), ASKED);
    const plan = (needs: string[], known: number[]) => stagesOf(model.prepared, needs, new Set(known)).map(({ layer, carries }) => [layer, carries]);
    expect(plan(['head.2.0'], [])).toEqual([
      [0, true],
      [1, true],
      [2, false],
    ]);
    expect(plan(['head.2.0'], [1])).toEqual([
      [1, true],
      [2, false],
    ]);
    expect(plan(['head.2.0', 'head.3.0'], [2])).toEqual([
      [2, true],
      [3, false],
    ]);
    expect(plan(['head.0.0', 'head.3.0'], [3])).toEqual([
      [0, false],
      [3, false],
    ]);
    expect(plan(['logits'], [3])).toEqual([[3, false]]);
    await closeModel(model);
  });
});
