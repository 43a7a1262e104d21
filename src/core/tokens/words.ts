import { WHITESPACE } from './patterns';

/** A token as the model made it: its range in the source before any trimming, and the number of its pre-token. */
export interface Placed {
  readonly start: number;
  readonly end: number;
  readonly pretoken: number;
}

const isBlank = (text: string): boolean => Array.from(text).every(char => WHITESPACE.test(char));
const hasBlank = (text: string): boolean => Array.from(text).some(char => WHITESPACE.test(char));

/** Whether a new word begins at `token`, which follows `before`. A blank belongs to the word after it, unless it ends a token that holds more than blanks. */
function begins(token: Placed, before: Placed, source: string): boolean {
  if (token.pretoken !== before.pretoken) return true;
  if (token.start < before.end) return false;
  const last = source.slice(before.start, before.end);
  return hasBlank(source.slice(before.end, token.start + 1)) || (hasBlank(last.slice(-1)) && !isBlank(last));
}

/**
 * The word that each token of one text is a piece of. A word is a pre-token, as Hugging Face's `word_ids` count them, cut further at blanks of the source:
 * vocabularies of the SentencePiece kind with byte fallback take a whole text as one pre-token.
 */
export function wordsOf(tokens: readonly Placed[], source: string): number[] {
  let word = -1;
  return tokens.map((token, index) => {
    const before = tokens[index - 1];
    if (!before || begins(token, before, source)) word++;
    return word;
  });
}
