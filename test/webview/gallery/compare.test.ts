import { describe, expect, test } from 'vitest';
import { difference } from '../../../scripts/gallery/compare.mjs';

type Pixel = readonly [number, number, number];
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A page of 275 x 225: a heading's lines of text, a matrix whose later half is hatched, a legend and a curve. */
function page({ hatched = true, legend = 200, curve = [228, 20, 0] as Pixel, rows = 6, noise = 0, height = 225 } = {}): Picture {
  const width = 275;
  const data = new Uint8Array(width * height * 4).fill(255);
  const put = (x: number, y: number, colour: Pixel): void => {
    for (let part = 0; part < 3; part++) data[(y * width + x) * 4 + part] = colour[part] as number;
  };
  for (let row = 0; row < rows; row++) for (let x = 10; x < 250; x++) if ((x * 7 + row) % 3 > 0) put(x, 6 + row * 6, [90, 90, 90]);
  for (let y = 60; y < 160; y++)
    for (let x = 20; x < 120; x++) {
      if (x - 20 <= y - 60) put(x, y, [180, 205, 230]);
      // Made four times smaller, thin lines are a shade of what is behind them.
      else if (hatched) put(x, y, (x + y) % 2 > 0 ? [251, 251, 251] : [248, 248, 248]);
    }
  for (let y = 170; y < 174; y++) for (let x = legend; x < legend + 30; x++) put(x, y, [8 + 8 * (x - legend), 100, 180]);
  for (let x = 140; x < 260; x++) put(x, 70 + Math.round((x - 140) / 4), curve);
  for (let at = 0; at < data.length; at++) data[at] = Math.max(0, (data[at] as number) - ((at * 2654435761) % 101 < noise * 10 ? 1 : 0));
  return { width, height, data };
}

describe('golden pictures', () => {
  test('are the same as themselves, and where edges are smoothed a little otherwise', () => {
    expect(difference(page(), page())).toBeUndefined();
    expect(difference(page({ noise: 5 }), page())).toBeUndefined();
    expect(difference(page({ height: 226 }), page())).toBeUndefined();
  });

  test('miss hatching, though it is faint', () => {
    expect(difference(page({ hatched: false }), page())).toMatch(/[1-9]\d* regions/);
  });

  test('see a legend that moved by a few points of the screen, and say where', () => {
    expect(difference(page({ legend: 202 }), page(), 4)).toMatch(/near \((7|8|9)\d\d, 6[68]0\)/);
  });

  test('see another colour of one thin curve', () => {
    expect(difference(page({ curve: [200, 120, 0] }), page())).toMatch(/[1-9]\d* blocks/);
  });

  test('see a line that is missing, and another height', () => {
    expect(difference(page({ rows: 5 }), page())).toBeDefined();
    expect(difference(page({ height: 240 }), page(), 4)).toBe('is 960 px high instead of 900');
  });
});
