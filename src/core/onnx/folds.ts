import type { DType } from '../tensor/tensor';
import { DATA_TYPES } from './dataTypes';
import { intOf, type Node } from './graph';

/** A small constant of whole numbers; bools are 0 and 1. Row-major. */
export interface Whole {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly values: readonly bigint[];
}
type Fold = (inputs: readonly (Whole | undefined)[], node: Node) => Whole | undefined;

const list = (values: readonly bigint[], dtype: DType = 'int64'): Whole => ({ dtype, dims: [values.length], values });
const numbers = (whole: Whole | undefined): number[] | undefined => whole?.values.map(Number);

/** Two of one shape, or one of them a scalar: anything else is for the runtime. */
const paired =
  (apply: (a: bigint, b: bigint) => bigint | undefined, dtype?: DType): Fold =>
  ([a, b]) => {
    if (!a || !b || (a.dims.length > 0 && b.dims.length > 0 && String(a.dims) !== String(b.dims))) return undefined;
    const { dims, values } = a.dims.length > 0 ? a : b;
    const results = values.map((_, i) => apply(a.values[a.dims.length > 0 ? i : 0] ?? 0n, b.values[b.dims.length > 0 ? i : 0] ?? 0n));
    return results.every(value => value !== undefined) ? { dtype: dtype ?? a.dtype, dims, values: results } : undefined;
  };

const squeeze: Fold = ([data, axes]) => {
  if (!data) return undefined;
  const gone = numbers(axes)?.map(axis => (axis < 0 ? axis + data.dims.length : axis));
  return { ...data, dims: data.dims.filter((dim, axis) => (gone ? !gone.includes(axis) : dim !== 1)) };
};

const unsqueeze: Fold = ([data, axes]) => {
  if (!data || !axes) return undefined;
  const rank = data.dims.length + axes.values.length;
  const added = new Set(axes.values.map(axis => Number(axis) + (axis < 0n ? rank : 0)));
  const rest = [...data.dims];
  return { ...data, dims: Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (rest.shift() ?? 1))) };
};

const slice: Fold = ([data, starts, ends, axes, steps]) => {
  if (data?.dims.length !== 1 || starts?.values.length !== 1 || ends?.values.length !== 1) return undefined;
  if ((axes && Number(axes.values[0]) > 0) || (steps && steps.values[0] !== 1n)) return undefined;
  const length = BigInt(data.values.length);
  const place = (at = 0n) => Number(at < -length ? 0n : at > length ? length : at < 0n ? at + length : at);
  return list(data.values.slice(place(starts.values[0]), place(ends.values[0])), data.dtype);
};

const gather: Fold = ([data, indices], node) => {
  if (data?.dims.length !== 1 || !indices || intOf(node, 'axis', 0) > 0) return undefined;
  const taken = indices.values.map(index => data.values.at(Number(index)));
  return taken.every(value => value !== undefined) ? { dtype: data.dtype, dims: indices.dims, values: taken } : undefined;
};

const reshape: Fold = ([data, shape]) => {
  const wanted = numbers(shape)?.map((dim, axis) => (dim === 0 ? (data?.dims[axis] ?? 0) : dim));
  if (!data || !wanted) return undefined;
  const others = wanted.filter(dim => dim !== -1).reduce((a, b) => a * b, 1);
  return { ...data, dims: wanted.map(dim => (dim === -1 ? data.values.length / others : dim)) };
};

const cast: Fold = ([data], node) => {
  const to = (['int64', 'int32', 'bool'] as const).find(dtype => DATA_TYPES[dtype] === intOf(node, 'to', 0));
  if (!data || !to) return undefined;
  return {
    dtype: to,
    dims: data.dims,
    values: to === 'bool' ? data.values.map(value => (value ? 1n : 0n)) : data.values.map(value => (to === 'int32' ? BigInt.asIntN(32, value) : value)),
  };
};

const shape: Fold = ([dims], node) => {
  const whole = dims?.values ?? [];
  return list(whole.slice(intOf(node, 'start', 0), intOf(node, 'end', whole.length)));
};

const concat: Fold = (inputs, node) =>
  intOf(node, 'axis', 0) <= 0 && inputs.every(input => input?.dims.length === 1)
    ? list(
        inputs.flatMap(input => input?.values ?? []),
        inputs[0]?.dtype,
      )
    : undefined;

/** Operators whose result on constants of whole numbers is plain. Each gives undefined where it is not sure. */
export const FOLDS: Readonly<Record<string, Fold>> = {
  Add: paired((a, b) => a + b),
  Cast: cast,
  Concat: concat,
  // Whole division of the standard cuts towards zero, as BigInt does.
  Div: paired((a, b) => (b === 0n ? undefined : a / b)),
  Equal: paired((a, b) => (a === b ? 1n : 0n), 'bool'),
  Gather: gather,
  Mul: paired((a, b) => a * b),
  Reshape: reshape,
  Shape: shape,
  Slice: slice,
  Squeeze: squeeze,
  Sub: paired((a, b) => a - b),
  Unsqueeze: unsqueeze,
};
