import type { TokenView } from '../../src/core/viewModels';
import type { Group as Positions } from '../../src/protocol/readings';
import { tokenName } from './signs';

/** Tokens that are read as one: the pieces of a word, or a token alone. Tokens of a group follow each other. */
export interface Group {
  readonly first: number;
  readonly count: number;
  readonly name: string;
  readonly special: boolean;
}

/** Groups of positions with the tokens' names: a word's pieces as the word reads. */
export const named = (tokens: readonly TokenView[], groups: readonly Positions[]): readonly Group[] =>
  groups.map(positions => {
    const own = positions.flatMap(at => tokens[at] ?? []);
    return { first: positions[0] ?? 0, count: positions.length, name: nameOf(own), special: own.some(token => token.special) };
  });

function nameOf(pieces: readonly TokenView[]): string {
  const joined = (part: (piece: TokenView) => string): string => pieces.map(part).join('');
  return tokenName({ text: joined(piece => piece.text), label: joined(piece => piece.label) });
}

/** The group that holds a token; -1 where it is hidden. */
export function groupAt(groups: readonly Group[], token: number): number {
  let [low, high] = [0, groups.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const group = groups[middle];
    if (!group) return -1;
    if (token < group.first) high = middle - 1;
    else if (token >= group.first + group.count) low = middle + 1;
    else return middle;
  }
  return -1;
}

/** Gives every token the number of its group; hidden ones get zero. */
export function spread(values: ArrayLike<number>, groups: readonly Group[], tokens: number): Float32Array {
  const whole = new Float32Array(tokens);
  for (const [index, { first, count }] of groups.entries()) whole.fill(values[index] ?? 0, first, first + count);
  return whole;
}
