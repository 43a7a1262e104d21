import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { float32, type Tensor } from '../../../src/core/tensor/tensor';
import { meanOf, rowsOf, runOn, site } from './subject';

/** Exact values of small cases, computed apart from this project; beside the reference suite's cases. */
const FILE = path.join(process.env.HEADLIGHT_REFERENCE ?? path.resolve(__dirname, '../../../../shared/reference/cases'), '../golden.json');
const there = existsSync(FILE);
const golden = there ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
if (!there) console.log(`skipped: no golden cases at ${FILE}`);

/** Tensors are float32: six digits. */
function close(got: Tensor | undefined, wanted: readonly (readonly number[])[], layer?: number) {
  const rows = rowsOf(got, layer);
  expect(rows.length).toBe(wanted.length);
  wanted.forEach((row, i) => {
    row.forEach((value, j) => {
      expect(Math.abs((rows[i]?.[j] ?? Number.NaN) - value), `[${i}][${j}]`).toBeLessThan(1e-6);
    });
  });
}

describe.skipIf(!there)('golden cases', () => {
  const { A1, A2, ...rollout } = golden.rollout_flow ?? {};
  const given = { sites: [site(0), site(1)], ids: [1, 2, 3] };
  const probes = () => ({ ...meanOf(0, A1), ...meanOf(1, A2) });

  test('rollout, with and without the residual path', () => {
    close(runOn('rollout', given, probes()).tensors.rollout, rollout.rollout);
    close(runOn('rollout', { ...given, options: { residual: 'none' } }, probes()).tensors.rollout, rollout.rollout_nores);
  });

  test('max-flow, raw and normalised', () => {
    const { tensors } = runOn('flow', { ...given, options: { pairs: 'all' } }, probes());
    close(tensors.flow, rollout.flow_raw);
    close(tensors.flow_normalised, rollout.flow_normalised);
  });

  test('a row that attends to nothing keeps to itself', () => {
    close(runOn('rollout', { sites: [site(0, { mapping: 'relu' })], ids: [1, 2, 3] }, meanOf(0, golden.rela_null.A)).tensors.rollout, golden.rela_null['(A+I)/rowsum']);
  });

  test('effective attention, its sums free and kept', () => {
    const { A, T, A_eff, A_eff_ones, null_dim } = golden.effective;
    const [n, width] = [T.length, T[0].length];
    const identity = Array.from({ length: width * width }, (_, at) => (at % (width + 1) === 0 ? 1 : 0));
    const given = { 'attentions.0': float32([1, n, n], A.flat()), 'values.0': float32([1, n, width], T.flat()), 'output_projection.0': float32([1, width, width], identity) };
    const on = { sites: [site(0, { valueWidth: width, outputProjection: { weight: 'w', transposed: false } })], ids: T.map((_: unknown, i: number) => i) };
    const free = runOn('effective', on, given).tensors;
    const squared = (tensor: Tensor | undefined) => (tensor ? float32([n, n], Float32Array.from(tensor.data as Float32Array)) : undefined);
    close(squared(free.effective), A_eff);
    expect(free.null_space?.data[0]).toBe(null_dim);
    close(squared(runOn('effective', { ...on, options: { sums: 'kept' } }, given).tensors.effective), A_eff_ones);
  });
});
