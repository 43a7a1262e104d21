import type { NormalizerKind } from './normalizer';

const within = (code: number, ranges: readonly (readonly [number, number])[]): boolean => ranges.some(([from, to]) => from <= code && code <= to);

/** Code points that SentencePiece's `nmt` rules drop, and those that they read as a space. */
const DROPPED = [
  [1, 8],
  [0xb, 0xb],
  [0xe, 0x1f],
  [0x7f, 0x7f],
  [0x8f, 0x8f],
  [0x9f, 0x9f],
] as const;
const SPACES = [
  [9, 0xa],
  [0xc, 0xd],
  [0x1680, 0x1680],
  [0x200b, 0x200f],
  [0x2028, 0x2029],
  [0x2581, 0x2581],
  [0xfeff, 0xfeff],
  [0xfffd, 0xfffd],
] as const;

const codeOf = (char: string): number => char.codePointAt(0) ?? 0;

export const nmt: NormalizerKind = {
  type: 'Nmt',
  make: () => spots => spots.filter(spot => !within(codeOf(spot.char), DROPPED)).map(spot => (within(codeOf(spot.char), SPACES) ? { ...spot, char: ' ' } : spot)),
};
