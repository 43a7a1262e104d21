import { list } from '../json';
import type { Cut, PreTokenizerKind } from './preTokenizer';

export const sequence: PreTokenizerKind = {
  type: 'Sequence',
  make(part, nested) {
    const steps = list(part.pretokenizers, 'the pretokenizers of a Sequence').map(nested);
    return spots => steps.reduce<ReturnType<Cut>>((pieces, step) => pieces.flatMap(step), [spots]);
  },
};
