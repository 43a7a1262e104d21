import { expect, test } from 'vitest';
import { fiveNumbers, fiveNumbersOfRows } from '../../../src/core/tensor/fiveNumbers';

const of = (...values: number[]): number[] => {
  const into = new Float32Array(5);
  fiveNumbers(Float32Array.from(values), into, 0);
  return [...into];
};

test('quartiles are interpolated as numpy does', () => {
  expect(of(1, 2, 3, 4, 5)).toEqual([1, 2, 3, 4, 5]);
  // numpy.quantile([7, 15, 36, 39, 40, 41], [0, .25, .5, .75, 1])
  expect(of(40, 7, 36, 15, 41, 39)).toEqual([7, 20.25, 37.5, 39.75, 41]);
  expect(of(2)).toEqual([2, 2, 2, 2, 2]);
  expect(of(0, 1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
});

test('what is no number is left out, and of nothing there are no numbers', () => {
  expect(of(Number.NaN, 3, Number.NaN, 1)).toEqual([1, 1.5, 2, 2.5, 3]);
  expect(of(Number.NaN).every(Number.isNaN)).toBe(true);
  expect(of().every(Number.isNaN)).toBe(true);
  expect([...fiveNumbersOfRows(Float32Array.of(3, 1, Number.NaN, Number.NaN), 2).subarray(0, 5)]).toEqual([1, 1.5, 2, 2.5, 3]);
});
