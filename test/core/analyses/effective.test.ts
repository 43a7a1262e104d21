import { describe, expect, test } from 'vitest';
import { float32 } from '../../../src/core/tensor/tensor';
import { randomWeights, stream } from '../instrument/plain';
import { rowsOf, runOn, site } from './subject';

const known = (heads: number, keyHeads: number, width: number, causal = false) =>
  site(0, { heads, keyHeads, valueWidth: width, causal, outputProjection: { weight: 'w', transposed: false } });

function random(dims: readonly number[], seed: number) {
  const next = stream(seed);
  return float32(
    dims,
    Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => 2 * next() - 1),
  );
}

const ids = (n: number) => Array.from({ length: n }, (_, i) => i);

/** a T for one head: what the head gives. */
const applied = (weights: readonly (readonly number[])[], t: readonly (readonly number[])[]) =>
  weights.map(row => (t[0] ?? []).map((_, k) => row.reduce((total, weight, j) => total + weight * (t[j]?.[k] ?? 0), 0)));

describe('effective attention', () => {
  const first = [0.4, 0.3, 0.2, 0.1];
  const rows = [first, [0.25, 0.25, 0.25, 0.25], [1, 0, 0, 0], [0, 0, 0.5, 0.5]];
  const closed = {
    'attentions.0': float32([1, 4, 4], rows.flat()),
    'values.0': float32([1, 4, 2], [1, 0, 0, 1, 1, 1, 2, -1]),
    'output_projection.0': float32([1, 2, 2], [1, 0, 0, 1]),
  };

  test('closed form, and with sums kept', () => {
    const free = runOn('effective', { sites: [known(1, 1, 2)], ids: ids(4) }, closed);
    [14 / 85, 16 / 85, 30 / 85, 12 / 85].forEach((value, j) => {
      expect(free.tensors.effective?.data[j]).toBeCloseTo(value, 6);
    });
    expect(free.tensors.null_space?.data[0]).toBe(2);
    const kept = runOn('effective', { sites: [known(1, 1, 2)], ids: ids(4), options: { sums: 'kept' } }, closed);
    [4 / 15, 11 / 30, 1 / 5, 1 / 6].forEach((value, j) => {
      expect(kept.tensors.effective?.data[j]).toBeCloseTo(value, 6);
    });
    expect(kept.tensors.null_space?.data[0]).toBe(1);
    expect(free.notes.some(({ level, message }) => level === 'warning' && message.args[2] === 2)).toBe(true);
  });

  test('gives the same outputs, for heads that share values as well; masked keys stay at zero', () => {
    const [n, heads, keyHeads, width, hidden] = [11, 4, 2, 3, 9];
    for (const causal of [false, true]) {
      const plain = randomWeights(2, { heads, queries: n, causal });
      const probes = {
        'attentions.0': float32([heads, n, n], plain.weights),
        'values.0': random([keyHeads, n, width], 3),
        'output_projection.0': random([heads, width, hidden], 4),
      };
      const { tensors } = runOn('effective', { sites: [known(heads, keyHeads, width, causal)], ids: ids(n), causal }, probes);
      for (let head = 0; head < heads; head++) {
        const v = rowsOf(probes['values.0'], Math.floor(head / 2));
        const t = applied(v, rowsOf(probes['output_projection.0'], head));
        const [a, e, w] = [rowsOf(probes['attentions.0'], head), rowsOf(tensors.effective, head), rowsOf(tensors.effective_whole, head)];
        const wanted = applied(a, t).flat();
        for (const form of [e, w])
          applied(form, t)
            .flat()
            .forEach((value, i) => {
              expect(Math.abs(value - (wanted[i] ?? Number.NaN))).toBeLessThan(5e-6);
            });
        expect(tensors.null_space?.data[head]).toBe(n - width);
        const future = e.flatMap((row, i) => row.slice(i + 1));
        expect(future.every(value => value === 0)).toBe(causal);
        // The first queries of a causal model see no more keys than values are wide: nothing can be taken out.
        if (causal) for (let i = 0; i < width; i++) expect(e[i]).toEqual(a[i]);
      }
    }
  });

  test('is the weights themselves where n <= d_v', () => {
    const plain = randomWeights(6, { heads: 2, queries: 4 });
    const probes = { 'attentions.0': float32([2, 4, 4], plain.weights), 'values.0': random([2, 4, 6], 7), 'output_projection.0': random([2, 6, 12], 8) };
    const { tensors, notes, view } = runOn('effective', { sites: [known(2, 2, 6)], ids: ids(4) }, probes);
    expect(Array.from(tensors.effective?.data ?? [], Number)).toEqual(Array.from(plain.weights));
    expect(Array.from(tensors.null_space?.data ?? [], Number)).toEqual([0, 0]);
    expect(notes.some(({ level }) => level === 'warning')).toBe(false);
    expect(view.kind === 'identifiability' && view.curves[0]?.values).toEqual([0]);
  });

  test('takes values alone where the output projection is not known, and says so', () => {
    const { 'output_projection.0': _, ...without } = closed;
    const { outputProjection: __, ...bare } = known(1, 1, 2);
    const { tensors, notes } = runOn('effective', { sites: [bare], ids: ids(4) }, without);
    expect(tensors.null_space?.data[0]).toBe(2);
    expect(notes.some(({ message }) => message.text.includes('output projection'))).toBe(true);
  });
});
