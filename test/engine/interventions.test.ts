import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { NO_CHANGES } from '../../src/core/analyses/experiments/experiment';
import type { Intervention } from '../../src/core/attention/interventions/intervention';
import { writeSafetensors } from '../../src/core/checkpoint/write';
import type { Tensor } from '../../src/core/tensor/tensor';
import type { Input } from '../../src/core/tokens/input';
import type { WhatIfView } from '../../src/core/viewModels';
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
    expect(worst(outcome.tensors['after.logits'], right.tensors['before.logits'])).toBeLessThan(1e-5);
    expect(worst(outcome.tensors['after.logits'], outcome.tensors['before.logits'])).toBeGreaterThan(1e-4);
    await closeModel(model);
    await closeModel(other);
  });
});

test('gates left open change nothing to the bit', async () => {
  const model = await open(path.join(FIXTURES, 'gpt2-causal/model'));
  const outcome = await changed(model, [{ kind: 'set', scope: { layers: [0] }, query: 1, key: 1, value: 0.5, rest: 'keep' }]);
  expect((outcome.view as WhatIfView).sites.length).toBe(model.prepared.sites.length);
  await closeModel(model);
});
