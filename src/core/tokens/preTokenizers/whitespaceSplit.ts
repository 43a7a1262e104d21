import { WHITESPACE } from '../patterns';
import { splitAt } from '../split';
import type { PreTokenizerKind } from './preTokenizer';

export const whitespaceSplit: PreTokenizerKind = { type: 'WhitespaceSplit', make: () => spots => splitAt(spots, WHITESPACE, 'Removed') };
