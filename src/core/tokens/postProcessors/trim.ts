import { BYTE_CHARS } from '../spots';
import type { Row } from './postProcessor';

const BLANK = new RegExp(`^[${BYTE_CHARS[0x20]}\\p{White_Space}]$`, 'u');

/** The place `count` characters after (before, if negative) `at`. */
function stepped(source: string, at: number, count: number): number {
  let to = at;
  for (let i = 0; i < count; i++) to += (source.codePointAt(to) ?? 0) > 0xffff ? 2 : 1;
  for (let i = 0; i > count; i--) to -= to > 1 && (source.codePointAt(to - 2) ?? 0) > 0xffff ? 2 : 1;
  return to;
}

const leading = (chars: readonly string[]): number => {
  const at = chars.findIndex(char => !BLANK.test(char));
  return at < 0 ? chars.length : at;
};

/**
 * Takes the blanks at its ends out of a token's range, as byte-level post-processors with `trim_offsets` do: one character of the source for each blank of
 * the token. A single blank at the start stays if it was put there by `add_prefix_space`.
 */
export function trimmed(row: Row, first: boolean, prefixSpace: boolean, source: string): Row {
  const chars = Array.from(row.text);
  const before = leading(chars);
  const after = leading(chars.reverse());
  const ours = prefixSpace && before === 1 && (first || row.start === 0);
  const start = ours ? row.start : Math.min(stepped(source, row.start, before), row.end);
  const end = Math.max(stepped(source, row.end, -after), start);
  return { ...row, start, end };
}
