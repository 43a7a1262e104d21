import { describe, expect, test } from 'vitest';
import { generator } from '../../../../src/core/analyses/whatif/bootstrap';
import { argMax, cosineDistance, euclidean, jensenShannon, kullbackLeibler, largest, softmax, totalVariation } from '../../../../src/core/analyses/whatif/divergence';

const P = [0.5, 0.5, 0];
const Q = [0, 0.1, 0.9];

describe('two distributions', () => {
  test('equal the golden numbers', () => {
    expect(jensenShannon(P, Q)).toBeCloseTo(0.5579788179000539, 12);
    expect(totalVariation(P, Q)).toBeCloseTo(0.9, 12);
    expect(jensenShannon([1, 0], [0, 1])).toBeCloseTo(Math.LN2, 12);
  });

  test('KL is that of coins, and infinite where a possibility is ruled out', () => {
    expect(kullbackLeibler([0.5, 0.5], [0.25, 0.75])).toBeCloseTo(0.5 * Math.log(2) + 0.5 * Math.log(2 / 3), 12);
    expect(kullbackLeibler(P, Q)).toBe(Number.POSITIVE_INFINITY);
    expect(kullbackLeibler([0, 1], [0.5, 0.5])).toBeCloseTo(Math.LN2, 12);
  });

  test('are no distance from themselves, alike both ways, and bounded', () => {
    const next = generator(5);
    for (let round = 0; round < 50; round++) {
      const [p, q] = [0, 1].map(() => softmax(Array.from({ length: 7 }, () => 20 * next() - 10))) as [Float64Array, Float64Array];
      expect(jensenShannon(p, p)).toBe(0);
      expect(totalVariation(p, p)).toBe(0);
      expect(jensenShannon(p, q)).toBeCloseTo(jensenShannon(q, p), 12);
      expect(jensenShannon(p, q)).toBeLessThanOrEqual(Math.LN2 + 1e-12);
      expect(totalVariation(p, q)).toBeLessThanOrEqual(1 + 1e-12);
      // Pinsker: TVD^2 <= KL / 2.
      expect(totalVariation(p, q) ** 2).toBeLessThanOrEqual(kullbackLeibler(p, q) / 2 + 1e-12);
    }
  });
});

test('softmax is the golden one, and takes huge logits', () => {
  const golden = [0.34978445965995936, 0.3164980673478209, 0.2863792940723735, 0.047338178919846124];
  softmax([1, 0.9, 0.8, -1]).forEach((share, i) => {
    expect(share).toBeCloseTo(golden[i] ?? Number.NaN, 12);
  });
  expect([...softmax([1e30, 0, -1e30])]).toEqual([1, 0, 0]);
});

test('the largest come first, the first of equals before the others', () => {
  expect(largest([1, 5, 3, 5, 0], 3)).toEqual([1, 3, 2]);
  expect(largest([2, 1], 9)).toEqual([0, 1]);
  expect(argMax([0, 7, 7])).toBe(1);
});

test('vectors: right angles, opposites, lengths', () => {
  expect(cosineDistance([1, 0], [0, 3])).toBeCloseTo(1, 12);
  expect(cosineDistance([1, 2], [-2, -4])).toBeCloseTo(2, 12);
  expect(cosineDistance([1, 2], [10, 20])).toBeCloseTo(0, 12);
  expect(euclidean([0, 3], [4, 0])).toBe(5);
});
