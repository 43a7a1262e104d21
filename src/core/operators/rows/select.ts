import { intOf } from '../../onnx/graph';
import type { Operator, Sample } from '../operator';
import { axisOf, clash, dimsAt, floats, ints, valuesAt, withDim } from '../rule';

const positions = (name: string): Operator => ({
  name,
  domain: '',
  inputs: [1, 1],
  outputs: [1, 1],
  attributes: ['axis', 'keepdims', 'select_last_index'],
  shape: call => {
    const dims = dimsAt(call, 0);
    const axis = axisOf(call, dims.length, 0);
    return [intOf(call.node, 'keepdims', 1) === 1 ? withDim(dims, axis, 1) : dims.filter((_, index) => index !== axis)];
  },
  dtype: () => ['int64'],
  samples: POSITIONS,
});

const POSITIONS: Sample[] = [{ inputs: [floats(2, 3, 4)] }, { inputs: [floats(2, 3, 4)], attributes: { axis: { type: 'int', value: -1 }, keepdims: { type: 'int', value: 0 } } }];

export const argMax = positions('ArgMax');
export const argMin = positions('ArgMin');

export const topK: Operator = {
  name: 'TopK',
  domain: '',
  inputs: [2, 2],
  outputs: [1, 2],
  attributes: ['axis', 'largest', 'sorted'],
  shape: call => {
    const dims = dimsAt(call, 0);
    const taken = withDim(dims, axisOf(call, dims.length, -1), valuesAt(call, 1)[0] ?? clash('a count without a value'));
    return [taken, taken];
  },
  dtype: call => [call.inputs[0]?.dtype, 'int64'],
  samples: [
    { inputs: [floats(2, 5), ints(3)], outputs: 2 },
    { inputs: [floats(4, 3), ints(2)], attributes: { axis: { type: 'int', value: 0 } }, outputs: 2 },
  ],
};

/** Where a tensor is not zero: one column for each such element, as many as the data has. */
export const nonZero: Operator = {
  name: 'NonZero',
  domain: '',
  inputs: [1, 1],
  outputs: [1, 1],
  attributes: [],
  shape: () => [undefined],
  dtype: () => ['int64'],
  samples: [{ inputs: [floats(2, 3)] }],
};

/** Selects slices by a mask: as many as the data says. */
export const compress: Operator = {
  name: 'Compress',
  domain: '',
  inputs: [2, 2],
  outputs: [1, 1],
  attributes: ['axis'],
  shape: () => [undefined],
  samples: [{ inputs: [floats(3, 2), { dims: [3], dtype: 'bool' }], attributes: { axis: { type: 'int', value: 0 } } }],
};
