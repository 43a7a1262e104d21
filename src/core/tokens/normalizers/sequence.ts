import { list } from '../json';
import type { NormalizerKind, Rewrite } from './normalizer';

export const sequence: NormalizerKind = {
  type: 'Sequence',
  make(part, nested) {
    const steps = list(part.normalizers, 'the normalizers of a Sequence').map(nested);
    return spots => steps.reduce<ReturnType<Rewrite>>((so, step) => step(so), spots);
  },
};
