import { dtypeOf } from '../../onnx/dataTypes';
import { intOf } from '../../onnx/graph';
import type { DType } from '../../tensor/tensor';
import type { Call, Operator } from '../operator';
import { dimsAt, floats, valuesAt } from '../rule';

const target = (call: Call): DType | undefined => dtypeOf(intOf(call.node, 'to', 0));

const convert = (value: number, dtype: DType): number => {
  if (dtype === 'bool') return value === 0 ? 0 : 1;
  if (dtype === 'float32') return Math.fround(value);
  return dtype === 'float64' ? value : Math.trunc(value);
};

export const cast: Operator = {
  name: 'Cast',
  domain: '',
  inputs: [1, 1],
  outputs: [1, 1],
  attributes: ['to', 'saturate'],
  shape: call => [dimsAt(call, 0)],
  dtype: call => [target(call)],
  // Half precision rounds, and shapes are never made of it.
  values: call => {
    const dtype = target(call);
    return [dtype && dtype !== 'float16' && dtype !== 'bfloat16' ? valuesAt(call, 0).map(value => convert(value, dtype)) : undefined];
  },
  samples: [
    { inputs: [floats(2, 3)], attributes: { to: { type: 'int', value: 7 } } },
    { inputs: [{ dims: [4], dtype: 'int64' }], attributes: { to: { type: 'int', value: 9 } } },
  ],
};

export const castLike: Operator = {
  name: 'CastLike',
  domain: '',
  inputs: [2, 2],
  outputs: [1, 1],
  attributes: ['saturate'],
  shape: call => [dimsAt(call, 0)],
  dtype: call => [call.inputs[1]?.dtype],
  samples: [{ inputs: [floats(2, 3), { dims: [1], dtype: 'int64' }] }],
};
