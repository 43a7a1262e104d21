import { intOf } from '../../onnx/graph';
import type { Call, Operator } from '../operator';
import { at, axisOf, clash, dimsAt, floats, ints, optionalValues, valuesAt, withDim } from '../rule';

/** Sizes along the axis: as given, or equal ones with the last smaller. */
function partsOf(call: Call, size: number): readonly number[] {
  const given = optionalValues(call, 1);
  const count = given?.length ?? intOf(call.node, 'num_outputs', call.node.outputs.length);
  if (count !== call.node.outputs.length) clash(`${count} parts for ${call.node.outputs.length} outputs`);
  const each = Math.ceil(size / count);
  const parts = given ?? Array.from({ length: count }, (_, index) => Math.max(Math.min(each, size - index * each), 0));
  return parts.reduce((a, b) => a + b, 0) === size ? parts : clash(`parts [${parts.join(', ')}] of ${size}`);
}

export const split: Operator = {
  name: 'Split',
  domain: '',
  inputs: [1, 2],
  outputs: [1, Number.POSITIVE_INFINITY],
  attributes: ['axis', 'num_outputs'],
  shape: call => {
    const dims = dimsAt(call, 0);
    const axis = axisOf(call, dims.length, 0);
    return partsOf(call, at(dims, axis)).map(part => withDim(dims, axis, part));
  },
  dtype: call => call.node.outputs.map(() => call.inputs[0]?.dtype),
  values: (call, parts) => {
    if (dimsAt(call, 0).length !== 1) return [];
    const lengths = parts.map(dims => dims?.[0] ?? 0);
    const starts = lengths.map((_, index) => lengths.slice(0, index).reduce((a, b) => a + b, 0));
    return starts.map((start, index) => valuesAt(call, 0).slice(start, start + (lengths[index] ?? 0)));
  },
  samples: [
    { inputs: [floats(2, 7), ints(3, 4)], attributes: { axis: { type: 'int', value: 1 } }, outputs: 2 },
    { inputs: [floats(7, 2)], attributes: { num_outputs: { type: 'int', value: 3 } }, outputs: 3 },
  ],
};
