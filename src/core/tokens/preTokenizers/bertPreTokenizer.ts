import { PUNCTUATION, WHITESPACE } from '../patterns';
import { splitAt } from '../split';
import type { PreTokenizerKind } from './preTokenizer';

export const bertPreTokenizer: PreTokenizerKind = {
  type: 'BertPreTokenizer',
  make: () => spots => splitAt(spots, WHITESPACE, 'Removed').flatMap(word => splitAt(word, PUNCTUATION, 'Isolated')),
};
