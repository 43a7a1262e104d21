import type { Tokens } from '../../src/core/tokens/input';
import type { TokenView } from '../../src/core/viewModels';
import type { Group } from './groups';

/** A token of the strip: the text between it and the one before it, its own text, and whether a hairline joins it to the one before. */
export interface Piece {
  readonly index: number;
  readonly before: string;
  readonly text: string;
  readonly joined: boolean;
  readonly special: boolean;
  /** True where a token has no text of its own (special, or a byte inside a character) and its vocabulary spelling stands for it. */
  readonly spelled: boolean;
}

/** Lays tokens out as the text reads. `texts` are the segments' texts; where there are none, tokens stand side by side. */
export function lineOf(tokens: readonly TokenView[], texts: readonly string[]): readonly Piece[] {
  const ends = new Map<number, number>();
  return tokens.map((token, index): Piece => {
    const text = texts[token.segment];
    const previous = tokens[index - 1];
    const joined = token.word >= 0 && previous !== undefined && previous.word === token.word && previous.segment === token.segment;
    if (token.special || text === undefined) return { index, before: index === 0 || joined ? '' : ' ', joined, special: token.special, ...ownText(token) };
    const from = ends.get(token.segment) ?? 0;
    // Bytes of one character share its range: the first shows it, the others have nothing left to show.
    const start = Math.max(token.start, from);
    const end = Math.max(token.end, start);
    ends.set(token.segment, end);
    const [gap, own] = [text.slice(from, start), text.slice(start, end)];
    const lead = own.length - own.trimStart().length;
    const led = own.trim() === '' ? 0 : lead;
    const before = gap + own.slice(0, led);
    const shown = own.slice(led);
    const apart = before === '' && !joined && index > 0 && previous?.segment !== token.segment ? ' ' : before;
    return { index, before: apart, joined, special: false, text: shown === '' ? token.label : shown, spelled: shown === '' };
  });
}

const ownText = (token: TokenView): { readonly text: string; readonly spelled: boolean } =>
  token.special || token.text === '' ? { text: token.label, spelled: true } : { text: token.text.trim() === '' ? token.text : token.text.trim(), spelled: false };

/** The engine's columns as a list of tokens. */
export function tokenViews(tokens: Tokens): readonly TokenView[] {
  return tokens.ids.map((id, index) => {
    const [start, end] = tokens.offsets[index] ?? [0, 0];
    const segment = tokens.segments[index] ?? -1;
    const label = tokens.tokens[index] ?? String(id);
    return {
      id,
      label,
      text: tokens.texts[segment]?.slice(start, end) ?? '',
      start,
      end,
      segment,
      word: tokens.words[index] ?? -1,
      special: tokens.special[index] ?? false,
    };
  });
}

/** Joins pieces that are read as one; those that no group holds are left out, and the space before them with them. Indices are those of the groups. */
export function grouped(pieces: readonly Piece[], groups: readonly Group[]): readonly Piece[] {
  return groups.flatMap(({ first, count }, index): Piece[] => {
    const own = pieces.slice(first, first + count);
    const [head] = own;
    if (!head) return [];
    const text = own.map((piece, at) => (at === 0 ? '' : piece.before) + piece.text).join('');
    return [{ ...head, index, text, before: index === 0 ? head.before.trimStart() : head.before }];
  });
}
