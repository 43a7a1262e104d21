import { expect, test } from 'vitest';
import { float32, int64 } from '../../../src/core/tensor/tensor';
import { analysisOf, runOn, site, subjectOf } from './subject';

const one = site(0, { valueWidth: 2, outputProjection: { weight: 'w', transposed: false } });
const probes = {
  // Three inputs, the first two alike; then rotated towards the third; then longer but in their own directions.
  'hidden_states.0': float32([3, 2], [1, 0, 1, 0, 0, 1]),
  'hidden_states.1': float32([3, 2], [0.1, 1, 1, 0.1, 0, 1]),
  'hidden_states.2': float32([3, 2], [3, 0, 3, 0, 2, 3]),
  'shape.0': int64([3], [1, 3, 3]),
  'values.0': float32([1, 3, 2], [1, 0, 0, 1, 1, 1]),
  'output_projection.0': float32([1, 2, 2], [1, 0, 0, 1]),
};
const given = { sites: [one], ids: [7, 7, 8], hiddenStates: 3 };

test('finds tokens again by direction and by distance; ties count as found', () => {
  const { tensors, view, notes } = runOn('identifiability', given, probes);
  expect(Array.from(tensors['identifiability.cosine']?.data ?? [], Number).map(v => Math.round(v * 3))).toEqual([3, 2, 3]);
  // At the last layer (2, 3) is nearer to (0, 1) than to (1, 0), and (3, 0) to (1, 0).
  expect(Array.from(tensors['identifiability.euclidean']?.data ?? [], Number).map(v => Math.round(v * 3))).toEqual([3, 2, 3]);
  expect(tensors.null_space?.data[0]).toBe(1);
  if (view.kind !== 'identifiability') throw new Error(view.kind);
  expect(view.chance).toBeCloseTo(1 / 3, 12);
  expect(view.neighbours.map(({ layer, nearest }) => [layer, nearest])).toEqual([
    [0, [0, 1, 2]],
    [1, [2, 1, 2]],
    [2, [0, 1, 2]],
  ]);
  expect(view.nullSpace).toEqual([[1]]);
  expect(notes.find(({ level }) => level === 'warning')?.message.args).toEqual([3, 2, 1]);
});

test('says how near the nearest is, and its own', () => {
  const { view } = runOn('identifiability', given, probes);
  if (view.kind !== 'identifiability') throw new Error(view.kind);
  const close = (got: Float32Array | undefined, wanted: readonly number[]) => wanted.forEach((value, i) => void expect(got?.[i]).toBeCloseTo(value, 6));
  // Layer 1: (0.1, 1) against (1, 0) and (0, 1); layer 2: (2, 3) against (0, 1), and (3, 0) against (1, 0).
  const [, first, last] = view.neighbours;
  const side = 1 / Math.sqrt(1.01);
  close(first?.cosine, [side, side, 1]);
  close(first?.ownCosine, [0.1 * side, side, 1]);
  expect(first?.closest).toEqual([2, 1, 2]);
  close(first?.distance, [0.1, 0.1, 0]);
  close(first?.ownDistance, [Math.sqrt(0.81 + 1), 0.1, 0]);
  close(last?.cosine, [1, 1, 3 / Math.sqrt(13)]);
  close(last?.ownDistance, [2, 2, Math.sqrt(8)]);
  expect(view.moved).toEqual([]);
});

test('works on states alone, and refuses a model that gives none', () => {
  const { 'values.0': _, 'output_projection.0': __, 'shape.0': ___, ...states } = probes;
  const { tensors } = runOn('identifiability', { ...given, sites: [] }, states);
  expect(Object.keys(tensors)).toEqual(['identifiability.cosine', 'identifiability.euclidean']);
  expect(analysisOf('identifiability').refuses(subjectOf('identifiability', { ...given, hiddenStates: 0 }))?.text).toMatch(/hidden states/);
});
