import { intOf } from '../graph';
import { type Lift, reattributed } from './rule';

/** Before 14 training is told by further outputs; before 9 statistics may differ by position (`spatial` 0), which nothing says any more. */
export const batchNormalization: Lift = {
  until: 14,
  lift: (node, { refuse }) => {
    if (intOf(node, 'spatial', 1) !== 1) return refuse('keeps statistics by position');
    if (node.outputs.length > 1) return refuse('is in training mode');
    return [reattributed(node, ['spatial'])];
  },
};
