/** The UTF-8 bytes of a text. Core has no TextEncoder: it belongs to no version of the language. */
export function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

/** How many bytes the sequence that starts with `first` has; 0 for a byte that starts none. */
const lengthOf = (first: number): number => (first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0);

/** Lowest code point that a sequence of each length may spell, so that overlong spellings are refused. */
const LOWEST = [0, 0, 0x80, 0x800, 0x10000];

/** The character that starts at `at` and how many bytes it takes; U+FFFD of one byte where they spell none. */
function characterAt(bytes: readonly number[], at: number): { readonly char: string; readonly length: number } {
  const first = bytes[at] ?? 0;
  const length = lengthOf(first);
  let code = length > 1 ? first & (0xff >> (length + 1)) : first;
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i];
    if (next === undefined || (next & 0xc0) !== 0x80) return { char: '\ufffd', length: 1 };
    code = (code << 6) | (next & 63);
  }
  const broken = length === 0 || code < (LOWEST[length] ?? 0) || code > 0x10ffff || (code >= 0xd800 && code < 0xe000);
  return broken ? { char: '\ufffd', length: 1 } : { char: String.fromCodePoint(code), length };
}

/** Text of UTF-8 bytes, with the UTF-16 place in it of every byte: `starts[i]`..`ends[i]` is the character that byte i is a part of. */
export function fromUtf8(bytes: readonly number[]): { readonly text: string; readonly starts: readonly number[]; readonly ends: readonly number[] } {
  const starts: number[] = [];
  const ends: number[] = [];
  const chars: string[] = [];
  let units = 0;
  for (let at = 0; at < bytes.length; ) {
    const { char, length } = characterAt(bytes, at);
    for (let i = 0; i < length; i++) {
      starts.push(units);
      ends.push(units + char.length);
    }
    chars.push(char);
    units += char.length;
    at += length;
  }
  return { text: chars.join(''), starts, ends };
}
