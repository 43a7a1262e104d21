import { expect, test } from 'vitest';
import { domainOf } from '../../../../webview/views/parts/domain';

test('a known scale holds, others begin at zero, both signs stand around it', () => {
  expect(domainOf({ domain: [0, 1], values: Float32Array.from([0.2]) })).toEqual([0, 1]);
  expect(domainOf({ values: Float32Array.from([0.5, 2, Number.NaN]) })).toEqual([0, 2]);
  expect(domainOf({ values: Float32Array.from([-3, 1]) })).toEqual([-3, 3]);
  expect(domainOf({ values: Float32Array.from([0, 0]) })).toEqual([0, 1]);
});
