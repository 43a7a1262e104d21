import { intOf } from '../../onnx/graph';
import { sizeOf } from '../../tensor/tensor';
import type { Call, Dims, Operator } from '../operator';
import { checkedDims, clash, dimsAt, floats, ints, optionalValues, samplesOf, valuesAt } from '../rule';

/** 0 keeps the dimension at its place (unless `allowzero`), -1 takes what is left. */
function reshaped(dims: Dims, wanted: readonly number[], allowZero: boolean): Dims {
  const kept = wanted.map((dim, axis) => (dim === 0 && !allowZero ? (dims[axis] ?? clash(`0 at axis ${axis} of [${wanted.join(', ')}]`)) : dim));
  const free = kept.indexOf(-1);
  const others = sizeOf(kept.filter((_, axis) => axis !== free));
  const made = checkedDims(free < 0 ? kept : kept.map((dim, axis) => (axis === free ? (others === 0 ? 0 : sizeOf(dims) / others) : dim)));
  return sizeOf(made) === sizeOf(dims) ? made : clash(`[${dims.join(', ')}] does not become [${wanted.join(', ')}]`);
}

const moved = (call: Call) => [valuesAt(call, 0)];

export const reshape: Operator = {
  name: 'Reshape',
  domain: '',
  inputs: [2, 2],
  outputs: [1, 1],
  attributes: ['allowzero'],
  shape: call => [reshaped(dimsAt(call, 0), valuesAt(call, 1), intOf(call.node, 'allowzero', 0) === 1)],
  values: moved,
  samples: [
    ...samplesOf([floats(2, 3, 4), ints(0, -1)], [floats(2, 6), ints(3, 2, 2)], [floats(4), ints(-1, 1, 4)], [floats(1), ints()]),
    { inputs: [floats(0, 3), ints(3, 0)], attributes: { allowzero: { type: 'int', value: 1 } } },
  ],
};

export const flatten: Operator = {
  name: 'Flatten',
  domain: '',
  inputs: [1, 1],
  outputs: [1, 1],
  attributes: ['axis'],
  shape: call => {
    const dims = dimsAt(call, 0);
    const axis = intOf(call.node, 'axis', 1);
    const cut = axis < 0 ? axis + dims.length : axis;
    return [[sizeOf(dims.slice(0, cut)), sizeOf(dims.slice(cut))]];
  },
  values: moved,
  samples: [
    { inputs: [floats(2, 3, 4)], attributes: { axis: { type: 'int', value: 2 } } },
    { inputs: [floats(2, 3, 4)] },
    { inputs: [floats(2, 3)], attributes: { axis: { type: 'int', value: 0 } } },
  ],
};

const placed = (axes: readonly number[], rank: number): ReadonlySet<number> => {
  const found = new Set(axes.map(axis => (axis < 0 ? axis + rank : axis)));
  return found.size === axes.length && [...found].every(axis => axis >= 0 && axis < rank) ? found : clash(`axes [${axes.join(', ')}] of ${rank}`);
};

export const squeeze: Operator = {
  name: 'Squeeze',
  domain: '',
  inputs: [1, 2],
  outputs: [1, 1],
  attributes: [],
  shape: call => {
    const dims = dimsAt(call, 0);
    const axes = optionalValues(call, 1);
    const gone = axes ? placed(axes, dims.length) : new Set(dims.flatMap((dim, axis) => (dim === 1 ? [axis] : [])));
    return [dims.filter((dim, axis) => !gone.has(axis) || (dim !== 1 && clash(`axis ${axis} of [${dims.join(', ')}] is not 1`)))];
  },
  values: moved,
  samples: samplesOf([floats(1, 3, 1), ints(0)], [floats(1, 3, 1), ints(-1, 0)], [floats(1, 3, 1)]),
};

export const unsqueeze: Operator = {
  name: 'Unsqueeze',
  domain: '',
  inputs: [2, 2],
  outputs: [1, 1],
  attributes: [],
  shape: call => {
    const rest = [...dimsAt(call, 0)];
    const axes = valuesAt(call, 1);
    const rank = rest.length + axes.length;
    const added = placed(axes, rank);
    return [Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (rest.shift() ?? 1)))];
  },
  values: moved,
  samples: samplesOf([floats(3, 4), ints(0)], [floats(3, 4), ints(-1, 1)], [floats(), ints(0)]),
};
