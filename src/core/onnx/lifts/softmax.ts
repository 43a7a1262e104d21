import { attribute, intOf } from '../graph';
import { type Lift, made, reattributed } from './rule';

/**
 * Softmax, LogSoftmax, Hardmax before 13: the input is seen as a matrix, dimensions from `axis` on (1 by default) being its columns, and each row
 * is normalised. On the last dimension that is today's meaning; else it is Flatten, the operator, and Reshape back.
 */
export const softmax: Lift = {
  until: 13,
  lift: (node, { fresh, rank }) => {
    const axis = intOf(node, 'axis', 1);
    const [input = ''] = node.inputs;
    const last = reattributed(node, [], { axis: attribute.int(-1) });
    const dims = rank(input);
    if (axis === -1 || (dims !== undefined && axis === dims - 1)) return [last];
    const [matrix, shape, result] = [fresh('matrix'), fresh('shape'), fresh('rows')];
    return [
      made('Shape', [input], shape),
      // A negative axis of Flatten counts from the end like the operator's own.
      made('Flatten', [input], matrix, { axis: attribute.int(axis) }),
      { ...last, inputs: [matrix], outputs: [result] },
      { ...made('Reshape', [result, shape], node.outputs[0] ?? ''), name: fresh('restored') },
    ];
  },
};
