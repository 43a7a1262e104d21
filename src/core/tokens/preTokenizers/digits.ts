import { flag } from '../json';
import { NUMERIC } from '../patterns';
import { splitAt } from '../split';
import type { PreTokenizerKind } from './preTokenizer';

export const digits: PreTokenizerKind = {
  type: 'Digits',
  make(part) {
    const behavior = flag(part.individual_digits, 'individual_digits', false) ? 'Isolated' : 'Contiguous';
    return spots => splitAt(spots, NUMERIC, behavior);
  },
};
