import { describe, expect, test } from 'vitest';
import { asOneLine, STRIP_COLOURS, stripSvg } from '../../src/host/strip';

const tokens = (count: number, text = 'word ') => Array.from({ length: count }, (_, i) => ({ text: `${text}`, share: i / count }));

/** Contrast of two colours, WCAG 2.2. */
function contrast(a: readonly number[], b: readonly number[]): number {
  const light = ([r = 0, g = 0, b_ = 0]: readonly number[]): number => {
    const [x = 0, y = 0, z = 0] = [r, g, b_].map(v => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const [low, high] = [light(a), light(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const rgb = (hex: string): number[] => [1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16));

describe('the strip', () => {
  for (const [name, { paper, most, ink }] of Object.entries(STRIP_COLOURS)) {
    test(`words are readable on every shade: ${name}`, () => {
      for (let step = 0; step <= 10; step++) {
        const shade = paper.map((from, c) => from + ((most[c] ?? 0) - from) * (step / 10));
        expect(contrast(shade, rgb(ink))).toBeGreaterThanOrEqual(4.5);
      }
    });
  }

  test('what a token says is never markup', () => {
    const svg = stripSvg([{ text: '</text><script>"&\u0000\ud800', share: 1 }], new Set(), STRIP_COLOURS.light);
    expect(svg).not.toContain('<script');
    expect(svg.match(/<\/text>/g)).toHaveLength(1);
    expect(svg).not.toContain('\u0000');
  });

  test('stays within the hover’s budget however long the text is', () => {
    const svg = stripSvg(tokens(5000), new Set([1, 2, 3]), STRIP_COLOURS.dark);
    expect(Buffer.from(svg).toString('base64').length).toBeLessThan(90_000);
    expect(svg).toContain('…');
  });

  test('the largest share has the darkest shade, nothing is shaded by nothing', () => {
    const svg = stripSvg(
      [
        { text: 'a', share: 0 },
        { text: 'b', share: 0.25 },
      ],
      new Set([1]),
      STRIP_COLOURS.light,
    );
    const fills = [...svg.matchAll(/fill="rgb\(([^)]*)\)"/g)].map(([, fill]) => fill);
    expect(fills).toEqual([STRIP_COLOURS.light.paper.join(), STRIP_COLOURS.light.most.join()]);
    expect(svg.match(/height="2"/g)).toHaveLength(1);
  });

  test('reads as the text: spaces stand between boxes, a hairline between pieces of a word', () => {
    const places = (...all: Parameters<typeof stripSvg>[0]): number[] =>
      [...stripSvg(all, new Set(), STRIP_COLOURS.light).matchAll(/<rect x="([^"]*)"[^>]*fill="rgb/g)].map(([, x]) => Number(x));
    const [, glued = 0] = places({ text: 'heav', share: 1 }, { text: 'en', share: 1, after: 'piece' });
    for (const apart of [places({ text: 'heav', share: 1 }, { text: ' en', share: 1 }), places({ text: 'heav ', share: 1 }, { text: 'en', share: 1 })])
      expect(apart[1]).toBeCloseTo(glued + 7.3, 1);
    expect(places({ text: 'heav', share: 1 }, { text: 'en', share: 1, after: 'space' })[1]).toBeCloseTo(glued + 7.3, 1);
    expect(
      stripSvg(
        [
          { text: 'a', share: 1 },
          { text: 'b', share: 1, after: 'piece' },
        ],
        new Set(),
        STRIP_COLOURS.light,
      ),
    ).toContain('width="0.7"');
    expect(
      stripSvg(
        [
          { text: 'a', share: 1 },
          { text: ' b', share: 1, after: 'piece' },
        ],
        new Set(),
        STRIP_COLOURS.light,
      ),
    ).not.toContain('width="0.7"');
  });

  test('runs from right to left where its first letter does', () => {
    const svg = stripSvg(
      [
        { text: '« ', share: 1 },
        { text: 'سلام', share: 1 },
        { text: ' abc', share: 1 },
      ],
      new Set(),
      STRIP_COLOURS.light,
    );
    const [first = 0, second = 0, third = 0] = [...svg.matchAll(/<rect x="([^"]*)"[^>]*fill="rgb/g)].map(([, x]) => Number(x));
    expect(first).toBeGreaterThan(second);
    expect(second).toBeGreaterThan(third);
  });

  test('a token of spaces is drawn, and they do not collapse', () => {
    expect(stripSvg([{ text: '  ', share: 1 }], new Set(), STRIP_COLOURS.light)).toContain('>\u00a0\u00a0<');
  });

  test('line breaks and tabs have signs', () => {
    expect(asOneLine('a\r\nb\tc\nd')).toBe('a⏎b⇥c⏎d');
  });
});
