import { int64List } from '../constants';
import { intsOf } from '../graph';
import { type Lift, reattributed } from './rule';

/** Squeeze, Unsqueeze, ReduceSum from 13, the other reductions from 18: `axes` is an input. None, or an empty list, is all of them. */
export const axesInput = (until: number): Lift => ({
  until,
  lift: (node, { constant }) => {
    const axes = intsOf(node, 'axes');
    const bare = reattributed(node, ['axes']);
    if (!axes?.length) return [bare];
    return [{ ...bare, inputs: [node.inputs[0] ?? '', constant('axes', int64List(axes))] }];
  },
});
