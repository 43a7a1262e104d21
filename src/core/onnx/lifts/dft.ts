import { int64 } from '../../tensor/tensor';
import { intOf } from '../graph';
import { type Lift, reattributed } from './rule';

/** Before 20 the axis is an attribute, 1 by default. */
export const dft: Lift = {
  until: 20,
  lift: (node, { constant }) => [{ ...reattributed(node, ['axis']), inputs: [node.inputs[0] ?? '', node.inputs[1] ?? '', constant('axis', int64([], [intOf(node, 'axis', 1)]))] }],
};
