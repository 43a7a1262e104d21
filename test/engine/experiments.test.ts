import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Changes } from '../../src/core/analyses/experiments/experiment';
import { EXPERIMENTS } from '../../src/core/analyses/experiments/table';
import type { Input } from '../../src/core/tokens/input';
import type { CurvesView, HeadMapView, WhatIfView } from '../../src/core/viewModels';
import { experimentNamed, perform } from '../../src/engine/experiment';
import type { Model } from '../../src/engine/model';
import { closeModel, openModel } from '../../src/engine/open';
import { type Asked, CancellationTokenSource } from '../../src/protocol/channel';
import 'vscode-jsonrpc/node';
import { FIXTURES } from './checkpointCase';

const NONE: Changes = { swaps: [], interventions: [], tokens: [] };
const quiet = (): Asked => ({ token: new CancellationTokenSource().token, progress: () => undefined });
const ids = (...of: number[]): Input => ({ kind: 'ids', ids: of });
const TEXTS = [ids(3, 7, 2, 9, 4, 7), ids(1, 1, 2, 3, 5, 8), ids(9, 8, 7, 6, 5, 4)];

let model: Model;
beforeAll(async () => {
  model = await openModel({ path: path.join(FIXTURES, 'gpt2-causal/model'), provider: 'cpu', runtimePath: '' }, quiet());
});
afterAll(() => closeModel(model));

async function outcome(experiment: string, changes: Partial<Changes>, options: Record<string, string> = {}, inputs: readonly Input[] = TEXTS.slice(0, 1), asked = quiet()) {
  const trial = { experiment: experimentNamed(experiment), inputs, means: [], changes: { ...NONE, ...changes }, options };
  return (
    await perform(
      async () => model,
      trial,
      asked,
      work => work(),
    )
  ).outcome;
}

const changeOf = (view: WhatIfView, id = 'total_variation') => view.measures.find(measure => measure.id === id)?.change?.mean ?? Number.NaN;

test('every experiment says what it shows, where it comes from and what it cannot say, and makes the view that it names', async () => {
  const made: Record<string, Partial<Changes>> = { whatif: { swaps: ['sparsemax'] }, 'knock-out': {}, sweep: { swaps: ['entmax'] }, sensitivity: { swaps: ['sparsemax'] } };
  expect(EXPERIMENTS.map(({ id }) => id).sort()).toEqual(Object.keys(made).sort());
  for (const { id, view, title, shows, caveat, source } of EXPERIMENTS) {
    for (const { text } of [title, shows, caveat]) expect(text.length).toBeGreaterThan(4);
    expect(source).toMatch(/\b(19|20)\d\d\b/);
    const { view: drawn, notes } = await outcome(id, made[id] ?? {}, id === 'sweep' ? { steps: '2' } : id === 'knock-out' ? { points: '2', orders: '1' } : {});
    expect(drawn.kind).toBe(view);
    expect(notes.some(({ message }) => /no retraining/.test(message.text))).toBe(true);
  }
});

describe('knock-out', () => {
  test('a head’s importance is the change of a what if; all heads removed are alike in any order', async () => {
    const { view, tensors } = await outcome('knock-out', {}, { points: '3', orders: '2' });
    const map = view as HeadMapView;
    for (const { index, layer, heads } of model.prepared.sites)
      for (let head = 0; head < heads; head++) {
        const alone = (await outcome('whatif', { interventions: [{ kind: 'knock-out', scope: { layers: [layer], heads: [head] } }] })).view as WhatIfView;
        expect(map.values[index * map.heads + head]).toBeCloseTo(changeOf(alone), 6);
      }
    const [important = [], unimportant = [], random = []] = map.removal?.lines.map(({ values }) => values) ?? [];
    expect(important[0]).toBe(0);
    expect(important.at(-1)).toBeGreaterThan(0);
    expect(unimportant.at(-1)).toBeCloseTo(important.at(-1) ?? Number.NaN, 6);
    expect(random.at(-1)).toBeCloseTo(important.at(-1) ?? Number.NaN, 6);
    expect(map.removal?.x.values.at(-1)).toBe(model.prepared.sites.reduce((sum, { heads }) => sum + heads, 0));
    expect(tensors['knock_out.importance']?.dims).toEqual([model.prepared.sites.length, map.heads]);
  });

  test('over several texts it is the mean of each', async () => {
    const one = await Promise.all(TEXTS.map(async text => ((await outcome('knock-out', {}, { points: '0' }, [text])).view as HeadMapView).values));
    const all = ((await outcome('knock-out', {}, { points: '0' }, TEXTS)).view as HeadMapView).values;
    all.forEach((value, at) => {
      expect(value).toBeCloseTo(one.reduce((sum, values) => sum + (values[at] ?? 0), 0) / TEXTS.length, 6);
    });
  });

  test('random orders follow from the seed', async () => {
    const random = async (seed: string) => ((await outcome('knock-out', {}, { points: '4', orders: '1', seed })).view as HeadMapView).removal?.lines[2]?.values;
    expect(await random('5')).toEqual(await random('5'));
    const others = await Promise.all(['6', '7', '8'].map(random));
    expect(others.some(other => other?.join() !== others[0]?.join())).toBe(true);
  });
});

