import type { Graph, Node, Weight } from '../onnx/graph';
import { bytesOf, DTYPES, fromBytes } from '../tensor/tensor';

const FLOATING = new Set(['float32', 'float64', 'float16', 'bfloat16']);

export const isFloating = (weight: Weight | undefined): boolean => weight !== undefined && FLOATING.has(weight.dtype);

/** The numbers of a small constant carried in the graph; undefined for values that are computed and for weights that stay on disk. */
export function numbersOf(graph: Graph, value: string | undefined): number[] | undefined {
  const weight = graph.weights.get(value ?? '');
  if (weight?.kind !== 'inline' || weight.dtype === 'float16' || weight.dtype === 'bfloat16') return undefined;
  if (weight.data.byteLength > 64 * DTYPES[weight.dtype].bytes) return undefined;
  const held = fromBytes(weight.dtype, weight.dims, weight.data);
  return bytesOf(held).byteLength ? Array.from(held.data as Iterable<number | bigint>, Number) : [];
}

/** A constant of one element, whatever its rank. */
export function scalarOf(graph: Graph, value: string | undefined): number | undefined {
  const numbers = numbersOf(graph, value);
  return numbers?.length === 1 ? numbers[0] : undefined;
}

/** Axes of a reduction: the second input, an attribute of older operators, or undefined where they are computed or all are meant. */
export function reducedAxes(graph: Graph, node: Node): readonly number[] | undefined {
  const held = node.attributes.axes;
  return held?.type === 'ints' ? held.value : numbersOf(graph, node.inputs[1]);
}
