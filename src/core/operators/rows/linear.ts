import { intOf } from '../../onnx/graph';
import type { Operator } from '../operator';
import { at, broadcast, clash, dimsAt, floats, samplesOf } from '../rule';

/** Matrices in the last two axes, stacks of them broadcast; a vector on the left is a row, on the right a column, and its axis goes again. */
export const matMul: Operator = {
  name: 'MatMul',
  domain: '',
  inputs: [2, 2],
  outputs: [1, 1],
  attributes: [],
  shape: call => {
    const [a, b] = [dimsAt(call, 0), dimsAt(call, 1)];
    const inner = [at(a, a.length - 1), at(b, Math.max(b.length - 2, 0))];
    if (inner[0] !== inner[1]) clash(`[${a.join(', ')}] times [${b.join(', ')}]`);
    return [[...broadcast(a.slice(0, -2), b.slice(0, -2)), ...a.slice(-2, -1), ...(b.length > 1 ? b.slice(-1) : [])]];
  },
  samples: samplesOf([floats(2, 3), floats(3, 4)], [floats(2, 1, 3, 4), floats(5, 4, 6)], [floats(3), floats(2, 3, 4)], [floats(2, 3, 4), floats(4)], [floats(4), floats(4)]),
};

export const gemm: Operator = {
  name: 'Gemm',
  domain: '',
  inputs: [2, 3],
  outputs: [1, 1],
  attributes: ['alpha', 'beta', 'transA', 'transB'],
  shape: call => {
    const [a, b] = [dimsAt(call, 0), dimsAt(call, 1)];
    const [acrossA, acrossB] = [intOf(call.node, 'transA', 0) !== 0, intOf(call.node, 'transB', 0) !== 0];
    if (a.length !== 2 || b.length !== 2 || at(a, acrossA ? 0 : 1) !== at(b, acrossB ? 1 : 0)) clash(`[${a.join(', ')}] times [${b.join(', ')}]`);
    return [[at(a, acrossA ? 1 : 0), at(b, acrossB ? 0 : 1)]];
  },
  samples: [
    { inputs: [floats(2, 3), floats(3, 4), floats(4)] },
    { inputs: [floats(3, 2), floats(4, 3)], attributes: { transA: { type: 'int', value: 1 }, transB: { type: 'int', value: 1 } } },
  ],
};
