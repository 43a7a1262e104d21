import type { Graph, Node } from '../onnx/graph';
import { isFloating } from './constants';
import { contractionOf, liveLabels } from './labels';
import type { Lineage } from './lineage';

/** What a value depends on. */
export interface Dependence {
  /** On what the inputs hold, not only on how long they are. */
  readonly data: (value: string) => boolean;
  /** On data that has passed through learned parameters, or on a product of two activations. What has not can only be a mask. */
  readonly learned: (value: string) => boolean;
}

/** Operators that tell of an operand's shape alone. */
const SHAPES = new Set(['Shape', 'Size', 'EyeLike']);
/** Operators in which data meets parameters; biases and scales alone make nothing learned of a mask. */
const MEETINGS = new Set([
  'MatMul',
  'FusedMatMul',
  'Gemm',
  'Einsum',
  'Conv',
  'ConvTranspose',
  'FusedConv',
  'LSTM',
  'GRU',
  'RNN',
  'Gather',
  'GatherND',
  'MatMulInteger',
  'MatMulNBits',
]);

export function traceDependence(graph: Graph, lineage: Lineage): Dependence {
  const data = new Set(graph.inputs.map(input => input.name));
  const learned = new Set<string>();
  /** Floating parameters and what is computed from them alone. */
  const parameters = new Set([...graph.weights].filter(([, weight]) => isFloating(weight)).map(([name]) => name));

  const meets = (node: Node): boolean => {
    const carriers = node.inputs.filter(value => data.has(value));
    if (node.op.startsWith('Gather')) return parameters.has(node.inputs[0] ?? '') && data.has(node.inputs[1] ?? '');
    if (!MEETINGS.has(node.op) && !(node.domain && node.domain !== 'ai.onnx.ml')) return false;
    return node.inputs.some(value => parameters.has(value) && !isScalar(lineage, value)) || (carriers.length > 1 && contracts(node, lineage));
  };
  for (const node of graph.nodes) {
    if (SHAPES.has(node.op)) continue;
    const inputs = node.inputs.filter(Boolean);
    const carries = inputs.some(value => data.has(value)) || Object.values(node.attributes).some(held => held.type === 'graph');
    const informed = carries && (inputs.some(value => learned.has(value)) || meets(node));
    const constant = !carries && inputs.some(value => parameters.has(value));
    for (const output of node.outputs) {
      if (carries) data.add(output);
      if (informed) learned.add(output);
      if (constant) parameters.add(output);
    }
  }
  return { data: value => data.has(value), learned: value => learned.has(value) };
}

const isScalar = (lineage: Lineage, value: string) => (lineage.lengthsOf(value) ?? [[0]]).every(lengths => lengths.every(length => length === 1));

/** A sum over an axis that two operands share: what a product of activations has and a product of masks, spread out by broadcasting, has not. */
function contracts(node: Node, lineage: Lineage): boolean {
  const product = contractionOf(node, lineage.lengthsOf);
  const [left, right] = product?.operands.map(operand => liveLabels(operand, lineage.lengthsOf)) ?? [];
  return left?.some(label => right?.includes(label) && !product?.out.includes(label)) ?? false;
}
