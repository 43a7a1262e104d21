import { intsOf } from '../../onnx/graph';
import type { Operator } from '../operator';
import { clash, dimsAt, floats } from '../rule';

export const transpose: Operator = {
  name: 'Transpose',
  domain: '',
  inputs: [1, 1],
  outputs: [1, 1],
  attributes: ['perm'],
  shape: call => {
    const dims = dimsAt(call, 0);
    const order = intsOf(call.node, 'perm') ?? dims.map((_, axis) => dims.length - 1 - axis);
    if (order.length !== dims.length) clash(`perm [${order.join(', ')}] of [${dims.join(', ')}]`);
    return [order.map(axis => dims[axis] ?? clash(`perm [${order.join(', ')}] of [${dims.join(', ')}]`))];
  },
  samples: [{ inputs: [floats(2, 3, 4)], attributes: { perm: { type: 'ints', value: [2, 0, 1] } } }, { inputs: [floats(2, 3, 4)] }],
};
