import { int64 } from '../../tensor/tensor';
import { intOf } from '../graph';
import { type Lift, reattributed } from './rule';

/** Before 10 the count is an attribute. From 11 it may also be the smallest; the greatest, sorted, is what was meant before. */
export const topK: Lift = {
  until: 10,
  lift: (node, { constant }) => [{ ...reattributed(node, ['k']), inputs: [node.inputs[0] ?? '', constant('k', int64([1], [intOf(node, 'k', 1)]))] }],
};
