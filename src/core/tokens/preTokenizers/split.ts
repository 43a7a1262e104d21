import { flag } from '../json';
import { patternOf } from '../patterns';
import { behaviorOf, splitBy } from '../split';
import type { PreTokenizerKind } from './preTokenizer';

export const split: PreTokenizerKind = {
  type: 'Split',
  make(part) {
    const pattern = patternOf(part, 'Split');
    const behavior = behaviorOf(part.behavior ?? 'Isolated');
    const invert = flag(part.invert, 'invert', false);
    return spots => splitBy(spots, pattern, behavior, invert);
  },
};
