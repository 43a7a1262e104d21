import { expect, test } from 'vitest';
import { sequential } from '../../../webview/charts/colours';
import { coloured, shareOf } from '../../../webview/charts/raster';

test('values become colours of the scale, NaN stays transparent, beyond the ends is the end', () => {
  const ramp = sequential([255, 255, 255], false);
  const pixels = coloured({ values: Float32Array.from([0, 2, 5, Number.NaN]), rows: 2, columns: 2 }, ramp, [0, 2]);
  expect([...pixels.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
  expect([...pixels.subarray(4, 8)]).toEqual([...ramp.subarray(255 * 3), 255]);
  expect([...pixels.subarray(8, 12)]).toEqual([...pixels.subarray(4, 8)]);
  expect(pixels[15]).toBe(0);
});

test('a scale without extent gives zero', () => {
  expect(shareOf(3, [3, 3])).toBe(0);
  expect(shareOf(0, [-1, 1])).toBe(0.5);
});
