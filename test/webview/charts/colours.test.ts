import { describe, expect, test } from 'vitest';
import { colourAt, distance, diverging, inkOn, luminance, parse, type Rgb, sequential } from '../../../webview/charts/colours';

const BACKGROUNDS: readonly (readonly [string, Rgb, boolean])[] = [
  ['light', [255, 255, 255], false],
  ['dark', [31, 31, 31], true],
  ['solarized light', [253, 246, 227], false],
  ['high contrast', [0, 0, 0], true],
];

const steps = (ramp: Uint8Array, from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => distance(colourAt(ramp, from + ((to - from) * index) / count), colourAt(ramp, from + ((to - from) * (index + 1)) / count)));

describe.each(BACKGROUNDS)('on a %s background', (_, background, dark) => {
  test('zero is the background and each step of weight looks equal', () => {
    const ramp = sequential(background, dark);
    expect(colourAt(ramp, 0)).toEqual(background);
    const apart = steps(ramp, 0, 1, 16);
    const mean = apart.reduce((sum, step) => sum + step, 0) / apart.length;
    // A bend of the curve shortens a chord by a few per cent at most.
    for (const step of apart) expect(Math.abs(step / mean - 1)).toBeLessThan(0.2);
  });

  test('more weight is always further from the background in lightness', () => {
    const ramp = sequential(background, dark);
    const lightness = Array.from({ length: 17 }, (_unused, index) => luminance(colourAt(ramp, index / 16)));
    for (let index = 2; index < lightness.length; index++) expect(Math.sign((lightness[index] ?? 0) - (lightness[index - 1] ?? 0))).toBe(dark ? 1 : -1);
  });

  test('differences have the background in the middle and ends apart', () => {
    const ramp = diverging(background, dark);
    expect(distance(colourAt(ramp, 0.5), background)).toBeLessThan(3);
    expect(distance(colourAt(ramp, 0), colourAt(ramp, 1))).toBeGreaterThan(60);
  });

  test.each([0, 1])('a larger difference is always further from the background in lightness, towards the end at %i', end => {
    const ramp = diverging(background, dark);
    const lightness = Array.from({ length: 13 }, (_unused, index) => luminance(colourAt(ramp, 0.5 + (end - 0.5) * (index / 12))));
    for (let index = 1; index < lightness.length; index++) expect(Math.sign((lightness[index] ?? 0) - (lightness[index - 1] ?? 0))).toBe(dark ? 1 : -1);
  });
});

test('ink reads on every colour', () => {
  for (let grey = 0; grey < 256; grey++) {
    const colour: Rgb = [grey, grey, grey];
    const [one, other] = [luminance(colour), luminance(inkOn(colour))].sort((low, high) => high - low);
    expect(((one ?? 0) + 0.05) / ((other ?? 0) + 0.05)).toBeGreaterThanOrEqual(4.5);
  }
});

test('colours are read as browsers write them', () => {
  expect(parse('#1f1f1f')).toEqual([31, 31, 31]);
  expect(parse('#fff')).toEqual([255, 255, 255]);
  expect(parse('rgb(1, 2, 3)')).toEqual([1, 2, 3]);
  expect(parse('rgba(234, 92, 0, 0.33)')).toEqual([234, 92, 0]);
});
