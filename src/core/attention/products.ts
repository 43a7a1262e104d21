import { consumers, type Graph, type Node, producers } from '../onnx/graph';
import type { Atom } from './atoms';
import { reducedAxes } from './constants';
import type { Dependence } from './dependence';
import { type Contraction, contractionOf, liveLabels, mulAndSum } from './labels';
import type { Lineage } from './lineage';

/** One operand of a product of two activations; numbers are axes of `value`, each longer than one. */
export interface Operand {
  readonly value: string;
  readonly labels: readonly string[];
  readonly contracted: readonly number[];
  /** In both operands and in the result. */
  readonly shared: readonly number[];
  /** In this operand and the result alone; of these, `spread` are batch axes over which the other operand is broadcast. */
  readonly free: readonly number[];
  readonly spread: readonly number[];
}

/** A product of two activations, whatever operators write it. */
export interface Product {
  readonly node: Node;
  readonly result: string;
  /** Labels of the result's axes, contracted ones left out. */
  readonly out: readonly string[];
  readonly operands: readonly [Operand, Operand];
}

/** Operators that hand a value on as it is. */
const PLAIN = new Set(['Cast', 'Identity', 'Dropout']);

function operandOf(contraction: Contraction, index: 0 | 1, lineage: Lineage): Operand {
  const own = contraction.operands[index];
  const other = contraction.operands[index === 0 ? 1 : 0];
  const { value = '', labels = [] } = own ?? {};
  const live = new Set(own && liveLabels(own, lineage.lengthsOf));
  const theirs = new Set(other && liveLabels(other, lineage.lengthsOf));
  const axes = labels.flatMap((label, axis) => (live.has(label) ? [{ label, axis }] : []));
  const pick = (fits: (label: string) => boolean) => axes.filter(({ label }) => fits(label)).map(({ axis }) => axis);
  const kept = (label: string) => contraction.out.includes(label);
  return {
    value,
    labels,
    contracted: pick(label => theirs.has(label) && !kept(label)),
    shared: pick(label => theirs.has(label) && kept(label)),
    free: pick(label => !theirs.has(label) && kept(label)),
    spread: pick(label => !theirs.has(label) && kept(label) && label.startsWith('batch')),
  };
}

function productOf(node: Node, result: string, contraction: Contraction | undefined, lineage: Lineage, { data }: Dependence): Product | undefined {
  if (contraction?.operands.length !== 2 || !contraction.operands.every(({ value }) => data(value))) return undefined;
  if (contraction.operands[0]?.value === contraction.operands[1]?.value) return undefined;
  const operands = [operandOf(contraction, 0, lineage), operandOf(contraction, 1, lineage)] as const;
  return operands[0].contracted.length ? { node, result, out: contraction.out, operands } : undefined;
}

/** Every product of two activations that sums over an axis of both, in graph order. */
export function productsOf(graph: Graph, lineage: Lineage, dependence: Dependence): Product[] {
  const made = producers(graph);
  const maker = (value: string): Node | undefined => {
    const node = made.get(value);
    return node && PLAIN.has(node.op) ? maker(node.inputs[0] ?? '') : node;
  };
  return graph.nodes.flatMap(node => {
    const result = node.outputs[0] ?? '';
    if (node.op !== 'ReduceSum') return productOf(node, result, contractionOf(node, lineage.lengthsOf), lineage, dependence) ?? [];
    const mul = maker(node.inputs[0] ?? '');
    const axes = reducedAxes(graph, node);
    return (mul?.op === 'Mul' && axes && productOf(node, result, mulAndSum(mul, axes, lineage.lengthsOf), lineage, dependence)) || [];
  });
}

export const atomsAt = (lineage: Lineage, value: string, axes: readonly number[]): Atom[] => axes.flatMap(axis => lineage.axesOf(value)?.[axis] ?? []);

/** Values that follow from `value` by layout alone, nearest first, with the nodes that make them. */
export function layoutsAfter(graph: Graph, value: string): { readonly node: Node; readonly value: string }[] {
  const read = consumers(graph);
  const seen: { node: Node; value: string }[] = [];
  const visit = (from: string): void => {
    for (const node of read.get(from) ?? []) {
      const [made] = node.outputs;
      if (!made || !LAYOUT.has(node.op) || node.inputs[0] !== from) continue;
      seen.push({ node, value: made });
      visit(made);
    }
  };
  visit(value);
  return seen;
}

export const LAYOUT: ReadonlySet<string> = new Set([...PLAIN, 'Transpose', 'Reshape', 'Squeeze', 'Unsqueeze', 'Flatten']);
