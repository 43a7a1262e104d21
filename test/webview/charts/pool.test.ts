import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extent, pooled, rankOf, ranksOf, strongest } from '../../../webview/charts/pool';

const all = (count: number) => ({ first: 0, count });

test('blocks keep their largest value', () => {
  const values = Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
  expect([...pooled({ values, rows: 4, columns: 4 }, all(4), all(4), 2, 2).values]).toEqual([6, 8, 14, 16]);
  expect([...pooled({ values, rows: 4, columns: 4 }, { first: 1, count: 2 }, { first: 2, count: 2 }, 9, 9).values]).toEqual([7, 8, 11, 12]);
});

test('a single strong weight among thousands stays', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 90 }), fc.nat(), (rows, columns, size, at) => {
      const values = new Float32Array(rows * columns);
      values[at % values.length] = 1;
      const small = pooled({ values, rows, columns }, all(rows), all(columns), size, size);
      expect(small.values.filter(value => value === 1)).toHaveLength(1);
      expect(small.rows).toBeLessThanOrEqual(size);
    }),
  );
});

test('NaN gives way to numbers and stays where there are none', () => {
  const values = Float32Array.from([Number.NaN, -1, Number.NaN, Number.NaN]);
  expect([...pooled({ values, rows: 1, columns: 4 }, all(1), all(4), 1, 2).values]).toEqual([-1, Number.NaN]);
  expect(extent(values)).toEqual([-1, -1]);
  expect(extent([Number.NaN])).toEqual([0, 0]);
});

test('the strongest are those of a full sort', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noDefaultInfinity: true }), { maxLength: 60 }), fc.integer({ min: 1, max: 10 }), (values, most) => {
      const sorted = values
        .map((value, index) => ({ value, index }))
        .filter(({ value }) => !Number.isNaN(value))
        .sort((one, other) => other.value - one.value || one.index - other.index)
        .slice(0, most);
      expect(strongest(values, most)).toEqual(sorted.map(({ index }) => index));
    }),
  );
});

test('ranks begin at one and equal numbers share theirs', () => {
  expect([0, 1, 2].map(index => rankOf([0.5, 0.2, 0.5], index))).toEqual([1, 3, 1]);
});

test('ranks of a list are those of its numbers, ties and all', () => {
  expect(ranksOf([0.2, 0.5, 0.2, 0.1, 0.5], strongest([0.2, 0.5, 0.2, 0.1, 0.5], 9))).toEqual([1, 1, 3, 3, 5]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 30 }), fc.integer({ min: 1, max: 30 }), (values, most) => {
      const order = strongest(values, most);
      expect(ranksOf(values, order)).toEqual(order.map(index => rankOf(values, index)));
    }),
  );
});
