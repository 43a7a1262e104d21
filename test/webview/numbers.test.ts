import fc from 'fast-check';
import { expect, test } from 'vitest';
import { brief, bytes, count, significant, withUnit } from '../../webview/numbers';

test('three significant digits, zeros kept', () => {
  const cases: [number, string][] = [
    [0, '0'],
    [1, '1.00'],
    [0.61, '0.610'],
    [12.345, '12.3'],
    [99.96, '100'],
    [0.0999951, '0.1000'],
    [0.004521, '0.00452'],
    [123.4, '123'],
    [12345, '12,300'],
    [-0.5, '−0.500'],
    [3.1e-6, '3.10e−6'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '∞'],
  ];
  for (const [value, text] of cases) if (value !== 0.0999951) expect(significant(value)).toBe(text);
  // Rounding up to the next power of ten keeps three digits, not four.
  expect(significant(0.0999951)).toBe('0.100');
});

test('what is written is within half a unit of the third digit', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), value => {
      const read = Number(significant(value).replace(/,/g, '').replace('−', '-'));
      expect(Math.abs(read - value)).toBeLessThanOrEqual(value * 0.0051);
    }),
  );
});

test('ends of a scale drop their zeros', () => {
  expect([0, 1, 0.5, 0.25, 100, 20].map(brief)).toEqual(['0', '1', '0.5', '0.25', '100', '20']);
});

test('sizes and counts step by thousands, rounded first', () => {
  expect(bytes(3_769_312)).toBe('3.77\u202fMB');
  expect(bytes(999)).toBe('999\u202fB');
  expect(count(999_999)).toBe('1.00\u202fM');
  expect(count(124_439_808)).toBe('124\u202fM');
});

test('shares have no unit', () => {
  expect(withUnit(0.5, '')).toBe('0.500');
  expect(withUnit(0.43, 'nats')).toBe('0.430\u202fnats');
});
