import { intOf, intsOf } from '../onnx/graph';
import { type Atom, type AtomTable, type Axes, isOne, type Lengths, lengthOf, refactor, sameLengths } from './atoms';
import { broadcastAxes } from './broadcast';
import { reducedAxes } from './constants';
import { contractionOf } from './labels';
import type { LineageRule, Tracing } from './lineage';

const positive = (axis: number, rank: number) => (axis < 0 ? axis + rank : axis);

const transpose: LineageRule = (node, _output, { axesOf }) => {
  const axes = axesOf(node.inputs[0] ?? '');
  const perm = intsOf(node, 'perm');
  return axes && (perm ? perm.map(axis => axes[axis] ?? []) : [...axes].reverse());
};

/** Reshape and its kin keep the order of elements: the row of factors is cut anew. */
const reshape: LineageRule = (node, output, { axesOf, lengthsOf, table }) =>
  refactor((axesOf(node.inputs[0] ?? '') ?? []).flat(), lengthsOf(output) ?? [], (atom, outer, inner) => table.split(atom, outer, inner));

/** Along every axis the same thing, shorter or longer: Slice, Pad, Split, TopK, pooling. */
const resize: LineageRule = (node, output, tracing) => resized(node.inputs[0] ?? '', output, tracing);

function resized(input: string, output: string, { axesOf, lengthsOf, table }: Tracing): Axes | undefined {
  const [axes, before, after] = [axesOf(input), lengthsOf(input), lengthsOf(output)];
  if (!axes || !before || before.length !== after?.length) return undefined;
  return after.map((lengths, axis) => (sameLengths(lengths, before[axis] ?? []) ? (axes[axis] ?? []) : table.resized(axes[axis] ?? [], lengths)));
}

const tile: LineageRule = (node, output, { axesOf, lengthsOf, table }) => {
  const [axes, before] = [axesOf(node.inputs[0] ?? ''), lengthsOf(node.inputs[0] ?? '')];
  return lengthsOf(output)?.map((lengths, axis) => {
    const times = lengths.map((length, run) => length / (before?.[axis]?.[run] ?? 1));
    const own = axes?.[axis] ?? [];
    return isOne(times) ? own : [table.guess(times, true), ...own];
  });
};

/** Axes that Expand adds or stretches hold one thing over and over. */
const expand: LineageRule = (node, output, { axesOf, lengthsOf, table }) => {
  const [value = ''] = node.inputs;
  const [axes, lengths] = [axesOf(value), lengthsOf(value)];
  return axes && lengths && broadcastAxes([{ axes, lengths }], lengthsOf(output) ?? [], table);
};

const concat: LineageRule = (node, output, { axesOf, lengthsOf, table }) => {
  const after = lengthsOf(output) ?? [];
  const along = positive(intOf(node, 'axis', 0), after.length);
  const parts = node.inputs.flatMap(value => axesOf(value) ?? []).length ? node.inputs.map(value => axesOf(value)) : [];
  return after.map((lengths, axis) => {
    const offers = parts.map(part => part?.[axis] ?? []);
    if (axis === along) return table.resized(offers.flat(), lengths);
    return offers.find(atoms => atoms.some(atom => atom.source === 'input')) ?? offers.find(atoms => atoms.length) ?? [];
  });
};

/** Rows of a table: the picked axis gives way to the axes of the indices. Picking with fixed indices is a slice. */
const gather: LineageRule = (node, output, tracing) => {
  const { axesOf, lengthsOf, table, graph } = tracing;
  const [data = '', indices = ''] = node.inputs;
  const [axes, picks] = [axesOf(data), axesOf(indices)];
  if (!axes || !picks) return undefined;
  const along = positive(intOf(node, 'axis', 0), axes.length);
  const out = lengthsOf(output) ?? [];
  const fixed = graph.weights.has(indices) && axes[along]?.some(atom => atom.source === 'input');
  const picked = picks.map((atoms, i) => (fixed ? table.resized(axes[along] ?? [], out[along + i] ?? [1]) : atoms));
  return [...axes.slice(0, along), ...picked, ...axes.slice(along + 1)];
};

