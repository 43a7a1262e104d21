import { text } from '../json';
import { patternOf, stretches } from '../patterns';
import { cut } from '../split';
import { textOf } from '../spots';
import type { NormalizerKind } from './normalizer';

/** All that is put in stands where the last character taken out did. */
export const replace: NormalizerKind = {
  type: 'Replace',
  make(part) {
    const pattern = patternOf(part, 'Replace');
    const content = Array.from(text(part.content, 'the content of a Replace'));
    return spots => {
      const found = stretches(textOf(spots), pattern);
      let place = { start: 0, end: 0 };
      return cut(spots, found).flatMap((piece, index) => {
        place = piece.at(-1) ?? place;
        return found[index]?.match ? content.map(char => ({ char, start: place.start, end: place.end })) : piece;
      });
    };
  },
};
