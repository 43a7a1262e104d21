import { PUNCTUATION } from '../patterns';
import { behaviorOf, splitAt } from '../split';
import type { PreTokenizerKind } from './preTokenizer';

export const punctuation: PreTokenizerKind = {
  type: 'Punctuation',
  make(part) {
    const behavior = behaviorOf(part.behavior ?? 'Isolated');
    return spots => splitAt(spots, PUNCTUATION, behavior);
  },
};
