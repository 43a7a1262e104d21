import { describe, expect, test } from 'vitest';
import { admissible, siteStatistics } from '../../../../src/core/analyses/whatif/weightStatistics';
import { float32 } from '../../../../src/core/tensor/tensor';

const third = 1 / 3;

describe('statistics of a site', () => {
  test('diversity of three heads is the golden number', () => {
    const weights = float32([3, 1, 3], [0.5, 0.5, 0, 0, 0.1, 0.9, third, third, third]);
    expect(siteStatistics(weights, admissible(weights, false)).diversity).toBeCloseTo(0.37888902640768585, 6);
  });

  test('a causal row counts the keys that it may see, null rows are told apart', () => {
    // One head, three queries: all on the first key; nothing; even over three.
    const weights = float32([1, 3, 3], [1, 0, 0, 0, 0, 0, third, third, third]);
    const { density, support, nullRows, entropy } = siteStatistics(weights, admissible(weights, true));
    expect(density[0]).toBeCloseTo((1 + 0 + 1) / 3, 6);
    expect(support[0]).toBeCloseTo(4 / 3, 6);
    expect(nullRows[0]).toBeCloseTo(1 / 3, 6);
    // Of the two rows that are not null: 0 and ln 3.
    expect(entropy[0]).toBeCloseTo(Math.log(3) / 2, 6);
  });

  test('rows that do not sum to one are taken as shares', () => {
    const plain = siteStatistics(float32([1, 1, 2], [0.25, 0.75]), Uint8Array.of(1, 1));
    const scaled = siteStatistics(float32([1, 1, 2], [2, 6]), Uint8Array.of(1, 1));
    expect(scaled.entropy[0]).toBeCloseTo(plain.entropy[0] ?? Number.NaN, 6);
    expect(plain.entropy[0]).toBeCloseTo(-0.25 * Math.log(0.25) - 0.75 * Math.log(0.75), 6);
  });

  test('a query that no key is open to counts for nothing', () => {
    const weights = float32([1, 2, 2], [0, 0, 0.5, 0.5]);
    const { density, nullRows } = siteStatistics(weights, admissible(weights, false));
    expect([density[0], nullRows[0]]).toEqual([1, 0]);
  });

  test('a head whose every row is null has no entropy, and takes no part in the diversity', () => {
    const weights = float32([2, 1, 2], [0, 0, 0.5, 0.5]);
    const { entropy, diversity } = siteStatistics(weights, admissible(weights, false));
    expect(entropy[0]).toBeNaN();
    expect(entropy[1]).toBeCloseTo(Math.LN2, 6);
    expect(diversity).toBeCloseTo(0, 6);
  });
});

test('keys before the first query of a causal site are open: a cache', () => {
  const weights = float32([1, 1, 3], [0.2, 0, 0.8]);
  expect([...admissible(weights, true)]).toEqual([1, 1, 1]);
  expect([...admissible(weights, false)]).toEqual([1, 0, 1]);
});
