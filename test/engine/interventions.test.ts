import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { NO_CHANGES } from '../../src/core/analyses/experiments/experiment';
import type { Intervention } from '../../src/core/attention/interventions/intervention';
import { weightsAsInputs, weightsInput } from '../../src/core/attention/outside';
import { writeSafetensors } from '../../src/core/checkpoint/write';
import { instrument } from '../../src/core/instrument/instrument';
import { float32, row, type Tensor } from '../../src/core/tensor/tensor';
import type { Input } from '../../src/core/tokens/input';
import type { WhatIfView } from '../../src/core/viewModels';
import { questionOf } from '../../src/engine/question';
import { CancellationTokenSource } from '../../src/protocol/channel';
import 'vscode-jsonrpc/node';
import { experimentNamed, perform, type Trial } from '../../src/engine/experiment';
import type { Model } from '../../src/engine/model';
import { closeModel, openModel } from '../../src/engine/open';
import { readTensorFile } from '../../src/engine/tensorFile';
import { FIXTURES } from './checkpointCase';

const asked = { token: new CancellationTokenSource().token, progress: () => undefined };
const open = (folder: string): Promise<Model> => openModel({ path: folder, provider: 'cpu', runtimePath: '' }, asked);
const temporary = mkdtempSync(path.join(tmpdir(), 'headlight-interventions-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const IDS: Input = { kind: 'ids', ids: [3, 7, 2, 9, 4, 7, 5] };

async function whatIf(model: Model, trial: Partial<Trial>): Promise<Awaited<ReturnType<typeof perform>>['outcome']> {
  const whole: Trial = { experiment: experimentNamed('whatif'), inputs: [IDS], means: [], changes: NO_CHANGES, options: {}, ...trial };
  return (
    await perform(
      async () => model,
      whole,
      asked,
      work => work(),
    )
  ).outcome;
}

const changed = (model: Model, interventions: readonly Intervention[]) => whatIf(model, { changes: { ...NO_CHANGES, interventions } });

function worst(a: Tensor | undefined, b: Tensor | undefined): number {
  if (!a || !b || a.dims.join() !== b.dims.join()) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < a.data.length; i++) most = Math.max(most, Math.abs(Number(a.data[i]) - Number(b.data[i])));
  return most;
}

/** The checkpoint with one tensor changed, as a folder of its own. */
function altered(name: string, change: (tensors: Record<string, Tensor>) => void): string {
  const from = path.join(FIXTURES, name, 'model');
  const to = mkdtempSync(path.join(temporary, `${name}-`));
  for (const file of readdirSync(from)) if (!file.endsWith('.safetensors')) copyFileSync(path.join(from, file), path.join(to, file));
  const tensors: Record<string, Tensor> = { ...readTensorFile(path.join(from, 'model.safetensors')) };
  change(tensors);
  writeFileSync(path.join(to, 'model.safetensors'), Buffer.concat(writeSafetensors(tensors, { format: 'pt' })));
  return to;
}

/** Zero in the slice of the output projection that one head feeds: rows of [in, out], columns of [out, in]. */
function zeroSlice(weight: Tensor, head: number, width: number, transposed: boolean): void {
  const [rows = 0, columns = 0] = weight.dims;
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const at = transposed ? c : r;
      if (at >= head * width && at < (head + 1) * width) weight.data[r * columns + c] = 0;
    }
}

const CASES = [
  { name: 'gpt2-causal', tensor: /h\.1\.attn\.c_proj\.weight$/, transposed: false },
  { name: 'bert-sequence', tensor: /layer\.1\.attention\.output\.dense\.weight$/, transposed: true },
  { name: 'llama-causal', tensor: /layers\.1\.self_attn\.o_proj\.weight$/, transposed: true },
];

describe.each(CASES)('knock-out in $name', ({ name, tensor, transposed }) => {
  test('equals zero in the output projection’s slice', async () => {
    const model = await open(path.join(FIXTURES, name, 'model'));
    const { valueWidth = 0, heads } = model.prepared.sites[1] ?? { heads: 0 };
    expect(heads).toBeGreaterThan(1);
    const outcome = await changed(model, [{ kind: 'knock-out', scope: { layers: [1], heads: [1] } }]);
    const folder = altered(name, tensors => {
      const key = Object.keys(tensors).find(k => tensor.test(k)) ?? '';
      zeroSlice(tensors[key] as Tensor, 1, valueWidth, transposed);
    });
    const other = await open(folder);
    const right = await changed(other, [{ kind: 'knock-out', scope: { layers: [1], heads: [1] } }]);
    // What the altered checkpoint says as it is.
    expect(worst(outcome.tensors['0.after.logits'], right.tensors['0.before.logits'])).toBeLessThan(1e-5);
    expect(worst(outcome.tensors['0.after.logits'], outcome.tensors['0.before.logits'])).toBeGreaterThan(1e-4);
    await closeModel(model);
    await closeModel(other);
  });
});

