import { utf8 } from './utf8';

/** One character (code point) of a text that is being rewritten, and the UTF-16 range of the source that it stands for. */
export interface Spot {
  readonly char: string;
  readonly start: number;
  readonly end: number;
}

/** A character of a new text: `change` 0 takes the next old character's place, 1 is inserted, -n takes a place and drops the n after it. */
export interface Change {
  readonly char: string;
  readonly change: number;
}

/** Every character of a text at its own place. A lone half of a surrogate pair becomes U+FFFD, as it does in UTF-8. */
export function spotsOf(text: string): Spot[] {
  const spots: Spot[] = [];
  let at = 0;
  for (const char of text) {
    spots.push({ char: /^[\ud800-\udfff]$/.test(char) ? '\ufffd' : char, start: at, end: at + char.length });
    at += char.length;
  }
  return spots;
}

export const textOf = (spots: readonly Spot[]): string => spots.map(spot => spot.char).join('');

/**
 * Rewrites a text character by character and keeps where each came from; the rule is that of Hugging Face's tokenizers
 * (`NormalizedString::transform`): an inserted character stands where the last one read did, dropped ones stand nowhere.
 * `dropped` old characters are skipped before the first change.
 */
export function transform(spots: readonly Spot[], changes: readonly Change[], dropped = 0): Spot[] {
  const made: Spot[] = [];
  let next = dropped;
  for (const { char, change } of changes) {
    const from = change > 0 ? spots[next - 1] : spots[Math.min(next, spots.length - 1)];
    made.push({ char, start: from?.start ?? 0, end: from?.end ?? 0 });
    if (change <= 0) next += 1 - change;
  }
  return made;
}

/** Puts characters before a text; all of them stand where its first character does. An empty text stays empty. */
export function prepend(spots: readonly Spot[], text: string): readonly Spot[] {
  const first = spots[0];
  return first ? [...Array.from(text, char => ({ ...first, char })), ...spots] : spots;
}

/** The 256 printable characters that stand for bytes in byte-level vocabularies: printable Latin-1 for itself, the others counted from U+0100. */
export const BYTE_CHARS: readonly string[] = (() => {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCodePoint(printable ? byte : next++);
  });
})();

/** Every character as the characters of its UTF-8 bytes, each standing where the whole character does. */
export const byteSpots = (spots: readonly Spot[]): Spot[] => spots.flatMap(spot => utf8(spot.char).map(byte => ({ ...spot, char: BYTE_CHARS[byte] ?? '' })));