/** Products: each axis of the result from the operand that has it. */
const contraction: LineageRule = (node, output, { axesOf, lengthsOf, table }) => {
  const product = contractionOf(node, lengthsOf);
  const out = lengthsOf(output) ?? [];
  return product?.out.map((label, axis) => {
    const offers = product.operands.flatMap(({ value, labels }) => {
      const atoms = axesOf(value)?.[labels.indexOf(label)];
      return atoms?.length ? [atoms] : [];
    });
    const runs = out[axis]?.length ?? 1;
    const fitting = offers.filter(atoms => sameLengths(lengthOf(atoms, runs), out[axis] ?? []));
    return fitting.find(atoms => atoms.some(atom => atom.source === 'input')) ?? fitting[0] ?? table.resized([], out[axis] ?? [1]);
  });
};

const reduce: LineageRule = (node, output, { graph, axesOf, lengthsOf }) => {
  const axes = axesOf(node.inputs[0] ?? '');
  const after = lengthsOf(output) ?? [];
  if (!axes) return undefined;
  if (after.length === axes.length) return after.map((lengths, axis) => (isOne(lengths) ? [] : (axes[axis] ?? [])));
  const single = node.op.startsWith('Arg') ? [intOf(node, 'axis', 0)] : reducedAxes(graph, node);
  const gone = new Set(single?.map(axis => positive(axis, axes.length)));
  return axes.filter((_, axis) => !gone.has(axis));
};

const feature = (table: AtomTable, lengths: Lengths | undefined): readonly Atom[] => (lengths && !isOne(lengths) ? [table.make(lengths, 'weight')] : []);

/** [batch, channels, ...space]: the channels come from the kernel, space stays space. */
const convolution: LineageRule = (node, output, tracing) => {
  const axes = resized(node.inputs[0] ?? '', output, tracing);
  return axes?.map((atoms, axis) => (axis === 1 ? feature(tracing.table, tracing.lengthsOf(output)?.[1]) : atoms));
};

/** X [time, batch, features] to Y [time, directions, batch, hidden], and to the last states [directions, batch, hidden]; batch first with layout 1. */
const recurrent: LineageRule = (node, output, { axesOf, lengthsOf, table }) => {
  const x = axesOf(node.inputs[0] ?? '') ?? [];
  const out = lengthsOf(output) ?? [];
  const [first, second] = [x[0] ?? [], x[1] ?? []];
  const made = (axis: number) => feature(table, out[axis]);
  if (intOf(node, 'layout', 0)) return out.length === 4 ? [first, second, made(2), made(3)] : [first, made(1), made(2)];
  return out.length === 4 ? [first, made(1), second, made(3)] : [made(0), second, made(2)];
};

/** Values that are about shapes, or whose axes follow from no operand: found again by their lengths alone. */
const unrelated: LineageRule = () => undefined;

const each = (rule: LineageRule, ...ops: readonly string[]) => Object.fromEntries(ops.map(op => [op, rule]));

/** What operators do to axes; one that is not here works elementwise, as far as the measured lengths bear it out. */
export const LINEAGE_RULES: Readonly<Record<string, LineageRule>> = {
  ...each(transpose, 'Transpose'),
  ...each(reshape, 'Reshape', 'Squeeze', 'Unsqueeze', 'Flatten'),
  ...each(resize, 'Slice', 'Pad', 'Split', 'TopK', 'MaxPool', 'AveragePool', 'LpPool', 'Resize', 'Upsample', 'GlobalAveragePool', 'GlobalMaxPool', 'GatherElements', 'Compress'),
  ...each(tile, 'Tile'),
  ...each(expand, 'Expand'),
  ...each(concat, 'Concat'),
  ...each(gather, 'Gather'),
  ...each(contraction, 'MatMul', 'FusedMatMul', 'Gemm', 'Einsum'),
  ...each(reduce, 'ReduceSum', 'ReduceMean', 'ReduceMax', 'ReduceMin', 'ReduceL1', 'ReduceL2', 'ReduceProd', 'ReduceLogSumExp', 'ReduceSumSquare', 'ArgMax', 'ArgMin'),
  ...each(convolution, 'Conv', 'ConvTranspose', 'FusedConv'),
  ...each(recurrent, 'LSTM', 'GRU', 'RNN'),
  ...each(unrelated, 'Shape', 'Size', 'Range', 'ConstantOfShape', 'NonZero', 'OneHot', 'EyeLike', 'Scan', 'Loop', 'If', 'DepthToSpace', 'SpaceToDepth', 'GatherND'),
};
