import { intOf, intsOf } from '../../onnx/graph';
import type { Call, Dims, Operator } from '../operator';
import { at, clash, dimsAt, floats, samplesOf } from '../rule';

const text = (call: Call, name: string, otherwise: string): string => {
  const found = call.node.attributes[name];
  return found?.type === 'string' ? found.value : otherwise;
};

/** How many places a window takes along each spatial axis. */
function windows(call: Call, spatial: Dims, kernel: Dims): Dims {
  const ones = spatial.map(() => 1);
  const [strides, dilations] = [intsOf(call.node, 'strides') ?? ones, intsOf(call.node, 'dilations') ?? ones];
  const pads = intsOf(call.node, 'pads') ?? spatial.flatMap(() => [0, 0]);
  const auto = text(call, 'auto_pad', 'NOTSET');
  return spatial.map((size, axis) => {
    const stride = at(strides, axis);
    if (auto.startsWith('SAME')) return Math.ceil(size / stride);
    const around = auto === 'VALID' ? 0 : at(pads, axis) + at(pads, axis + spatial.length);
    const free = (size + around - (at(kernel, axis) - 1) * at(dilations, axis) - 1) / stride;
    const count = (intOf(call.node, 'ceil_mode', 0) === 1 ? lastInside(free, size, stride, at(pads, axis)) : Math.floor(free)) + 1;
    return count > 0 ? count : clash(`a window of ${at(kernel, axis)} over ${size}`);
  });
}

/** With `ceil_mode` a window that starts within the data or the padding before it counts, though it ends outside. */
const lastInside = (free: number, size: number, stride: number, before: number): number => (Math.ceil(free) * stride >= size + before ? Math.ceil(free) - 1 : Math.ceil(free));

export const conv: Operator = {
  name: 'Conv',
  domain: '',
  inputs: [2, 3],
  outputs: [1, 1],
  attributes: ['auto_pad', 'dilations', 'group', 'kernel_shape', 'pads', 'strides'],
  shape: call => {
    const [data, weights] = [dimsAt(call, 0), dimsAt(call, 1)];
    if (at(data, 1) !== at(weights, 1) * intOf(call.node, 'group', 1)) clash(`${at(data, 1)} channels under a filter of ${at(weights, 1)}`);
    return [[at(data, 0), at(weights, 0), ...windows(call, data.slice(2), weights.slice(2))]];
  },
  samples: [
    { inputs: [floats(2, 3, 8, 9), floats(5, 3, 2, 3), floats(5)], attributes: { strides: { type: 'ints', value: [2, 1] }, pads: { type: 'ints', value: [1, 0, 0, 2] } } },
    { inputs: [floats(1, 4, 10), floats(4, 1, 3)], attributes: { group: { type: 'int', value: 4 }, dilations: { type: 'ints', value: [2] } } },
    { inputs: [floats(1, 1, 7), floats(2, 1, 3)], attributes: { auto_pad: { type: 'string', value: 'SAME_UPPER' }, strides: { type: 'ints', value: [2] } } },
  ],
};

const WINDOWED = ['auto_pad', 'ceil_mode', 'dilations', 'kernel_shape', 'pads', 'strides'];
const pooled = (call: Call): Dims => {
  const data = dimsAt(call, 0);
  return [...data.slice(0, 2), ...windows(call, data.slice(2), intsOf(call.node, 'kernel_shape') ?? clash('no kernel_shape'))];
};
const POOLS = [
  { inputs: [floats(1, 2, 7, 8)], attributes: { kernel_shape: { type: 'ints', value: [3, 2] }, strides: { type: 'ints', value: [2, 2] }, ceil_mode: { type: 'int', value: 1 } } },
  { inputs: [floats(1, 2, 7)], attributes: { kernel_shape: { type: 'ints', value: [3] }, pads: { type: 'ints', value: [1, 1] } } },
] as const;

export const maxPool: Operator = {
  name: 'MaxPool',
  domain: '',
  inputs: [1, 1],
  outputs: [1, 2],
  attributes: [...WINDOWED, 'storage_order'],
  shape: call => [pooled(call), pooled(call)],
  dtype: call => [call.inputs[0]?.dtype, 'int64'],
  samples: POOLS,
};

export const averagePool: Operator = {
  name: 'AveragePool',
  domain: '',
  inputs: [1, 1],
  outputs: [1, 1],
  attributes: [...WINDOWED, 'count_include_pad'],
  shape: call => [pooled(call)],
  samples: POOLS,
};

const globalPool = (name: string): Operator => ({
  name,
  domain: '',
  inputs: [1, 1],
  outputs: [1, 1],
  attributes: [],
  shape: call => [dimsAt(call, 0).map((dim, axis) => (axis < 2 ? dim : 1))],
  samples: samplesOf([floats(2, 3, 4, 5)]),
});

export const globalAveragePool = globalPool('GlobalAveragePool');
export const globalMaxPool = globalPool('GlobalMaxPool');
