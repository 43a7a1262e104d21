import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Changes } from '../../src/core/analyses/experiments/experiment';
import { asFault } from '../../src/core/fault';
import type { WhatIfView } from '../../src/core/viewModels';
import { CancellationTokenSource } from '../../src/protocol/channel';
import { ENGINE_PROTOCOL, type ExperimentParams } from '../../src/protocol/engine';
import { bundle, choice, demoCopy, FIXTURES, greetedEngine, type RunningEngine } from './bundle';

const TEXT = { kind: 'text', text: 'And God said, Let there be light: and there was light.' } as const;
const SPARSE: Changes = { swaps: ['sparsemax'], interventions: [{ kind: 'knock-out', scope: { layers: [1], heads: [0] } }], tokens: [] };

let engine: RunningEngine;
let model: string;
beforeAll(async () => {
  engine = await greetedEngine(await bundle('experiments'));
  model = demoCopy();
}, 60_000);
afterAll(async () => {
  engine.child.kill('SIGKILL');
  await engine.ended;
  rmSync(model, { recursive: true, force: true });
});

const asked = (experiment: string, changes: Changes, more: Partial<ExperimentParams> = {}): ExperimentParams => ({
  model: choice(model),
  stamp: '',
  experiment,
  inputs: [TEXT],
  changes,
  options: {},
  ...more,
});
const floats = ({ bytes }: { readonly bytes: Uint8Array }): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer);

describe('an engine process', () => {
  it('says what can be tried', async () => {
    const { experiments, maps } = await engine.api.hello({ protocol: ENGINE_PROTOCOL });
    expect(experiments.map(({ id }) => id)).toEqual(['whatif', 'knock-out', 'sweep', 'sensitivity']);
    expect(maps.find(({ id }) => id === 'entmax')?.parameter).toMatchObject({ name: 'alpha', range: [1, 4] });
  });

  it('compares a changed model, and gives both models’ weights by slice', async () => {
    const { view, stamp, tokens } = await engine.api.experiment(asked('whatif', SPARSE));
    const { statistics, heads, measures, before } = view as WhatIfView;
    expect(before.length).toBe(tokens.ids.length);
    const density = statistics.find(({ id }) => id === 'density');
    expect(density?.before[heads]).toBe(1);
    expect(density?.after[heads]).toBe(0);
    expect(measures.find(({ id }) => id === 'js')?.change?.mean).toBeGreaterThan(0.001);
    const slice = (head: number, changes?: Changes) =>
      engine.api.slice({ model: choice(model), stamp, input: TEXT, what: { kind: 'head', site: 1, head }, ...(changes && { changes }) }).then(floats);
    expect((await slice(0, SPARSE)).every(weight => weight === 0)).toBe(true);
    expect((await slice(0)).some(weight => weight > 0)).toBe(true);
    const sparse = await slice(1, SPARSE);
    expect(sparse.some(weight => weight === 0)).toBe(true);
    expect(sparse.subarray(0, before.length).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
  });

  it('makes weights of a changed model again that it does not hold', async () => {
    const changes: Changes = { swaps: ['uniform@L0'], interventions: [], tokens: [] };
    const { dims, bytes } = await engine.api.slice({ model: choice(model), stamp: '', input: TEXT, what: { kind: 'row', site: 0, head: 2, query: 3 }, changes });
    const row = floats({ bytes });
    expect(row.length).toBe(dims[0]);
    for (const [key, weight] of row.entries()) expect(weight).toBeCloseTo(key <= 3 ? 0.25 : 0, 6);
  });

  it('takes weights from another checkpoint', async () => {
    const other = join(FIXTURES, 'gpt2-causal', 'model');
    const ids = { kind: 'ids', ids: [1, 2, 3, 4] } as const;
    const changes: Changes = { swaps: [], interventions: [{ kind: 'transplant', scope: { layers: [0] } }], tokens: [] };
    const wrong = await engine.api.experiment(asked('whatif', changes, { inputs: [ids], donor: { input: ids, model: choice(other) } })).then(() => undefined, asFault);
    // The other one has another number of layers.
    expect(wrong).toMatchObject({ code: 'bad-input', what: 'the transplant' });
    const same = await engine.api.experiment(asked('whatif', changes, { inputs: [ids], donor: { input: ids, model: choice(model) } }));
    expect((same.view as WhatIfView).measures.find(({ id }) => id === 'js')?.change?.mean).toBeLessThan(1e-9);
  });

  it('lets slices and hovers in between two runs, and ends when cancelled', async () => {
    const source = new CancellationTokenSource();
    const long = engine.api
      .experiment(asked('knock-out', { swaps: [], interventions: [], tokens: [] }, { options: { points: '12', orders: '100' } }), { token: source.token })
      .then(() => undefined, asFault);
    let settled = false;
    void long.then(() => {
      settled = true;
    });
    await engine.api.glance({ model: choice(model), input: TEXT });
    expect(settled).toBe(false);
    source.cancel();
    expect(await long).toEqual({ code: 'cancelled' });
    await engine.api.tokens({ model: choice(model), input: TEXT });
  });

  it('refuses what it does not know in one sentence', async () => {
    const fault = (params: ExperimentParams) => engine.api.experiment(params).then(() => undefined, asFault);
    expect(await fault(asked('nonsense', SPARSE))).toMatchObject({ code: 'bad-usage', what: 'nonsense' });
    expect(await fault(asked('whatif', { ...SPARSE, swaps: ['nonsense'] }))).toMatchObject({ code: 'bad-usage' });
    expect(await fault(asked('whatif', SPARSE, { inputs: [] }))).toMatchObject({ code: 'bad-input' });
    expect(await fault(asked('whatif', SPARSE, { options: { nonsense: '1' } }))).toMatchObject({ code: 'bad-usage' });
    expect(await fault(asked('whatif', SPARSE, { stamp: 'another' }))).toMatchObject({ code: 'changed-on-disk' });
  });
});
