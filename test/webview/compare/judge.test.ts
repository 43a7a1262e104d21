import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { words } from '../../../src/core/message';
import { both, differences, judgeShapes, judgeTokens, meanVariation } from '../../../webview/compare/judge';

const site = (layer: number, heads: number) => ({ layer, heads, kind: 'self', stack: 'only' }) as const;

describe('whether two answers can be compared', () => {
  test('the same tokens can, and nothing is said', () => {
    expect(judgeTokens({ tokens: ['a', 'b'] }, { tokens: ['a', 'b'] })).toEqual({ difference: true, says: [] });
  });

  test('as many tokens can by position, and how many are others is said', () => {
    const { difference, says } = judgeTokens({ tokens: ['a', 'b', 'c'] }, { tokens: ['a', 'x', 'c'] });
    expect(difference).toBe(true);
    expect(says.map(words)).toEqual(['3 tokens on both sides, 1 of them not the same: the difference is taken position by position.']);
  });

  test('other lengths cannot, and the lengths are said', () => {
    const { difference, says } = judgeTokens({ tokens: ['a', 'b'] }, { tokens: ['a'] });
    expect(difference).toBe(false);
    expect(says.map(words)).toEqual(['2 and 1 tokens: positions do not correspond, so no difference is drawn.']);
  });

  test('heads of other shapes cannot, and the shapes are said', () => {
    expect(judgeShapes([site(0, 4), site(1, 4)], [site(0, 4), site(1, 4)]).difference).toBe(true);
    const { difference, says } = judgeShapes([site(0, 4), site(1, 4)], [site(0, 12)]);
    expect(difference).toBe(false);
    expect(says.map(words)[0]).toContain('2 × 4 and 1 × 12 layers × heads');
    expect(judgeShapes([site(0, 4)], [{ ...site(0, 4), stack: 'encoder' }]).difference).toBe(false);
  });

  test('both must hold', () => {
    const fine = { difference: true, says: [] };
    const not = judgeTokens({ tokens: [] }, { tokens: ['a'] });
    expect(both(fine, not)).toEqual(not);
    expect(both(fine, fine).difference).toBe(true);
  });
});

describe('how much two matrices differ', () => {
  test('differences are second minus first, and unknown where one is', () => {
    expect([...differences(new Float32Array([0.5, 1, Number.NaN]), new Float32Array([0.25, 1, 1]))]).toEqual([-0.25, 0, Number.NaN]);
  });

  test('the mean total variation is 0 for the same rows, 1 for rows without a key in common, and never more', () => {
    expect(meanVariation(new Float32Array([1, 0, 0, 1]), new Float32Array([0, 1, 1, 0]), 2)).toBe(1);
    expect(meanVariation(new Float32Array([1, 0, Number.NaN, 1]), new Float32Array([1, 0, 1, 0]), 2)).toBe(0);
    expect(meanVariation(new Float32Array([Number.NaN]), new Float32Array([1]), 1)).toBeNaN();
    const rows = fc.array(fc.array(fc.float({ min: Math.fround(0.01), max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 5 });
    const normal = (all: number[][]) => Float32Array.from(all.flatMap(row => row.map(value => value / row.reduce((a, b) => a + b))));
    fc.assert(
      fc.property(rows, rows, (one, two) => {
        const count = Math.min(one.length, two.length);
        const distance = meanVariation(normal(one.slice(0, count)), normal(two.slice(0, count)), 3);
        expect(distance).toBeGreaterThanOrEqual(0);
        expect(distance).toBeLessThanOrEqual(1);
        expect(meanVariation(normal(one), normal(one), 3)).toBe(0);
      }),
    );
  });
});
