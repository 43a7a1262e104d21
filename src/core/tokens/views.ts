import type { TokenView } from '../viewModels';
import type { Tokens } from './input';

/** Stands for a token that is a further piece of a character, or a blank's worth of nothing, that the token before it already shows. */
const FURTHER = '·';

/** How token `i` reads in its text: the source that it covers. Special tokens read as the vocabulary spells them, and so does any token without a text. */
export function tokenText(tokens: Tokens, i: number): string {
  const [start, end] = tokens.offsets[i] ?? [0, 0];
  const segment = tokens.segments[i] ?? -1;
  const source = tokens.texts[segment];
  if (source === undefined || start >= end) return tokens.tokens[i] ?? '';
  const [from, to] = tokens.offsets[i - 1] ?? [0, 0];
  return from === start && to === end && tokens.segments[i - 1] === segment ? FURTHER : source.slice(start, end);
}

/** Tokens as pictures need them. */
export const tokenViews = (tokens: Tokens): TokenView[] =>
  tokens.ids.map((id, i) => ({
    text: tokenText(tokens, i),
    label: tokens.tokens[i] ?? '',
    id,
    start: tokens.offsets[i]?.[0] ?? 0,
    end: tokens.offsets[i]?.[1] ?? 0,
    segment: tokens.segments[i] ?? -1,
    word: tokens.words[i] ?? -1,
    special: tokens.special[i] ?? false,
  }));
