import { text } from '../json';
import { patternOf } from '../patterns';
import { splitBy } from '../split';
import type { PreTokenizerKind } from './preTokenizer';

export const charDelimiterSplit: PreTokenizerKind = {
  type: 'CharDelimiterSplit',
  make(part) {
    const pattern = patternOf({ pattern: { String: text(part.delimiter, 'the delimiter of a CharDelimiterSplit') } }, 'CharDelimiterSplit');
    return spots => splitBy(spots, pattern, 'Removed');
  },
};
