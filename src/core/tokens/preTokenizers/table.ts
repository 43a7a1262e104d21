import { isRecord, record, refuse, typeOf } from '../json';
import { bertPreTokenizer } from './bertPreTokenizer';
import { byteLevel } from './byteLevel';
import { charDelimiterSplit } from './charDelimiterSplit';
import { digits } from './digits';
import { fixedLength } from './fixedLength';
import { metaspace } from './metaspace';
import type { Cut, PreTokenizerKind } from './preTokenizer';
import { punctuation } from './punctuation';
import { sequence } from './sequence';
import { split } from './split';
import { whitespace } from './whitespace';
import { whitespaceSplit } from './whitespaceSplit';

export const PRE_TOKENIZERS: readonly PreTokenizerKind[] = [
  bertPreTokenizer,
  byteLevel,
  charDelimiterSplit,
  digits,
  fixedLength,
  metaspace,
  punctuation,
  sequence,
  split,
  whitespace,
  whitespaceSplit,
];

/** The pre-tokeniser that a tokenizer.json names; null leaves the text whole. */
export function preTokenizerOf(part: unknown): Cut {
  if (part === null || part === undefined) return spots => [spots];
  const settings = record(part, 'a pre_tokenizer');
  const type = typeOf(settings, 'pre_tokenizer');
  const kind =
    PRE_TOKENIZERS.find(known => known.type === type) ?? refuse(`its pre_tokenizer "${type.slice(0, 80)}" is none of ${PRE_TOKENIZERS.map(known => known.type).join(', ')}`);
  return kind.make(settings, nested => preTokenizerOf(isRecord(nested) ? nested : refuse('a pre_tokenizer is not an object')));
}
