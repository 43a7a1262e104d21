import type { GraphBuilder } from '../onnx/builder';
import { type Graph, intOf, type Node, producers } from '../onnx/graph';
import { ranksOf } from '../onnx/ranks';

/** Operators whose result at a place depends on their operands at that place alone, with broadcasting. */
const PLACE_BY_PLACE: ReadonlySet<string> = new Set(
  'Add Sub Mul Div Where Cast Identity Max Min Neg Relu Exp Log Sqrt Tanh Sigmoid Pow And Or Not Equal Less LessOrEqual Greater GreaterOrEqual'.split(' '),
);

/** Axes of weights, counted from the last: keys, queries, heads. */
const HEAD = 3;

/**
 * One head of a value [batch, heads, queries, keys]: [batch, 1, queries, keys]. Where the graph makes it place by place, by softmaxes over keys and by products of queries and keys, the head is cut
 * out of what these start from, so that the others are not computed: of 12 heads, a twelfth of the work and of the memory. Anywhere else it is cut out of the value as it is.
 */
export function oneHead(builder: GraphBuilder, graph: Graph, weights: string, head: number): string {
  const nodes = producers(graph);
  const rank = ranksOf(graph);
  const made = new Map<string, string>();

  /** The head's part where axis -3 has one entry for each head, or one for all. */
  const picked = (value: string, axis: number): string => {
    const last = builder.op('Sub', [builder.op('Gather', [builder.op('Shape', [value]), builder.ints(axis)]), builder.ints(1)]);
    return builder.op('Gather', [value, builder.op('Min', [builder.ints(head), last])], { axis });
  };
  const part = (value: string): string | undefined => {
    const known = made.get(value);
    if (known !== undefined) return known;
    const dims = value === weights ? HEAD + 1 : rank(value);
    if (dims === undefined || dims > HEAD + 1) return undefined;
    if (dims < HEAD) return value;
    const node = nodes.get(value);
    const cut = (node && partOf(node)) ?? picked(value, dims - HEAD);
    made.set(value, cut);
    return cut;
  };
  const partOf = (node: Node): string | undefined => {
    if (node.domain !== '' || node.outputs.length !== 1) return undefined;
    const alike = PLACE_BY_PLACE.has(node.op) || (node.op === 'Softmax' && [-1, HEAD].includes(intOf(node, 'axis', -1)));
    if (!alike && node.op !== 'MatMul') return undefined;
    // A product of two values with a head axis each; one without it is another thing.
    if (node.op === 'MatMul' && node.inputs.some(input => (rank(input) ?? 0) < HEAD)) return undefined;
    const inputs = node.inputs.map(part);
    return inputs.every(input => input !== undefined) ? builder.op(node.op, inputs, node.attributes) : undefined;
  };
  return part(weights) ?? picked(weights, 1);
}