const logits = (outcome: { readonly tensors: Readonly<Record<string, Tensor>> }, when: 'before' | 'after') => outcome.tensors[`0.${when}.logits`];
const weightsOf = (outcome: { readonly tensors: Readonly<Record<string, Tensor>> }, when: 'before' | 'after', site: number) =>
  outcome.tensors[`0.${when}.attentions.${site}`] as Tensor<'float32'>;

describe('weights', () => {
  const inModel = async <T>(use: (model: Model) => Promise<T>, name = 'gpt2-causal'): Promise<T> => {
    const model = await open(path.join(FIXTURES, name, 'model'));
    try {
      return await use(model);
    } finally {
      await closeModel(model);
    }
  };

  /** Logits with the weights of every site fed from outside. */
  async function fedLogits(model: Model, outcome: Awaited<ReturnType<typeof whatIf>>): Promise<Tensor | undefined> {
    const { sites } = model.prepared;
    const graph = instrument(weightsAsInputs(model.prepared, sites), ['logits']).graph;
    const given = Object.fromEntries(
      sites.map(({ index }) => {
        const { dims, data } = weightsOf(outcome, 'after', index);
        return [weightsInput(index), float32([1, ...dims], data)];
      }),
    );
    const results = await model.sessions.run(graph, { ...questionOf(model, IDS).feeds, ...given });
    const [value] = Object.values(results);
    return value && row(value, 0);
  }

  test.each(['renormalise', 'keep'] as const)('one set, the rest of the row: %s', rest =>
    inModel(async model => {
      const outcome = await changed(model, [{ kind: 'set', scope: { layers: [0], heads: [1] }, query: 5, key: 2, value: 0.75, rest }]);
      const [before, after] = [weightsOf(outcome, 'before', 0), weightsOf(outcome, 'after', 0)];
      const [, , keys = 0] = before.dims;
      const at = (1 * keys + 5) * keys;
      expect(after.data[at + 2]).toBe(0.75);
      const sum = after.data.subarray(at, at + keys).reduce((total, weight) => total + weight, 0);
      const own = before.data[at + 2] ?? 0;
      expect(sum).toBeCloseTo(rest === 'keep' ? 1 - own + 0.75 : 1, 5);
      expect(after.data[at]).toBeCloseTo((before.data[at] ?? 0) * (rest === 'keep' ? 1 : 0.25 / (1 - own)), 6);
      // Nothing else of the site is touched, and what follows is what these weights give.
      const others = before.data.filter((_, i) => i < at || i >= at + keys);
      expect(after.data.filter((_, i) => i < at || i >= at + keys)).toEqual(others);
      expect(worst(logits(outcome, 'after'), await fedLogits(model, outcome))).toBeLessThan(1e-5);
      expect(worst(logits(outcome, 'after'), logits(outcome, 'before'))).toBeGreaterThan(1e-4);
    }),
  );

  test('an edge cut in all layers is no weight in any head', () =>
    inModel(async model => {
      const outcome = await changed(model, [{ kind: 'cut', scope: {}, query: 4, key: 1, rest: 'renormalise' }]);
      for (const { index, heads } of model.prepared.sites) {
        const { dims, data } = weightsOf(outcome, 'after', index);
        const keys = dims[2] ?? 0;
        for (let head = 0; head < heads; head++) {
          expect(data[(head * keys + 4) * keys + 1]).toBe(0);
          expect(data.subarray((head * keys + 4) * keys, (head * keys + 5) * keys).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
        }
      }
    }));

  test('the last weight of a row cut leaves nothing, and no NaN', () =>
    inModel(async model => {
      const outcome = await changed(model, [{ kind: 'cut', scope: { layers: [0] }, query: 0, key: 0, rest: 'renormalise' }]);
      const { dims, data } = weightsOf(outcome, 'after', 0);
      const keys = dims[2] ?? 0;
      expect([...data.subarray(0, keys)]).toEqual(new Array(keys).fill(0));
      expect(logits(outcome, 'after')?.data.some(value => Number.isNaN(Number(value)))).toBe(false);
      const view = outcome.view as WhatIfView;
      expect(view.statistics.find(({ id }) => id === 'null_rows')?.after[0]).toBeCloseTo(1 / keys, 6);
    }));

  test('uniform ones are 1 / n over what a query may see, and the swap of the same name', () =>
    inModel(async model => {
      const outcome = await changed(model, [{ kind: 'uniform', scope: {} }]);
      const { dims, data } = weightsOf(outcome, 'after', 1);
      const keys = dims[2] ?? 0;
      data.forEach((weight, i) => {
        const [query, key] = [Math.floor(i / keys) % keys, i % keys];
        expect(weight).toBeCloseTo(key <= query ? 1 / (query + 1) : 0, 6);
      });
      const swap = await whatIf(model, { changes: { ...NO_CHANGES, swaps: ['uniform'] } });
      expect(worst(logits(outcome, 'after'), logits(swap, 'after'))).toBeLessThan(1e-5);
      const of = (view: WhatIfView, id: string) => view.measures.find(measure => measure.id === id)?.change?.mean;
      const view = outcome.view as WhatIfView;
      expect(view.baseline.find(({ id }) => id === 'js')?.change?.mean).toBeCloseTo(of(view, 'js') ?? Number.NaN, 10);
    }));

  test('transplanted from another text are that text’s; from the text itself they change nothing', () =>
    inModel(async model => {
      const donor = { input: { kind: 'ids', ids: [8, 8, 1, 2, 3, 9, 9] } as const };
      const graft = await whatIf(model, { donor, changes: { ...NO_CHANGES, interventions: [{ kind: 'transplant', scope: {} }] } });
      const other = await whatIf(model, { inputs: [donor.input], changes: { ...NO_CHANGES, interventions: [{ kind: 'transplant', scope: {} }] }, donor: { input: IDS } });
      for (const { index } of model.prepared.sites) expect(worst(weightsOf(graft, 'after', index), weightsOf(other, 'before', index))).toBeLessThan(1e-6);
      expect(worst(logits(graft, 'after'), await fedLogits(model, graft))).toBeLessThan(1e-5);
      const self = await whatIf(model, { donor: { input: IDS }, changes: { ...NO_CHANGES, interventions: [{ kind: 'transplant', scope: {} }] } });
      expect(worst(logits(self, 'after'), logits(self, 'before'))).toBeLessThan(1e-5);
    }));

  test('a transplant of another length is refused by both lengths', () =>
    inModel(async model => {
      const trial = { donor: { input: { kind: 'ids', ids: [8, 8] } as const }, changes: { ...NO_CHANGES, interventions: [{ kind: 'transplant', scope: {} } as const] } };
      await expect(whatIf(model, trial)).rejects.toMatchObject({ fault: { code: 'bad-input', why: expect.stringMatching(/7 x 7.*2 x 2/) } });
    }));
});

describe('heads replaced by their mean', () => {
  test.each(['gpt2-causal', 'llama-causal', 'bert-sequence'])('in %s: over a text of one token they are what they were', async name => {
    const model = await open(path.join(FIXTURES, name, 'model'));
    const one: Input = { kind: 'ids', ids: [5] };
    const interventions: Intervention[] = [{ kind: 'mean-out', scope: { layers: [1] } }];
    const same = await whatIf(model, { inputs: [one], means: [one], changes: { ...NO_CHANGES, interventions } });
    expect(worst(logits(same, 'after'), logits(same, 'before'))).toBeLessThan(2e-5);
    const none = await whatIf(model, { inputs: [one], changes: { ...NO_CHANGES, interventions: [{ kind: 'knock-out', scope: { layers: [1] } }] } });
    expect(worst(logits(none, 'after'), logits(none, 'before'))).toBeGreaterThan(1e-4);
    await expect(whatIf(model, { inputs: [one], changes: { ...NO_CHANGES, interventions } })).rejects.toMatchObject({ fault: { code: 'not-applicable' } });
    await closeModel(model);
  });

  test('over two texts the mean is over their tokens', async () => {
    const model = await open(path.join(FIXTURES, 'gpt2-causal/model'));
    const first: Input = { kind: 'ids', ids: [5] };
    const second: Input = { kind: 'ids', ids: [9] };
    const interventions: Intervention[] = [{ kind: 'mean-out', scope: { layers: [1] } }];
    const probe = async (means: readonly Input[]) => logits(await whatIf(model, { inputs: [first], means, changes: { ...NO_CHANGES, interventions } }), 'after');
    expect(worst(await probe([first, second]), await probe([second, first]))).toBeLessThan(1e-6);
    expect(worst(await probe([first, second]), await probe([first]))).toBeGreaterThan(1e-5);
    await closeModel(model);
  });
});
