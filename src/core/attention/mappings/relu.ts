import type { Mapping } from '../mapping';
import { positivePart } from '../sorting';

/** Rectified linear attention (Zhang, Titov and Sennrich 2021): max(score, 0). What is normalised or gated is the output, so rows sum to anything and may be all zero. */
export const relu: Mapping = {
  id: 'relu',
  title: 'ReLU',
  rowsSumToOne: false,
  recognise({ node, look }) {
    const scores = positivePart(node, look);
    return scores === undefined ? undefined : { scores };
  },
};
