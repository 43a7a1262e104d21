import { intOf, type Node } from '../onnx/graph';
import { isOne, type Lengths } from './atoms';

/** An operand of a product, each axis with a label; equal labels run together. */
export interface Labelled {
  readonly value: string;
  readonly labels: readonly string[];
}

/** A sum of products written with labels, as Einsum writes it. A label that `out` lacks is contracted. */
export interface Contraction {
  readonly operands: readonly Labelled[];
  readonly out: readonly string[];
}

export type LengthsOf = (value: string) => readonly Lengths[] | undefined;

const batchLabels = (count: number) => Array.from({ length: count }, (_, i) => `batch${count - i}`);

/** MatMul, and FusedMatMul with its transposed operands; operands of rank one have no row or no column. */
function matMul(node: Node, lengthsOf: LengthsOf): Contraction | undefined {
  const [a = '', b = ''] = node.inputs;
  const [left, right] = [lengthsOf(a)?.length ?? 0, lengthsOf(b)?.length ?? 0];
  if (!left || !right) return undefined;
  const flip = (name: string, pair: readonly string[]) => (intOf(node, name, 0) ? [...pair].reverse() : pair);
  const rows = left === 1 ? ['inner'] : [...batchLabels(left - 2), ...flip('transA', ['row', 'inner'])];
  const columns = right === 1 ? ['inner'] : [...batchLabels(right - 2), ...flip('transB', ['inner', 'column'])];
  const out = [...batchLabels(Math.max(left, right, 2) - 2), ...(left > 1 ? ['row'] : []), ...(right > 1 ? ['column'] : [])];
  return {
    operands: [
      { value: a, labels: rows },
      { value: b, labels: columns },
    ],
    out,
  };
}

function gemm(node: Node): Contraction {
  const [a = '', b = ''] = node.inputs;
  return {
    operands: [
      { value: a, labels: intOf(node, 'transA', 0) ? ['inner', 'row'] : ['row', 'inner'] },
      { value: b, labels: intOf(node, 'transB', 0) ? ['column', 'inner'] : ['inner', 'column'] },
    ],
    out: ['row', 'column'],
  };
}

/** The labels of one term of an equation; `...` stands for as many axes as the operand has more than letters. */
function termLabels(term: string, rank: number | undefined): string[] {
  const letters = [...term.replace('...', '.')];
  const spread = Math.max(0, (rank ?? 0) - (letters.length - 1));
  return letters.flatMap(letter => (letter === '.' ? batchLabels(spread) : [letter]));
}

function einsum(node: Node, lengthsOf: LengthsOf): Contraction | undefined {
  const equation = node.attributes.equation;
  if (equation?.type !== 'string') return undefined;
  const [inputs = '', output] = equation.value.replaceAll(' ', '').split('->');
  const operands = inputs.split(',').map((term, i) => {
    const value = node.inputs[i] ?? '';
    return { value, labels: termLabels(term, lengthsOf(value)?.length) };
  });
  const spread = operands.map(({ labels }) => labels.filter(label => label.length > 1)).reduce((a, b) => (b.length > a.length ? b : a), []);
  const letters = operands.flatMap(({ labels }) => labels.filter(label => label.length === 1));
  const implicit = [...new Set(letters)].filter(letter => letters.indexOf(letter) === letters.lastIndexOf(letter)).sort();
  const out = output === undefined ? [...spread, ...implicit] : [...output.replace('...', '.')].flatMap(letter => (letter === '.' ? spread : [letter]));
  return { operands, out };
}

/** A product that one node makes, as labels; undefined for every other operator. */
export function contractionOf(node: Node, lengthsOf: LengthsOf): Contraction | undefined {
  if (node.op === 'MatMul' && node.domain === '') return matMul(node, lengthsOf);
  if (node.op === 'FusedMatMul' && !intOf(node, 'transBatchA', 0) && !intOf(node, 'transBatchB', 0)) return matMul(node, lengthsOf);
  if (node.op === 'Gemm') return gemm(node);
  if (node.op === 'Einsum') return einsum(node, lengthsOf);
  return undefined;
}

/** Mul followed by a sum over `axes` of its result: labels count from the right, as broadcasting does. */
export function mulAndSum(mul: Node, axes: readonly number[], lengthsOf: LengthsOf): Contraction | undefined {
  const ranks = mul.inputs.map(value => lengthsOf(value)?.length);
  const rank = Math.max(...ranks.map(r => r ?? 0));
  if (mul.inputs.length !== 2 || ranks.includes(undefined)) return undefined;
  const from = (r: number) => Array.from({ length: r }, (_, i) => `axis${r - i}`);
  const summed = new Set(axes.map(axis => `axis${rank - (axis < 0 ? axis + rank : axis)}`));
  return { operands: mul.inputs.map((value, i) => ({ value, labels: from(ranks[i] ?? 0) })), out: from(rank).filter(label => !summed.has(label)) };
}

/** Labels of an operand whose axis is longer than one. */
export const liveLabels = (operand: Labelled, lengthsOf: LengthsOf): readonly string[] => {
  const lengths = lengthsOf(operand.value) ?? [];
  return operand.labels.filter((_, axis) => !isOne(lengths[axis] ?? [1]));
};
