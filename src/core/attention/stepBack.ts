import { intOf, intsOf, type Node } from '../onnx/graph';
import { isOne, type Lengths, refactor, sameLengths } from './atoms';
import { contractionOf } from './labels';
import type { Lineage } from './lineage';

/** A factor of an axis with a meaning, as it is carried backward from a product to what made its operand. */
export interface Part {
  readonly key: string;
  readonly lengths: Lengths;
}
export type Parts = readonly (readonly Part[])[];

/** The meaning of axes before a node, from their meaning after it. `input` is the operand walked to. Undefined where it cannot be told. */
type Back = (node: Node, input: string, after: Parts, lineage: Lineage) => Parts | undefined;

const cut = (part: Part, outer: Lengths, inner: Lengths): readonly [Part, Part] => [
  { key: part.key, lengths: outer },
  { key: part.key, lengths: inner },
];

const reshape: Back = (_node, input, after, lineage) => refactor(after.flat(), lineage.lengthsOf(input) ?? [], cut);

const transpose: Back = (node, _input, after) => {
  const perm = intsOf(node, 'perm') ?? after.map((_, axis) => after.length - 1 - axis);
  return perm.map((_, axis) => after[perm.indexOf(axis)] ?? []);
};

/** Same rank, other lengths: what an axis means stays. */
const resize: Back = (node, input, after, lineage) => {
  const lengths = lineage.lengthsOf(input);
  const own = lineage.lengthsOf(node.outputs[0] ?? '');
  if (lengths?.length !== after.length) return undefined;
  return lengths.map((l, axis) => (sameLengths(l, own?.[axis] ?? []) ? (after[axis] ?? []) : resizedPart(after[axis] ?? [], l)));
};

const resizedPart = (parts: readonly Part[], lengths: Lengths): readonly Part[] => (isOne(lengths) ? [] : [{ key: parts.at(-1)?.key ?? 'other', lengths }]);

/** One entry picked by a fixed index: the axis comes back. */
const select: Back = (node, input, after, lineage) => {
  const lengths = lineage.lengthsOf(input);
  if (!lengths) return undefined;
  if (lengths.length === after.length) return resize(node, input, after, lineage);
  if (lengths.length !== after.length + 1) return undefined;
  const axis = intOf(node, 'axis', 0);
  const at = axis < 0 ? axis + lengths.length : axis;
  return [...after.slice(0, at), resizedPart([], lengths[at] ?? [1]), ...after.slice(at)];
};

/** A product with parameters: axes pass by their labels; the contracted one means what the parameters' other axis means after it (heads mixed into heads). */
const mix: Back = (node, input, after, lineage) => {
  const product = contractionOf(node, lineage.lengthsOf);
  const own = product?.operands.find(operand => operand.value === input);
  const other = product?.operands.find(operand => operand.value !== input);
  if (!product || !own) return undefined;
  const stands = other?.labels.find(label => product.out.includes(label) && !own.labels.includes(label));
  const lengths = lineage.lengthsOf(input) ?? [];
  return own.labels.map((label, axis) => {
    if (product.out.includes(label)) return after[product.out.indexOf(label)] ?? [];
    return resizedPart(after[product.out.indexOf(stands ?? '')] ?? [], lengths[axis] ?? [1]);
  });
};

/** Operands are aligned from the right; an axis of length one carries nothing. */
const elementwise: Back = (_node, input, after, lineage) =>
  lineage.lengthsOf(input)?.map((lengths, axis, all) => {
    const parts = after[axis + after.length - all.length] ?? [];
    return isOne(lengths) ? [] : parts;
  });

const BACK: Readonly<Record<string, Back>> = {
  Reshape: reshape,
  Squeeze: reshape,
  Unsqueeze: reshape,
  Flatten: reshape,
  Transpose: transpose,
  Slice: resize,
  Split: resize,
  Pad: resize,
  Concat: resize,
  Gather: select,
  MatMul: mix,
  Gemm: mix,
  Einsum: mix,
};

/** Carries the meaning of axes from a node's first output to one of its inputs. */
export const stepBack: Back = (node, input, after, lineage) => (BACK[node.op] ?? elementwise)(node, input, after, lineage);
