import { intOf } from '../onnx/graph';
import { sizeOf } from '../tensor/tensor';
import type { Call, Dims, Fact, Sample, SampleInput } from './operator';

/** Thrown by a rule whose answer hangs on something that is not known before the graph runs. */
export const UNKNOWN = new Error('unknown');

/** Thrown by a rule whose inputs contradict each other. */
export class Clash extends Error {}

export function clash(why: string): never {
  throw new Clash(why);
}

/** Input `index`, known; throws UNKNOWN where it is not. */
export function need(call: Call, index: number): Fact {
  const fact = call.inputs[index];
  if (!fact) throw UNKNOWN;
  return fact;
}

export const dimsAt = (call: Call, index: number): Dims => need(call, index).dims;

/** The values of a small input; throws UNKNOWN where they are not known. */
export function valuesAt(call: Call, index: number): readonly number[] {
  const { values } = need(call, index);
  if (!values) throw UNKNOWN;
  return values;
}

/** Whether the node has an input at all, known or not. */
export const given = (call: Call, index: number): boolean => Boolean(call.node.inputs[index]);

/** The values of an input that may be left out. */
export const optionalValues = (call: Call, index: number): readonly number[] | undefined => (given(call, index) ? valuesAt(call, index) : undefined);

/** An axis counted from the front; `rank` axes there are. */
export function axisIn(axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) clash(`axis ${axis} of ${rank}`);
  return axis < 0 ? axis + rank : axis;
}

/** The `axis` attribute, counted from the front. */
export const axisOf = (call: Call, rank: number, otherwise: number): number => axisIn(intOf(call.node, 'axis', otherwise), rank);

export const at = (dims: Dims, axis: number): number => dims[axis] ?? clash(`no axis ${axis} in [${dims.join(', ')}]`);

/** Replaces one dimension. */
export const withDim = (dims: Dims, axis: number, size: number): Dims => dims.map((dim, index) => (index === axis ? size : dim));

/** The shape that all broadcast to, aligned from the right. */
export function broadcast(...shapes: readonly Dims[]): Dims {
  const rank = Math.max(0, ...shapes.map(dims => dims.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map(dims => dims[axis - rank + dims.length] ?? 1);
    const size = sizes.find(one => one !== 1) ?? 1;
    return sizes.every(one => one === 1 || one === size) ? size : clash(`shapes ${shapes.map(dims => `[${dims.join(', ')}]`).join(' and ')} do not broadcast`);
  });
}

/** Dims as a shape input spells them: whole and not negative. */
export const checkedDims = (values: readonly number[]): Dims => (values.every(dim => Number.isSafeInteger(dim) && dim >= 0) ? values : clash(`[${values.join(', ')}] is no shape`));

/** Distance between neighbours along each axis, row-major. */
export const stridesOf = (dims: Dims): Dims => dims.map((_, axis) => sizeOf(dims.slice(axis + 1)));

/** Where each element of `to` is found in a tensor `from` that broadcasts to it. */
export function broadcastIndexes(from: Dims, to: Dims): number[] {
  const [strides, own] = [stridesOf(to), stridesOf(from)];
  const lead = to.length - from.length;
  return Array.from({ length: sizeOf(to) }, (_, index) =>
    from.reduce((sum, dim, axis) => sum + (dim === 1 ? 0 : (Math.floor(index / at(strides, axis + lead)) % dim) * at(own, axis)), 0),
  );
}

/** A sample input of floats. */
export const floats = (...dims: number[]): SampleInput => ({ dims });
/** A constant list of int64. */
export const ints = (...values: number[]): SampleInput => ({ dims: [values.length], dtype: 'int64', values });
/** A constant int64 scalar. */
export const int = (value: number): SampleInput => ({ dims: [], dtype: 'int64', values: [value] });

/** Samples that differ in their inputs only. */
export const samplesOf = (...inputs: readonly (readonly (SampleInput | null)[])[]): Sample[] => inputs.map(each => ({ inputs: each }));
