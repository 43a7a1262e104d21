import type { Operator } from '../operator';
import { at, axisOf, clash, dimsAt, floats, valuesAt, withDim } from '../rule';

export const concat: Operator = {
  name: 'Concat',
  domain: '',
  inputs: [1, Number.POSITIVE_INFINITY],
  outputs: [1, 1],
  attributes: ['axis'],
  shape: call => {
    const shapes = call.node.inputs.map((_, index) => dimsAt(call, index));
    const [first = []] = shapes;
    const axis = axisOf(call, first.length, 0);
    const agree = shapes.every(dims => dims.length === first.length && dims.every((dim, i) => i === axis || dim === first[i]));
    if (!agree) clash(`shapes ${shapes.map(dims => `[${dims.join(', ')}]`).join(', ')} do not join at axis ${axis}`);
    return [
      withDim(
        first,
        axis,
        shapes.reduce((sum, dims) => sum + at(dims, axis), 0),
      ),
    ];
  },
  values: (call, [dims = []]) => [dims.length === 1 ? call.node.inputs.flatMap((_, index) => valuesAt(call, index)) : undefined],
  samples: [
    { inputs: [floats(2, 3), floats(2, 5)], attributes: { axis: { type: 'int', value: -1 } } },
    { inputs: [floats(1, 3), floats(0, 3), floats(4, 3)], attributes: { axis: { type: 'int', value: 0 } } },
  ],
};
