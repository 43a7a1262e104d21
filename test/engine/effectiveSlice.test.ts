import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asFault } from '../../src/core/fault';
import type { Input } from '../../src/core/tokens/input';
import { analyse } from '../../src/engine/analyse';
import { effectiveRun, effectiveSlice } from '../../src/engine/effectiveSlice';
import { analysisNamed } from '../../src/engine/engine';
import type { Model } from '../../src/engine/model';
import { closeModel, openModel } from '../../src/engine/open';
import { questionOf } from '../../src/engine/question';
import { CancellationTokenSource } from '../../src/protocol/channel';
import type { SliceParams } from '../../src/protocol/engine';
import { bundle, choice, demoCopy, FIXTURES, greetedEngine } from './bundle';

const ASKED = { token: new CancellationTokenSource().token, progress: () => undefined };
type What = Extract<SliceParams['what'], { kind: 'effective' }>;

let demo: string;
const open = new Map<string, Model>();
beforeAll(async () => {
  demo = demoCopy();
  for (const path of [demo, join(FIXTURES, 'bert-base', 'model')]) open.set(path, await openModel(choice(path), ASKED));
});
afterAll(async () => {
  for (const model of open.values()) await closeModel(model);
  rmSync(demo, { recursive: true });
});

async function slice(model: Model, input: Input, what: Omit<What, 'kind'>, asked = ASKED) {
  const full: What = { kind: 'effective', ...what };
  const probed = await effectiveRun(model, { model: model.choice, stamp: '', input, what: full });
  return effectiveSlice(model, full, probed, asked);
}

const ids = (count: number) => ({ kind: 'ids', ids: Array.from({ length: count }, (_, i) => 5 + ((i * 7) % 40)) }) as const;

describe('effective attention of one head', () => {
  // 40 tokens are more than the demo's values are wide, so that something can be taken out; bert sees every key, the demo only earlier ones.
  it.each([
    ['the demo', () => demo, 40],
    ['an encoder', () => join(FIXTURES, 'bert-base', 'model'), 24],
  ])('is what the analysis gives, of %s', async (_, path, count) => {
    const model = open.get(path()) as Model;
    const input = ids(count);
    for (const sums of ['free', 'kept'] as const) {
      const { outcome } = await analyse(model, analysisNamed('effective'), questionOf(model, input), { sums }, ASKED);
      const { dims, data } = outcome.tensors.effective as { dims: readonly number[]; data: Float32Array };
      const [sites = 0, heads = 0] = dims;
      const { view } = outcome;
      let moved = 0;
      for (let site = 0; site < sites; site++)
        for (let head = 0; head < heads; head++) {
          const { dims: square, bytes } = await slice(model, input, { site, head, sums });
          expect(square).toEqual([count, count]);
          const from = (site * heads + head) * count * count;
          expect(Buffer.from(bytes).equals(Buffer.from(data.slice(from, from + count * count).buffer))).toBe(true);
          if (view.kind === 'identifiability') moved += view.moved[site]?.[head] ?? 0;
        }
      expect(moved).toBeGreaterThan(0.01);
    }
  });

  it('is refused where there is no such head, and of a changed model', async () => {
    const model = open.get(demo) as Model;
    const fault = (what: Omit<What, 'kind'>) => slice(model, ids(8), what).then(() => undefined, asFault);
    expect(await fault({ site: 99, head: 0 })).toMatchObject({ code: 'bad-input', what: 'site 99' });
    expect(await fault({ site: 0, head: 99 })).toMatchObject({ code: 'bad-input', what: 'head 99' });
    expect(await fault({ site: 0, head: 0.5 })).toMatchObject({ code: 'bad-input' });
    expect(await fault({ site: 0, head: 0, sums: 'all' as 'free' })).toMatchObject({ code: 'bad-input', what: 'sums' });
    const what: What = { kind: 'effective', site: 0, head: 0 };
    const changes = { swaps: ['uniform'], interventions: [], tokens: [] };
    await expect(effectiveRun(model, { model: model.choice, stamp: '', input: ids(8), what, changes }).catch(thrown => asFault(thrown).code)).resolves.toBe('bad-usage');
  });

  it('comes through the engine’s process', async () => {
    const engine = await greetedEngine(await bundle('effective'));
    const given = { model: choice(demo), stamp: '', input: ids(40) };
    const [raw, made] = [
      await engine.api.slice({ ...given, what: { kind: 'head', site: 1, head: 2 } }),
      await engine.api.slice({ ...given, what: { kind: 'effective', site: 1, head: 2 } }),
    ];
    engine.child.kill('SIGKILL');
    await engine.ended;
    expect(made.dims).toEqual(raw.dims);
    expect(Buffer.from(made.bytes).equals(Buffer.from(raw.bytes))).toBe(false);
  });
});
