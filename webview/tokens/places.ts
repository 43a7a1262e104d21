import type { Tokens } from '../../src/core/tokens/input';
import type { TokenView } from '../../src/core/viewModels';

type Placed = Pick<TokenView, 'segment' | 'start' | 'end' | 'special' | 'text'>;

/**
 * The tokens of a segment that a range touches. For an empty range the token at that place, or the last before it; between a word and the space that
 * the next token begins with, the word.
 */
export function tokensAt(tokens: readonly Placed[], segment: number, start: number, end: number): readonly number[] {
  const own = tokens.map((token, index) => ({ ...token, index })).filter(token => token.segment === segment && !token.special && token.end > token.start);
  const touched = own.filter(token => token.start < Math.max(end, start + 1) && token.end > start);
  const before = own.filter(token => token.end <= start).slice(-1);
  const [first] = touched;
  const atSpace = start === end && first?.start === start && /^\s/u.test(first.text) && before[0]?.end === start;
  const found = first && !atSpace ? touched : before;
  return found.map(({ index }) => index);
}

/** The same token in another version of its text: as far from the beginning, or as far from the end, as it was; -1 where it is gone. */
export function carried(before: Tokens, after: Tokens, index: number): number {
  const fromEnd = after.ids.length - (before.ids.length - index);
  const [segment = -1] = [before.segments[index]];
  const grown = (after.texts[segment]?.length ?? 0) - (before.texts[segment]?.length ?? 0);
  if (isSame(before, index, after, index, 0)) return index;
  return isSame(before, index, after, fromEnd, grown) ? fromEnd : -1;
}

/** Special tokens have no range of their own to be compared by. */
function isSame(before: Tokens, index: number, after: Tokens, other: number, moved: number): boolean {
  if (before.ids[index] === undefined || before.ids[index] !== after.ids[other] || before.segments[index] !== after.segments[other]) return false;
  const [from, to] = [before.offsets[index], after.offsets[other]];
  return before.special[index] === true || (from?.[0] ?? 0) + moved === to?.[0];
}
