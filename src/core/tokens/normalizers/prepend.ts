import { text } from '../json';
import { prepend as before } from '../spots';
import type { NormalizerKind } from './normalizer';

export const prepend: NormalizerKind = {
  type: 'Prepend',
  make(part) {
    const added = text(part.prepend, 'prepend');
    return spots => before(spots, added);
  },
};
