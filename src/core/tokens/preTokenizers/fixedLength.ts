import { refuse, whole } from '../json';
import type { PreTokenizerKind } from './preTokenizer';

export const fixedLength: PreTokenizerKind = {
  type: 'FixedLength',
  make(part) {
    const length = whole(part.length ?? 5, 'the length of a FixedLength') || refuse('the length of a FixedLength is 0');
    return spots => Array.from({ length: Math.ceil(spots.length / length) }, (_, index) => spots.slice(index * length, (index + 1) * length));
  },
};
