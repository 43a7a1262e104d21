import { intOf } from '../onnx/graph';
import type { DType } from '../tensor/tensor';
import type { Call, Dims, Operator, Sample } from './operator';
import { axisIn, broadcast, broadcastIndexes, dimsAt, floats, given, need, optionalValues, samplesOf, valuesAt } from './rule';

type Apply = (...numbers: number[]) => number;

const PAIRS: Sample[] = samplesOf([floats(2, 3), floats(2, 3)], [floats(2, 1, 4), floats(3, 1)], [floats(), floats(5)], [floats(0, 3), floats(1, 3)]);
const ONES: Sample[] = samplesOf([floats(2, 3)], [floats()], [floats(0, 4)]);

/** The numbers of a broadcast result, element by element. */
export function applied(call: Call, count: number, to: Dims, apply: Apply): number[] {
  const columns = Array.from({ length: count }, (_, index) => {
    const values = valuesAt(call, index);
    return broadcastIndexes(dimsAt(call, index), to).map(from => values[from] ?? 0);
  });
  return (columns[0] ?? []).map((_, element) => apply(...columns.map(column => column[element] ?? 0)));
}

interface Pairwise {
  readonly apply?: Apply;
  /** Gives bools rather than numbers of the inputs' type. */
  readonly compares?: boolean;
  readonly attributes?: readonly string[];
  readonly samples?: readonly Sample[];
}

/** An operator on two tensors that broadcast to each other. */
export const pairwise = (name: string, { apply, compares = false, attributes = [], samples = PAIRS }: Pairwise = {}): Operator => ({
  name,
  domain: '',
  inputs: [2, 2],
  outputs: [1, 1],
  attributes,
  shape: call => [broadcast(dimsAt(call, 0), dimsAt(call, 1))],
  dtype: call => [compares ? 'bool' : call.inputs[0]?.dtype],
  ...(apply && { values: (call: Call, [dims = []]: readonly (Dims | undefined)[]) => [applied(call, 2, dims, apply)] }),
  samples,
});

/** An operator on any number of tensors that broadcast to each other. */
export const variadic = (name: string, apply?: Apply): Operator => ({
  name,
  domain: '',
  inputs: [1, Number.POSITIVE_INFINITY],
  outputs: [1, 1],
  attributes: [],
  shape: call => [broadcast(...call.node.inputs.map((_, index) => dimsAt(call, index)))],
  ...(apply && { values: (call: Call, [dims = []]: readonly (Dims | undefined)[]) => [applied(call, call.node.inputs.length, dims, apply)] }),
  samples: samplesOf([floats(2, 3)], [floats(2, 1), floats(3)], [floats(2, 3), floats(), floats(4, 1, 1)]),
});

interface Unary {
  readonly apply?: Apply;
  readonly dtype?: DType;
  readonly attributes?: readonly string[];
  readonly samples?: readonly Sample[];
}

/** An operator on each element alone. */
export const unary = (name: string, { apply, dtype, attributes = [], samples = ONES }: Unary = {}): Operator => ({
  name,
  domain: '',
  inputs: [1, 1],
  outputs: [1, 1],
  attributes,
  shape: call => [dimsAt(call, 0)],
  ...(dtype && { dtype: () => [dtype] }),
  ...(apply && { values: (call: Call) => [valuesAt(call, 0).map(value => apply(value))] }),
  samples,
});

/** Axes that a reduction runs over: those of its second input, all where there are none (unless `noop_with_empty_axes`). */
function reducedAxes(call: Call, rank: number): ReadonlySet<number> {
  const axes = optionalValues(call, 1) ?? [];
  if (axes.length > 0) return new Set(axes.map(axis => axisIn(axis, rank)));
  return new Set(intOf(call.node, 'noop_with_empty_axes', 0) === 1 ? [] : Array.from({ length: rank }, (_, axis) => axis));
}

/** An operator that reduces along axes; `fold` joins two numbers, starting from `start`. */
export const reduction = (name: string, fold?: { readonly start: number; readonly join: (a: number, b: number) => number }): Operator => ({
  name,
  domain: '',
  inputs: [1, 2],
  outputs: [1, 1],
  attributes: ['keepdims', 'noop_with_empty_axes'],
  shape: call => {
    const { dims } = need(call, 0);
    const axes = reducedAxes(call, dims.length);
    const kept = intOf(call.node, 'keepdims', 1) === 1;
    return [dims.flatMap((dim, axis) => (axes.has(axis) ? (kept ? [1] : []) : [dim]))];
  },
  ...(fold && {
    values: (call: Call, [dims = []]: readonly (Dims | undefined)[]) =>
      dims.every(dim => dim === 1) && (!given(call, 1) || reducedAxes(call, dimsAt(call, 0).length).size === dimsAt(call, 0).length)
        ? [[valuesAt(call, 0).reduce((a, b) => fold.join(a, b), fold.start)]]
        : [undefined],
  }),
  samples: [
    { inputs: [floats(2, 3, 4), { dims: [1], dtype: 'int64', values: [-1] }] },
    { inputs: [floats(2, 3, 4), { dims: [2], dtype: 'int64', values: [0, 2] }], attributes: { keepdims: { type: 'int', value: 0 } } },
    { inputs: [floats(2, 3)] },
    { inputs: [floats(2, 3), { dims: [0], dtype: 'int64', values: [] }], attributes: { noop_with_empty_axes: { type: 'int', value: 1 } } },
  ],
});
