import { markOf } from './marks';
import type { PostProcessorKind } from './postProcessor';

/** [CLS] A [SEP], then B [SEP]. */
export const bertProcessing: PostProcessorKind = {
  type: 'BertProcessing',
  make(part) {
    const [cls, sep] = [markOf(part.cls, 'cls'), markOf(part.sep, 'sep')];
    return parts => parts.map((rows, index) => (index === 0 ? [cls(0), ...rows, sep(0)] : [...rows, sep(1)]));
  },
};
