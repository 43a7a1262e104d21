import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ordered, rowsInSight, scrolledTo } from '../../webview/rowOrder';

test('numbers by size, words as people count, equals as they came', () => {
  expect(ordered([0.2, 3, -1, 3], true)).toEqual([1, 3, 0, 2]);
  expect(ordered([0.2, 3, -1, 3], false)).toEqual([2, 0, 1, 3]);
  expect(ordered(['L10', 'L2', 'L1'], false)).toEqual([2, 1, 0]);
});

test('what has no value stands last, whichever way', () => {
  expect(ordered([Number.NaN, 1, 2], true)).toEqual([2, 1, 0]);
  expect(ordered([Number.NaN, 1, 2], false)).toEqual([1, 2, 0]);
  expect(ordered(['', 'b', 'a'], false)).toEqual([2, 1, 0]);
});

test('an order loses no row and is in order', () => {
  fc.assert(
    fc.property(fc.array(fc.float()), fc.boolean(), (values, down) => {
      const order = ordered(values, down);
      expect([...order].sort((a, b) => a - b)).toEqual(values.map((_, index) => index));
      const known = order.map(index => values[index] as number).filter(value => !Number.isNaN(value));
      for (const [at, value] of known.entries()) if (at > 0) expect(down ? (known[at - 1] as number) >= value : (known[at - 1] as number) <= value).toBe(true);
    }),
  );
});

test('rows in sight cover the window, and no more than the spare ones beside it', () => {
  expect(rowsInSight(0, 240, 24, 1000, 0)).toEqual({ first: 0, count: 10 });
  expect(rowsInSight(25, 240, 24, 1000, 0)).toEqual({ first: 1, count: 11 });
  expect(rowsInSight(2400, 240, 24, 1000, 12)).toEqual({ first: 88, count: 34 });
  expect(rowsInSight(24 * 995, 240, 24, 1000, 12)).toEqual({ first: 983, count: 17 });
  expect(rowsInSight(5000, 240, 24, 3, 12)).toEqual({ first: 0, count: 3 });
});

test('a row that is whole in the window moves nothing; one that is not comes to the nearer edge', () => {
  expect(scrolledTo(3, 24, 240, 24, 24)).toBe(24);
  expect(scrolledTo(0, 24, 240, 24, 24)).toBe(0);
  // The names of the columns cover the first 24 of 240 pixels: nine rows are to be seen.
  expect(scrolledTo(9, 0, 240, 24, 24)).toBe(24);
  expect(scrolledTo(8, 0, 240, 24, 24)).toBe(0);
});
