import { interpolateBlues, interpolatePuOr } from 'd3-scale-chromatic';

export type Rgb = readonly [number, number, number];

/** 256 colours, three bytes each, from the weakest to the strongest value. */
export type Ramp = Uint8Array;

/** Few enough that the 8-bit rounding of the library's colours adds no length to the curve. */
const SAMPLES = 65;
const STEPS = 256;

/**
 * Weights: zero is the background, more is further from it (darker on light themes, lighter on dark ones). Hues of ColorBrewer's Blues, safe for
 * colour-blind eyes, spaced evenly in CIELAB so that equal steps of weight look equal on any background.
 */
export function sequential(background: Rgb, dark: boolean): Ramp {
  return even(share => {
    const hue = parse(interpolateBlues(dark ? 0.9 - share * 0.9 : share));
    // The scale begins on the theme's own background, which no fixed scale knows.
    return mix(background, hue, Math.min(1, share * 6));
  });
}

/** What a dark theme takes of each half of the scale: its ends are darker than such a theme, and its middle would not tell which side of zero it is on. */
const ON_DARK = [0.1, 0.32] as const;

/**
 * Differences: zero is the background, orange below and purple above (ColorBrewer's PuOr). More is further from the background: darker on light
 * themes, from the scale's middle to its ends; lighter on dark ones, from its ends towards the middle.
 */
export function diverging(background: Rgb, dark: boolean): Ramp {
  const side = (purple: boolean): Ramp =>
    even(share => {
      const fromEnd = dark ? ON_DARK[0] + share * (ON_DARK[1] - ON_DARK[0]) : (1 - share) / 2;
      const hue = parse(interpolatePuOr(purple ? fromEnd : 1 - fromEnd));
      return mix(background, hue, Math.min(1, share * 3));
    });
  const [below, above] = [side(false), side(true)];
  const ramp = new Uint8Array(STEPS * 3);
  for (let step = 0; step < STEPS; step++) {
    const distance = Math.abs(step - (STEPS - 1) / 2) / ((STEPS - 1) / 2);
    ramp.set(colourAt(step < STEPS / 2 ? below : above, distance), step * 3);
  }
  return ramp;
}

/** The colour of a share in 0..1; beyond that the ends. */
export function colourAt(ramp: Ramp, share: number): Rgb {
  const at = Math.max(0, Math.min(STEPS - 1, Math.round(share * (STEPS - 1)))) * 3;
  return [ramp[at] ?? 0, ramp[at + 1] ?? 0, ramp[at + 2] ?? 0];
}

export const css = ([red, green, blue]: Rgb): string => `rgb(${red}, ${green}, ${blue})`;

/** Black or white, whichever reads better on the colour (WCAG contrast; the better one is never below 4.58). */
export const inkOn = (colour: Rgb): Rgb => {
  const light = luminance(colour);
  return (light + 0.05) / 0.05 >= 1.05 / (light + 0.05) ? [0, 0, 0] : [255, 255, 255];
};

/** Reads a colour as browsers write them: #rgb, #rrggbb(aa), rgb(), rgba(). Black where it is something else. */
export function parse(text: string): Rgb {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text.trim())?.[1];
  if (hex) {
    const full = hex.length < 6 ? [...hex].map(digit => digit + digit).join('') : hex;
    return [0, 2, 4].map(at => Number.parseInt(full.slice(at, at + 2), 16)) as unknown as Rgb;
  }
  const parts = text.match(/[\d.]+/g)?.map(Number) ?? [];
  return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0];
}

export const mix = (from: Rgb, to: Rgb, share: number): Rgb => [0, 1, 2].map(at => (from[at] ?? 0) + ((to[at] ?? 0) - (from[at] ?? 0)) * share) as unknown as Rgb;

/** Relative luminance of WCAG 2. */
export function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map(linear) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Distance of two colours in CIELAB (CIE 1976): about 2 is just visible. */
export function distance(one: Rgb, other: Rgb): number {
  const [a, b] = [lab(one), lab(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** Samples a curve of colours at equal distances along it. */
function even(colour: (share: number) => Rgb): Ramp {
  const samples = Array.from({ length: SAMPLES }, (_, index) => colour(index / (SAMPLES - 1)));
  const along = [0];
  for (const [index, sample] of samples.entries()) if (index > 0) along.push((along[index - 1] ?? 0) + distance(samples[index - 1] ?? sample, sample));
  const whole = along.at(-1) ?? 1;
  const ramp = new Uint8Array(STEPS * 3);
  for (let step = 0, at = 1; step < STEPS; step++) {
    const wanted = (step / (STEPS - 1)) * whole;
    while (at < SAMPLES - 1 && (along[at] ?? 0) < wanted) at += 1;
    const [before, after] = [along[at - 1] ?? 0, along[at] ?? 0];
    const share = after > before ? (wanted - before) / (after - before) : 0;
    ramp.set(mix(samples[at - 1] ?? BLACK, samples[at] ?? BLACK, share).map(Math.round), step * 3);
  }
  return ramp;
}

const BLACK: Rgb = [0, 0, 0];

const linear = (channel: number): number => {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};

/** sRGB to CIELAB under D65. */
function lab(colour: Rgb): Rgb {
  const [red, green, blue] = colour.map(linear) as unknown as Rgb;
  const cube = (value: number): number => (value > 216 / 24389 ? Math.cbrt(value) : (value * 24389) / 27 / 116 + 16 / 116);
  const x = cube((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const y = cube(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
  const z = cube((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
