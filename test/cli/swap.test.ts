import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sparsemaxOf } from '../../src/core/tensor/simplex';
import type { Tensor } from '../../src/core/tensor/tensor';
import { smoothed } from '../../src/core/tensor/totalVariation';
import { readTensorFile } from '../../src/engine/tensorFile';
import { bundle, FIXTURES } from '../engine/bundle';

let cli: string;
const scratch = mkdtempSync(join(tmpdir(), 'headlight-swap-'));
beforeAll(async () => {
  cli = join(await bundle('swap'), 'cli.js');
}, 60_000);
afterAll(() => rmSync(scratch, { recursive: true }));

function headlight(...args: string[]): { readonly status: number | null; readonly out: string; readonly error: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args, '--provider', 'cpu'], { encoding: 'utf8', cwd: scratch });
  return { status, out: stdout, error: stderr };
}

const gpt2 = () => join(FIXTURES, 'gpt2-causal', 'model');
const IDS = '5,9,12,7,3,20';

function run(...swaps: string[]): Readonly<Record<string, Tensor>> & { readonly said: string } {
  const out = join(scratch, 'swap.safetensors');
  const { status, error, out: said } = headlight('run', gpt2(), '--ids', IDS, ...swaps.flatMap(swap => ['--swap', swap]), '--out', out);
  expect(error).toBe('');
  expect(status).toBe(0);
  return Object.assign({ ...readTensorFile(out) }, { said }) as never;
}

/** Rows of one head, each as far as the query sees. */
function rows({ dims, data }: Tensor, head: number): number[][] {
  const keys = dims.at(-1) ?? 0;
  return Array.from({ length: keys }, (_, query) => Array.from({ length: query + 1 }, (_, key) => Number(data[(head * keys + query) * keys + key])));
}

describe('headlight run --swap', () => {
  test('several swaps at once, each in its scope; the output says that the model is swapped', () => {
    const [plain, swapped] = [run(), run('uniform@L0.H1', 'hard@L1')];
    expect(plain.said).not.toContain('wapped');
    expect(swapped.said).toContain('uniform@L0.H1');
    expect(swapped.said).toContain('no retraining');
    const [first, own] = [swapped['0.attentions.0'] as Tensor, plain['0.attentions.0'] as Tensor];
    expect(rows(first, 0)).toEqual(rows(own, 0));
    for (const row of rows(first, 1)) for (const weight of row) expect(weight).toBeCloseTo(1 / row.length, 6);
    for (const row of rows(swapped['0.attentions.1'] as Tensor, 0)) expect([...row].sort().at(-1)).toBe(1);
    expect(Array.from((swapped['0.logits'] as Tensor).data as Float32Array)).not.toEqual(Array.from((plain['0.logits'] as Tensor).data as Float32Array));
  });

  test('a map that no graph computes comes layer by layer: each layer from the scores that the changed layers before it give', () => {
    // A span of the whole text and temperature one give back the logarithms of the softmax, which are the scores up to a shift of each row.
    const whole = run('fusedmax:0.3');
    const later = run('fusedmax:0.3@L0');
    const scores = (of: Readonly<Record<string, Tensor>>, layer: number, head: number) => rows(of[`0.attentions.${layer}`] as Tensor, head).map(row => row.map(Math.log));
    const expected = (row: number[]) => [...sparsemaxOf(smoothed(row, 0.3))];
    for (const [layer, from] of [
      [0, run()],
      [1, later],
    ] as const)
      for (const head of [0, 1])
        for (const [query, row] of scores(from, layer, head).entries())
          for (const [key, weight] of expected(row).entries()) expect(rows(whole[`0.attentions.${layer}`] as Tensor, head)[query]?.[key]).toBeCloseTo(weight, 4);
  });

  test.each(['crf', 'sparsemap', 'fusedmax:0.1@L1.H0', 'fusedmax:0.1@L0.H0', 'span:2', 'entmax:1.7', 'rela', 'previous'])('%s runs and gives numbers', swap => {
    const { '0.logits': logits, '0.attentions.1': weights } = run(swap);
    for (const tensor of [logits, weights]) expect(Array.from(tensor?.data as Float32Array).every(Number.isFinite)).toBe(true);
  });

  test('in-graph and outside maps may be mixed', () => {
    const mixed = run('crf@L0.H0', 'uniform@L0.H1', 'hard@L1.H1');
    for (const row of rows(mixed['0.attentions.0'] as Tensor, 1)) for (const weight of row) expect(weight).toBeCloseTo(1 / row.length, 6);
    for (const row of rows(mixed['0.attentions.1'] as Tensor, 1)) expect([...row].sort().at(-1)).toBe(1);
  });

  test('an analysis of a swapped model says so', () => {
    const { out, status } = headlight('analyse', 'heads', gpt2(), '--ids', IDS, '--swap', 'uniform');
    expect(status).toBe(0);
    expect(out).toContain('Swapped mapping: uniform');
  });

  test.each([
    [['softmin'], 'no such map'],
    [['uniform@L99'], 'no attention site is in this scope'],
    [['uniform@L0.H99'], 'there is no head 99'],
    [['tvmax'], 'square picture'],
    [['entmax:9'], 'from 1 to 4'],
  ])('%s is refused in one sentence, and nothing is written', (swaps, why) => {
    const out = join(scratch, 'never.safetensors');
    const { status, error } = headlight('run', gpt2(), '--ids', IDS, ...swaps.flatMap(swap => ['--swap', swap]), '--out', out);
    expect(status).toBe(2);
    expect(error.trim().split('\n')).toHaveLength(1);
    expect(error).toContain(`--swap ${swaps[0]?.split(':')[0]}`);
    expect(error).toContain(why);
  });
});
