import { runsRightToLeft } from '../protocol/direction';

/** A token as a hover's picture draws it: how it reads, and its share of what is drawn on, 0..1. */
export interface StripToken {
  readonly text: string;
  readonly share: number;
  /** What lies between it and the token before: a space that neither holds, or nothing, as between pieces of a word. */
  readonly after?: 'space' | 'piece';
}

/** Colours of one kind of theme. A data URI sees no theme variables, so they stand here; words keep a contrast of 4.5 to 1 on the darkest shade. */
export interface StripColours {
  readonly paper: readonly [number, number, number];
  readonly most: readonly [number, number, number];
  readonly ink: string;
  readonly line: string;
  readonly outlined: boolean;
}

export const STRIP_COLOURS = {
  light: { paper: [255, 255, 255], most: [122, 182, 232], ink: '#1f1f1f', line: '#005fb8', outlined: false },
  dark: { paper: [31, 31, 31], most: [14, 89, 148], ink: '#f0f0f0', line: '#75beff', outlined: false },
  highContrast: { paper: [0, 0, 0], most: [0, 74, 138], ink: '#ffffff', line: '#ffffff', outlined: true },
  highContrastLight: { paper: [255, 255, 255], most: [160, 205, 245], ink: '#000000', line: '#0f4a85', outlined: true },
} as const satisfies Readonly<Record<string, StripColours>>;

const SIZE = { character: 7.3, line: 24, box: 18, width: 560, edge: 1, lines: 12 } as const;

/**
 * Tokens in reading order as an SVG, shaded by their share of the largest one, the `strongest` underlined. They read as the text does: spaces
 * stand between boxes, a hairline between pieces of a word, and lines run from right to left where its first letter does. Characters are laid out
 * at a fixed pitch (CJK twice), because a picture cannot measure fonts. What does not fit into twelve lines, or `longest` bytes of SVG, is left out
 * and an ellipsis stands there.
 */
export function stripSvg(tokens: readonly StripToken[], strongest: ReadonlySet<number>, colours: StripColours, longest = 60_000): string {
  const largest = Math.max(1e-9, ...tokens.map(token => token.share));
  const backwards = runsRightToLeft(tokens.map(({ text }) => text).join(' '));
  const placed = (from: number, width: number): number => (backwards ? SIZE.width - from - width : from);
  const parts: string[] = [];
  let x = 0;
  let line = 0;
  let end = 0;
  let bytes = 0;
  for (const [index, { text, share, after }] of tokens.entries()) {
    const { lead, shown, trail } = spaced(text);
    const width = SIZE.character * columns(shown) + 2 * SIZE.edge;
    if (x > 0) x += SIZE.character * (lead || (after === 'space' ? 1 : 0));
    if (x > 0 && x + width > SIZE.width) {
      end = Math.min(x, SIZE.width - SIZE.character);
      x = 0;
      line++;
    }
    const at = placed(x, width);
    const drawn =
      box(at, line, width, share / largest, strongest.has(index), colours) +
      (after === 'piece' && lead === 0 && x > 0 ? hairline(placed(x, 0), line, colours) : '') +
      word(shown, at + SIZE.edge, line, width - 2 * SIZE.edge);
    bytes += Buffer.byteLength(drawn);
    if (line === SIZE.lines || bytes > longest) {
      const [from, on] = line === SIZE.lines ? [end, line - 1] : [x + SIZE.edge, line];
      parts.push(word('…', placed(from, SIZE.character), on, SIZE.character));
      break;
    }
    parts.push(drawn);
    x += width + SIZE.character * trail;
  }
  const height = Math.min(line + 1, SIZE.lines) * SIZE.line;
  const wide = line > 0 || backwards ? SIZE.width : Math.ceil(x);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${height}" font-family="monospace" font-size="12" fill="${colours.ink}">${parts.join('')}</svg>`;
}

function box(x: number, line: number, width: number, shade: number, strong: boolean, { paper, most, line: stroke, outlined }: StripColours): string {
  const y = line * SIZE.line + 2;
  const mixed = paper.map((from, channel) => Math.round(from + ((most[channel] ?? from) - from) * Math.min(1, Math.max(0, shade))));
  const edge = outlined && shade > 0.25 ? ` stroke="${stroke}"` : '';
  const fill = `<rect x="${round(x)}" y="${y}" width="${round(width)}" height="${SIZE.box}" fill="rgb(${mixed})"${edge}/>`;
  return strong ? `${fill}<rect x="${round(x)}" y="${y + SIZE.box}" width="${round(width)}" height="2" fill="${stroke}"/>` : fill;
}

/** A token's spaces at its ends, counted, and what is between; one that is nothing but spaces is drawn whole. */
function spaced(text: string): { readonly lead: number; readonly shown: string; readonly trail: number } {
  const shown = text.trim();
  if (shown === '') return { lead: 0, shown: text || '·', trail: 0 };
  return { lead: text.length - text.trimStart().length, shown, trail: text.length - text.trimEnd().length };
}

const hairline = (x: number, line: number, { ink }: StripColours): string =>
  `<rect x="${round(x)}" y="${line * SIZE.line + 2}" width="0.7" height="${SIZE.box}" fill="${ink}" fill-opacity="0.35"/>`;

/** Spaces do not break: SVG drops those at a text's ends, and what is left would be stretched over their place. */
const word = (text: string, x: number, line: number, width: number): string =>
  `<text x="${round(x)}" y="${line * SIZE.line + 15}" textLength="${round(width)}" lengthAdjust="spacingAndGlyphs">${escaped(text.replaceAll(' ', '\u00a0'))}</text>`;

const round = (value: number): number => Math.round(value * 10) / 10;

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u;

/** How many columns of a fixed pitch a text takes. */
const columns = (text: string): number => [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);

/** Text as it may stand in XML; a character that XML forbids, and half a surrogate pair, becomes a replacement character. */
const escaped = (text: string): string => [...text].map(c => ('&<>"\''.includes(c) ? `&#${c.charCodeAt(0)};` : isForbidden(c.codePointAt(0) ?? 0) ? '\ufffd' : c)).join('');

const isForbidden = (point: number): boolean =>
  (point < 0x20 && point !== 9 && point !== 10 && point !== 13) || (point >= 0xd800 && point <= 0xdfff) || point === 0xfffe || point === 0xffff;

/** Line breaks and tabs as signs, so that a token stays on its line. */
export const asOneLine = (text: string): string => text.replace(/\r?\n/g, '⏎').replace(/\t/g, '⇥').replace(/\r/g, '␍');
