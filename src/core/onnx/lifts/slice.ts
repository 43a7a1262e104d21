import { int64 } from '../../tensor/tensor';
import { intsOf } from '../graph';
import { type Lift, reattributed } from './rule';

/** Before 10 starts, ends and axes are attributes. */
export const slice: Lift = {
  until: 10,
  lift: (node, { constant, refuse }) => {
    const starts = intsOf(node, 'starts') ?? refuse('has no starts');
    const ends = intsOf(node, 'ends') ?? refuse('has no ends');
    const axes = intsOf(node, 'axes') ?? starts.map((_, axis) => axis);
    // 2^63 stands for the greatest int64, which a number cannot hold.
    const list = (hint: string, values: readonly number[]) => constant(hint, int64([values.length], values.map(clamped)));
    return [{ ...reattributed(node, ['starts', 'ends', 'axes']), inputs: [node.inputs[0] ?? '', list('starts', starts), list('ends', ends), list('axes', axes)] }];
  },
};

const clamped = (value: number): bigint => (value >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(value));
