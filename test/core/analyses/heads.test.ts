import { expect, test } from 'vitest';
import { float32, int64 } from '../../../src/core/tensor/tensor';
import { runOn, site } from './subject';

const ROWS = ['entropy', 'effective_count', 'confidence'];
const POSITIONS = ['distance', 'self', 'previous', 'next', 'first'];

const statistics = (index: number, names: readonly string[], values: readonly number[]) =>
  Object.fromEntries(
    names.map((name, place) => [
      `heads.${name}.${index}`,
      float32(
        [values.length],
        values.map(v => v + place),
      ),
    ]),
  );
const shape = (index: number, heads: number, queries: number, keys: number) => ({
  [`shape.${index}`]: int64([3], [heads, queries, keys]),
  [`diversity.${index}`]: float32([], [index / 10]),
});

test('gathers one row for each site; NaN where a site has fewer heads or a statistic means nothing', () => {
  const sites = [site(0, { heads: 2 }), site(1, { heads: 3, kind: 'cross' })];
  const probes = { ...statistics(0, [...ROWS, ...POSITIONS], [1, 2]), ...statistics(1, ROWS, [3, 4, 5]), ...shape(0, 2, 3, 3), ...shape(1, 3, 3, 7) };
  const { tensors, view } = runOn('heads', { sites, ids: [1, 2, 3] }, probes);
  expect(tensors['heads.entropy']?.dims).toEqual([2, 3]);
  expect(Array.from(tensors['heads.entropy']?.data ?? [], Number)).toEqual([1, 2, Number.NaN, 3, 4, 5]);
  expect(Array.from(tensors['heads.self']?.data ?? [], Number)).toEqual([5, 6, Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  expect(Array.from(tensors['heads.diversity']?.data ?? [], Number)).toEqual([0, Math.fround(0.1)]);
  expect(tensors['heads.special']).toBeUndefined();
  if (view.kind !== 'heads') throw new Error(view.kind);
  expect(view.statistics.map(({ id }) => id)).toEqual([...ROWS, ...POSITIONS]);
  expect(view.sites.map(({ keys }) => keys)).toEqual([3, 7]);
});

test('statistics of the text are left out where keys are not its tokens', () => {
  const sites = [site(0, { heads: 1, causal: true })];
  const names = [...ROWS, ...POSITIONS, 'special', 'induction', 'duplicate'];
  const given = { sites, ids: [1, 2, 3], special: [true, false, false], causal: true };
  const fits = runOn('heads', given, { ...statistics(0, names, [1]), ...shape(0, 1, 3, 3) });
  expect(Object.keys(fits.tensors)).toContain('heads.induction');
  const longer = runOn('heads', given, { ...statistics(0, names, [1]), ...shape(0, 1, 5, 5) });
  expect(Object.keys(longer.tensors)).not.toContain('heads.induction');
  expect(Object.keys(longer.tensors)).toContain('heads.previous');
});
