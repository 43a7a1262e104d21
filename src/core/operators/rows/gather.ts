import { intOf } from '../../onnx/graph';
import { sizeOf } from '../../tensor/tensor';
import type { Operator, SampleInput } from '../operator';
import { at, axisOf, clash, dimsAt, floats, int, ints, samplesOf, valuesAt } from '../rule';

const table = (dims: readonly number[], ...values: number[]): SampleInput => ({ dims, dtype: 'int64', values });

export const gather: Operator = {
  name: 'Gather',
  domain: '',
  inputs: [2, 2],
  outputs: [1, 1],
  attributes: ['axis'],
  shape: call => {
    const data = dimsAt(call, 0);
    const axis = axisOf(call, data.length, 0);
    return [[...data.slice(0, axis), ...dimsAt(call, 1), ...data.slice(axis + 1)]];
  },
  values: call => {
    const data = dimsAt(call, 0);
    if (data.length !== 1) return [];
    const values = valuesAt(call, 0);
    return [valuesAt(call, 1).map(index => values.at(index) ?? clash(`index ${index} of ${values.length}`))];
  },
  samples: [
    ...samplesOf([floats(5, 3), ints(0, -1)], [floats(5, 3), int(2)], [floats(5), table([2, 2], 0, 1, 2, 3)]),
    { inputs: [floats(2, 5, 3), ints(0, 4, 1, 1)], attributes: { axis: { type: 'int', value: 1 } } },
  ],
};

export const gatherElements: Operator = {
  name: 'GatherElements',
  domain: '',
  inputs: [2, 2],
  outputs: [1, 1],
  attributes: ['axis'],
  shape: call => [dimsAt(call, 1)],
  samples: [{ inputs: [floats(3, 4), table([3, 2], 0, 1, 2, 3, 0, 0)], attributes: { axis: { type: 'int', value: 1 } } }],
};

export const gatherND: Operator = {
  name: 'GatherND',
  domain: '',
  inputs: [2, 2],
  outputs: [1, 1],
  attributes: ['batch_dims'],
  shape: call => {
    const [data, indices] = [dimsAt(call, 0), dimsAt(call, 1)];
    const depth = at(indices, indices.length - 1);
    return [[...indices.slice(0, -1), ...data.slice(intOf(call.node, 'batch_dims', 0) + depth)]];
  },
  samples: [
    { inputs: [floats(3, 4, 5), table([2, 2], 0, 1, 2, 3)] },
    { inputs: [floats(2, 4, 5), table([2, 1], 0, 3)], attributes: { batch_dims: { type: 'int', value: 1 } } },
    { inputs: [floats(3, 4), table([2, 1], 0, 2)] },
  ],
};

export const size: Operator = {
  name: 'Size',
  domain: '',
  inputs: [1, 1],
  outputs: [1, 1],
  attributes: [],
  shape: () => [[]],
  dtype: () => ['int64'],
  values: call => [[sizeOf(dimsAt(call, 0))]],
  samples: samplesOf([floats(2, 3)]),
};

/** The shape, or a part of it from `start` to `end`, drawn in where they lie beyond. */
export const shape: Operator = {
  name: 'Shape',
  domain: '',
  inputs: [1, 1],
  outputs: [1, 1],
  attributes: ['start', 'end'],
  shape: call => {
    const dims = dimsAt(call, 0);
    return [[dims.slice(intOf(call.node, 'start', 0), intOf(call.node, 'end', dims.length)).length]];
  },
  dtype: () => ['int64'],
  values: call => {
    const dims = dimsAt(call, 0);
    return [dims.slice(intOf(call.node, 'start', 0), intOf(call.node, 'end', dims.length))];
  },
  samples: [
    { inputs: [floats(2, 3, 4)] },
    { inputs: [floats(2, 3, 4)], attributes: { start: { type: 'int', value: -2 }, end: { type: 'int', value: 9 } } },
    { inputs: [floats(2, 3, 4)], attributes: { end: { type: 'int', value: -1 } } },
    { inputs: [floats()] },
  ],
};
