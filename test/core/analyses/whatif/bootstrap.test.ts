import { describe, expect, test } from 'vitest';
import { bootstrap, generator, shuffled } from '../../../../src/core/analyses/whatif/bootstrap';

const drawn = (seed: number, count: number): number[] => {
  const next = generator(seed);
  return Array.from({ length: count }, next);
};

describe('bootstrap', () => {
  const values = drawn(3, 40);

  test('follows from the seed', () => {
    expect(bootstrap(values, 7)).toEqual(bootstrap(values, 7));
    expect(bootstrap(values, 8)).not.toEqual(bootstrap(values, 7));
  });

  test('is as wide as the normal interval of a mean', () => {
    const { mean, low, high, count } = bootstrap(values, 1);
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
    const half = (1.96 * deviation) / Math.sqrt(count);
    expect(count).toBe(40);
    expect(low).toBeLessThan(mean);
    expect(high).toBeGreaterThan(mean);
    expect((high - low) / 2 / half).toBeGreaterThan(0.85);
    expect((high - low) / 2 / half).toBeLessThan(1.15);
  });

  test('of one number is that number; what is no number is left out', () => {
    expect(bootstrap([2], 1)).toEqual({ mean: 2, low: 2, high: 2, count: 1 });
    expect(bootstrap([2, Number.NaN], 1)).toEqual({ mean: 2, low: 2, high: 2, count: 1 });
    expect(bootstrap([4, 4, 4], 1)).toEqual({ mean: 4, low: 4, high: 4, count: 3 });
    expect(bootstrap([], 1).mean).toBeNaN();
  });
});

test('the generator is even over its range', () => {
  const counts = new Array<number>(10).fill(0);
  for (const value of drawn(1, 20_000)) counts[Math.floor(10 * value)] = (counts[Math.floor(10 * value)] ?? 0) + 1;
  // Chi squared with 9 degrees of freedom: above 27.9 once in a thousand.
  expect(counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)).toBeLessThan(27.9);
});

test('a shuffle holds everything once, each place as often', () => {
  const next = generator(2);
  const first = new Array<number>(5).fill(0);
  for (let round = 0; round < 5000; round++) {
    const order = shuffled(5, next);
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
    first[order[0] ?? 0] = (first[order[0] ?? 0] ?? 0) + 1;
  }
  for (const count of first) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
