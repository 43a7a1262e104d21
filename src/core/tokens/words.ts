import { WHITESPACE } from './patterns';
import type { Row } from './postProcessors/postProcessor';

const blank = (text: string): boolean => Array.from(text).some(char => WHITESPACE.test(char));

/** Whether a new word begins at `row`, which follows `before` in the same segment. */
function begins(row: Row, before: Row, source: string): boolean {
  if (row.pretoken !== before.pretoken) return true;
  if (row.start === before.start && row.end === before.end) return false;
  return blank(source.slice(before.end, row.start)) || blank(source.slice(row.start, row.start + 1)) || blank(source.slice(Math.max(row.start - 1, 0), row.start));
}

/**
 * The word within its segment that each row is a piece of, -1 for special tokens. A word is a pre-token, as Hugging Face's `word_ids` count them, cut further at
 * blanks of the source: vocabularies of the SentencePiece kind with byte fallback take a whole text as one pre-token.
 */
export function wordsOf(rows: readonly Row[], sources: readonly string[]): number[] {
  const last = new Map<number, { readonly row: Row; readonly word: number }>();
  return rows.map(row => {
    if (row.segment < 0) return -1;
    const before = last.get(row.segment);
    const word = before ? before.word + (begins(row, before.row, sources[row.segment] ?? '') ? 1 : 0) : 0;
    last.set(row.segment, { row, word });
    return word;
  });
}
