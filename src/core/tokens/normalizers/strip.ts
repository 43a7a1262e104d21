import { flag } from '../json';
import { WHITESPACE } from '../patterns';
import type { NormalizerKind } from './normalizer';

export const strip: NormalizerKind = {
  type: 'Strip',
  make(part) {
    const left = flag(part.strip_left, 'strip_left', true);
    const right = flag(part.strip_right, 'strip_right', true);
    return spots => {
      let [from, to] = [0, spots.length];
      while (left && from < to && WHITESPACE.test(spots[from]?.char ?? '')) from++;
      while (right && from < to && WHITESPACE.test(spots[to - 1]?.char ?? '')) to--;
      return spots.slice(from, to);
    };
  },
};
