import { plainConstant } from '../../onnx/constants';
import { dtypeOf } from '../../onnx/dataTypes';
import { intOf } from '../../onnx/graph';
import { fromBytes, sizeOf } from '../../tensor/tensor';
import { applied } from '../families';
import type { Call, Operator } from '../operator';
import { at, axisIn, axisOf, broadcast, broadcastIndexes, checkedDims, clash, dimsAt, floats, given, int, ints, need, samplesOf, valuesAt } from '../rule';

const filling = ({ node: { attributes } }: Call) => (attributes.value?.type === 'tensor' ? attributes.value.value : undefined);
const numbersOf = (weight: NonNullable<ReturnType<typeof filling>>): number[] =>
  weight.dtype === 'float16' || weight.dtype === 'bfloat16' ? [] : Array.from(fromBytes(weight.dtype, weight.dims, weight.data).data as ArrayLike<number | bigint>, Number);

export const constantOfShape: Operator = {
  name: 'ConstantOfShape',
  domain: '',
  inputs: [1, 1],
  outputs: [1, 1],
  attributes: ['value'],
  shape: call => [checkedDims(valuesAt(call, 0))],
  dtype: call => [filling(call)?.dtype ?? 'float32'],
  values: (call, [dims = []]) => {
    const weight = filling(call);
    const value = weight ? numbersOf(weight)[0] : 0;
    return [value === undefined ? undefined : Array.from({ length: sizeOf(dims) }, () => value)];
  },
  samples: [
    { inputs: [ints(2, 3)] },
    { inputs: [ints(4)], attributes: { value: { type: 'tensor', value: { kind: 'inline', dtype: 'int64', dims: [1], data: Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0) } } } },
    { inputs: [ints()] },
  ],
};

export const constant: Operator = {
  name: 'Constant',
  domain: '',
  inputs: [0, 0],
  outputs: [1, 1],
  attributes: ['value', 'value_float', 'value_floats', 'value_int', 'value_ints'],
  shape: call => [plainConstant(call.node)?.dims],
  dtype: call => [plainConstant(call.node)?.dtype],
  values: call => {
    const weight = plainConstant(call.node);
    const values = weight && numbersOf(weight);
    return [values?.length === sizeOf(weight?.dims ?? []) ? values : undefined];
  },
  samples: [
    { inputs: [], attributes: { value_ints: { type: 'ints', value: [1, 2, 3] } } },
    { inputs: [], attributes: { value_float: { type: 'float', value: 0.5 } } },
  ],
};

const steps = (call: Call): { readonly start: number; readonly step: number; readonly count: number } => {
  const [start = 0, limit = 0, step = 0] = [0, 1, 2].map(index => valuesAt(call, index)[0]);
  return step === 0 ? clash('a range with step 0') : { start, step, count: Math.max(Math.ceil((limit - start) / step), 0) };
};

export const range: Operator = {
  name: 'Range',
  domain: '',
  inputs: [3, 3],
  outputs: [1, 1],
  attributes: [],
  shape: call => [[steps(call).count]],
  values: call => {
    const { start, step, count } = steps(call);
    return [Array.from({ length: count }, (_, index) => start + index * step)];
  },
  samples: samplesOf([int(0), int(5), int(1)], [int(7), int(0), int(-2)], [int(3), int(3), int(1)]),
};

export const expand: Operator = {
  name: 'Expand',
  domain: '',
  inputs: [2, 2],
  outputs: [1, 1],
  attributes: [],
  shape: call => [broadcast(dimsAt(call, 0), checkedDims(valuesAt(call, 1)))],
  values: (call, [dims = []]) => {
    const values = valuesAt(call, 0);
    return [broadcastIndexes(dimsAt(call, 0), dims).map(index => at(values, index))];
  },
  samples: samplesOf([floats(3, 1), ints(2, 1, 6)], [floats(3, 4), ints(1)], [floats(), ints(2, 2)]),
};

export const tile: Operator = {
  name: 'Tile',
  domain: '',
  inputs: [2, 2],
  outputs: [1, 1],
  attributes: [],
  shape: call => [dimsAt(call, 0).map((dim, axis) => dim * at(valuesAt(call, 1), axis))],
  samples: samplesOf([floats(2, 3), ints(2, 1)], [floats(2), ints(0)]),
};

export const where: Operator = {
  name: 'Where',
  domain: '',
  inputs: [3, 3],
  outputs: [1, 1],
  attributes: [],
  shape: call => [broadcast(dimsAt(call, 0), dimsAt(call, 1), dimsAt(call, 2))],
  dtype: call => [call.inputs[1]?.dtype ?? call.inputs[2]?.dtype],
  values: (call, [dims = []]) => [applied(call, 3, dims, (...[condition, yes, no]) => (condition === 0 ? no : yes) ?? 0)],
  samples: samplesOf([{ dims: [3, 1], dtype: 'bool' }, floats(2, 1, 4), floats()], [{ dims: [2], dtype: 'bool' }, floats(2), floats(2)]),
};

export const eyeLike: Operator = {
  name: 'EyeLike',
  domain: '',
  inputs: [1, 1],
  outputs: [1, 1],
  attributes: ['dtype', 'k'],
  shape: call => [dimsAt(call, 0)],
  dtype: call => [call.node.attributes.dtype ? dtypeOf(intOf(call.node, 'dtype', 0)) : call.inputs[0]?.dtype],
  samples: [{ inputs: [floats(3, 4)], attributes: { dtype: { type: 'int', value: 7 } } }],
};

export const oneHot: Operator = {
  name: 'OneHot',
  domain: '',
  inputs: [3, 3],
  outputs: [1, 1],
  attributes: ['axis'],
  shape: call => {
    const indices = dimsAt(call, 0);
    const axis = axisOf(call, indices.length + 1, -1);
    return [[...indices.slice(0, axis), valuesAt(call, 1)[0] ?? clash('a depth without a value'), ...indices.slice(axis)]];
  },
  dtype: call => [call.inputs[2]?.dtype],
  samples: [
    { inputs: [{ dims: [2, 3], dtype: 'int64' }, int(5), floats(2)] },
    { inputs: [{ dims: [2, 3], dtype: 'int64' }, int(4), floats(2)], attributes: { axis: { type: 'int', value: 0 } } },
  ],
};

/** Widths before all axes, then after all; negative ones cut. */
export const pad: Operator = {
  name: 'Pad',
  domain: '',
  inputs: [2, 4],
  outputs: [1, 1],
  attributes: ['mode'],
  shape: call => {
    const { dims } = need(call, 0);
    const widths = valuesAt(call, 1);
    const axes = given(call, 3) ? valuesAt(call, 3).map(axis => axisIn(axis, dims.length)) : dims.map((_, axis) => axis);
    const half = widths.length / 2;
    const more = (axis: number) => (axes.includes(axis) ? at(widths, axes.indexOf(axis)) + at(widths, axes.indexOf(axis) + half) : 0);
    return [checkedDims(dims.map((dim, axis) => dim + more(axis)))];
  },
  samples: samplesOf([floats(2, 3), ints(1, 0, 2, 4)], [floats(2, 3), ints(1, 2), floats(), ints(-1)], [floats(4), ints(-1, 0)]),
};
