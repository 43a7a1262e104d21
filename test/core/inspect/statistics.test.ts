import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Statistics, Tally } from '../../../src/core/inspect/statistics';

const of = (...blocks: readonly (readonly number[])[]): Statistics => {
  const tally = new Tally();
  for (const block of blocks) tally.add(block);
  return tally.result();
};

/** The same from the definitions, all numbers at once. */
function naive(values: readonly number[]) {
  const finite = values.filter(Number.isFinite);
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  return {
    count: values.length,
    zeros: finite.filter(value => value === 0).length,
    nans: values.filter(Number.isNaN).length,
    positiveInfinities: values.filter(value => value === Number.POSITIVE_INFINITY).length,
    negativeInfinities: values.filter(value => value === Number.NEGATIVE_INFINITY).length,
    min: Math.min(...finite) + 0,
    max: Math.max(...finite) + 0,
    mean,
    deviation: Math.sqrt(finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / finite.length),
  };
}

function assertHistogram({ histogram }: Statistics, values: readonly number[]): void {
  const { width, first, counts } = histogram;
  const inside = (bin: number): number => values.filter(value => value >= (first + bin) * width && value < (first + bin + 1) * width).length;
  expect(Array.from(counts)).toEqual(Array.from(counts, (_, bin) => inside(bin)));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.filter(Number.isFinite).length);
  expect(counts.length).toBeLessThanOrEqual(64);
  expect(2 ** Math.round(Math.log2(width))).toBe(width);
}

describe('statistics', () => {
  test('of 1, 2, 3, 4 in two blocks', () => {
    expect(of([1, 2], [3, 4])).toMatchObject({ count: 4, min: 1, max: 4, mean: 2.5, deviation: Math.sqrt(1.25), zeros: 0 });
  });

  test('of what is no number', () => {
    const found = of([Number.NaN, Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY, Number.NaN]);
    expect(found).toMatchObject({ count: 4, nans: 2, positiveInfinities: 1, negativeInfinities: 1, min: Number.NaN, mean: Number.NaN, deviation: Number.NaN });
    expect(found.histogram.counts).toHaveLength(0);
    expect(of()).toMatchObject({ count: 0, mean: Number.NaN });
  });

  test('lose nothing where the mean is large and the spread small', () => {
    const values = Array.from({ length: 1000 }, (_, i) => 1e9 + (i % 2));
    expect(of(values.slice(0, 300), values.slice(300)).deviation).toBeCloseTo(0.5, 6);
  });

  test('are those of the definitions, whatever the blocks', () => {
    const number = fc.oneof(fc.float({ noNaN: false }), fc.constantFrom(0, -0, 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-40, -1e30));
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 200 }), fc.integer({ min: 1, max: 50 }), (values, size) => {
        const blocks = Array.from({ length: Math.ceil(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size));
        const found = of(...blocks);
        const wanted = naive(values);
        const { mean, deviation, ...exact } = wanted;
        assertHistogram(found, values);
        if (!values.some(Number.isFinite)) return;
        expect(found).toMatchObject(exact);
        const scale = Math.max(Math.abs(wanted.min), Math.abs(wanted.max));
        expect(Math.abs(found.mean - mean)).toBeLessThanOrEqual(1e-12 * scale);
        expect(Math.abs(found.deviation - deviation)).toBeLessThanOrEqual(1e-7 * scale);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a histogram', () => {
  test('of a bell has between 33 and 64 bins with edges at multiples of a power of two', () => {
    const values = Array.from({ length: 5000 }, (_, i) => Math.sin(i) * Math.sin(i * 0.7) * 0.1);
    const found = of(values.slice(0, 10), values.slice(10));
    assertHistogram(found, values);
    expect(found.histogram.counts.length).toBeGreaterThan(32);
  });

  test('of one value has one bin, also of zero', () => {
    expect(of([0, 0], [0]).histogram.counts).toEqual(Float64Array.of(3));
    expect(of([7, 7]).histogram.counts).toEqual(Float64Array.of(2));
    assertHistogram(of([0, 0], [0.25]), [0, 0, 0.25]);
  });

  test('of the largest doubles does not overflow', () => {
    const { histogram } = of([-Number.MAX_VALUE, Number.MAX_VALUE]);
    expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(Number.isFinite(histogram.width)).toBe(true);
  });
});
