import { list } from '../json';
import type { Finish, PostProcessorKind } from './postProcessor';

export const sequence: PostProcessorKind = {
  type: 'Sequence',
  make(part, nested) {
    const steps = list(part.processors, 'the processors of a Sequence').map(nested);
    return (parts, sources) => steps.reduce<ReturnType<Finish>>((so, step) => step(so, sources), parts);
  },
};