describe('sweep', () => {
  test('each point is the what if of its value, and density falls from softmax to sparsemax', async () => {
    const { view } = await outcome('sweep', { swaps: ['entmax'] }, { from: '1', to: '2', steps: '5' });
    const { x, lines } = view as CurvesView;
    expect(x.values).toEqual([1, 1.25, 1.5, 1.75, 2]);
    const line = (id: string) => lines.find(one => one.id === id)?.values ?? [];
    for (const [point, alpha] of x.values.entries()) {
      const alone = (await outcome('whatif', { swaps: [`entmax:${alpha}`] })).view as WhatIfView;
      expect(line('total_variation')[point]).toBeCloseTo(changeOf(alone), 6);
      expect(line('density')[point]).toBeCloseTo(alone.measures.find(({ id }) => id === 'density')?.after?.mean ?? Number.NaN, 6);
    }
    expect(line('total_variation')[0]).toBeLessThan(1e-5);
    const density = line('density');
    for (let i = 1; i < density.length; i++) expect(density[i]).toBeLessThanOrEqual((density[i - 1] ?? 0) + 1e-9);
  });

  test('of counts goes over whole ones up to the keys, where it is the model’s own', async () => {
    const { x, lines } = (await outcome('sweep', { swaps: ['top-k'] })).view as CurvesView;
    expect(x.values).toEqual([1, 2, 3, 4, 5, 6]);
    expect(lines.find(({ id }) => id === 'total_variation')?.values.at(-1)).toBeLessThan(1e-5);
    expect(lines.find(({ id }) => id === 'support')?.values[0]).toBeCloseTo(1, 6);
  });

  test('numbers that the map does not take, and maps without one, are refused', async () => {
    await expect(outcome('sweep', { swaps: ['entmax'] }, { from: '0.5' })).rejects.toMatchObject({ fault: { code: 'bad-usage', what: 'alpha 0.5' } });
    await expect(outcome('sweep', { swaps: ['uniform'] })).rejects.toMatchObject({ fault: { code: 'not-applicable' } });
    await expect(outcome('sweep', {})).rejects.toMatchObject({ fault: { code: 'not-applicable' } });
  });
});

test('sensitivity is the what if of each head alone', async () => {
  const map = (await outcome('sensitivity', { swaps: ['sparsemax'] })).view as HeadMapView;
  for (const { index, layer, heads } of model.prepared.sites)
    for (let head = 0; head < heads; head++) {
      const alone = (await outcome('whatif', { swaps: [`sparsemax@L${layer}.H${head}`] })).view as WhatIfView;
      expect(map.values[index * map.heads + head]).toBeCloseTo(changeOf(alone), 6);
    }
});

describe('a what if of several texts', () => {
  test('has means with intervals that hold them, the same for the same seed', async () => {
    const run = async (seed: string) => (await outcome('whatif', { swaps: ['sparsemax'] }, { seed }, TEXTS)).view as WhatIfView;
    const view = await run('1');
    const alone = await Promise.all(TEXTS.map(async text => changeOf((await outcome('whatif', { swaps: ['sparsemax'] }, {}, [text])).view as WhatIfView)));
    const estimate = view.measures.find(({ id }) => id === 'total_variation')?.change;
    expect(estimate?.mean).toBeCloseTo(alone.reduce((a, b) => a + b, 0) / alone.length, 6);
    expect(estimate?.count).toBe(3);
    expect(estimate?.low).toBeGreaterThanOrEqual(Math.min(...alone) - 1e-9);
    expect(estimate?.high).toBeLessThanOrEqual(Math.max(...alone) + 1e-9);
    expect(await run('1')).toEqual(view);
  });
});

test('softmax for softmax changes nothing', async () => {
  const view = (await outcome('whatif', { swaps: ['softmax'] })).view as WhatIfView;
  expect(changeOf(view)).toBeLessThan(1e-6);
  expect(changeOf(view, 'flips')).toBe(0);
});

describe('tokens', () => {
  test('replaced by themselves change nothing; a later token changes no earlier answer of a causal model', async () => {
    expect(changeOf((await outcome('whatif', { tokens: [{ kind: 'replace', at: 1, id: 7 }] })).view as WhatIfView)).toBeLessThan(1e-7);
    const view = (await outcome('whatif', { tokens: [{ kind: 'replace', at: 4, id: 1 }] })).view as WhatIfView;
    expect(Math.max(...(view.positions.totalVariation ?? []).slice(0, 4))).toBeLessThan(1e-6);
    expect(view.positions.totalVariation?.[4]).toBeGreaterThan(1e-4);
  });

  test('deleted leave pairs of those that are in both', async () => {
    const view = (await outcome('whatif', { tokens: [{ kind: 'delete', at: 2 }] })).view as WhatIfView;
    expect(view.pairs.map(pair => pair.join())).toEqual(['0,0', '1,1', '3,2', '4,3', '5,4']);
    expect([view.before.length, view.after.length, view.predictions.length]).toEqual([6, 5, 5]);
    expect(Math.max(...(view.positions.totalVariation ?? []).slice(0, 2))).toBeLessThan(1e-6);
  });
});

test('a cancelled experiment ends between two runs', async () => {
  const source = new CancellationTokenSource();
  let runs = 0;
  const asked: Asked = {
    token: source.token,
    progress: () => {
      if (++runs === 3) source.cancel();
    },
  };
  await expect(outcome('knock-out', {}, {}, TEXTS, asked)).rejects.toMatchObject({ fault: { code: 'cancelled' } });
  expect(runs).toBe(3);
});

test('progress grows from 0 to 1', async () => {
  const shares: number[] = [];
  for (const [experiment, changes] of [['knock-out', {}] as const, ['sweep', { swaps: ['entmax'] }] as const, ['sensitivity', { swaps: ['hard'] }] as const]) {
    shares.length = 0;
    await outcome(experiment, changes, {}, TEXTS, { ...quiet(), progress: ({ share }) => shares.push(share) });
    expect(shares[0]).toBe(0);
    expect(shares.every((share, i) => share <= 1 && share >= (shares[i - 1] ?? 0) - 1e-9)).toBe(true);
    expect(shares.at(-1)).toBeGreaterThan(0.8);
  }
});
