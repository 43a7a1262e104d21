import { int64List } from '../constants';
import { intsOf } from '../graph';
import { type Lift, reattributed } from './rule';

/** Before 10 starts, ends and axes are attributes. */
export const slice: Lift = {
  until: 10,
  lift: (node, { constant, refuse }) => {
    const starts = intsOf(node, 'starts') ?? refuse('has no starts');
    const ends = intsOf(node, 'ends') ?? refuse('has no ends');
    const axes = intsOf(node, 'axes') ?? starts.map((_, axis) => axis);
    const list = (hint: string, values: readonly number[]) => constant(hint, int64List(values));
    return [{ ...reattributed(node, ['starts', 'ends', 'axes']), inputs: [node.inputs[0] ?? '', list('starts', starts), list('ends', ends), list('axes', axes)] }];
  },
};
