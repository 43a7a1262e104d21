import type { Graph, Node } from '../core/onnx/graph';
import { fileWeights } from './weights';

/** What a graph does with float16 values, for a device whose programs cannot. */
export interface Halves {
  /** Nodes that only move or convert them, by name: the processor does that in their place. */
  readonly moves: readonly string[];
  /** Nodes that compute with them, by operator: on such a device the graph cannot run faithfully and fast. */
  readonly computes: readonly string[];
}

/** Operators that give back the numbers that they were given, or convert them. */
const MOVERS = new Set(['Cast', 'Gather', 'Identity', 'Transpose', 'Reshape', 'Squeeze', 'Unsqueeze', 'Slice', 'Split', 'Concat', 'Expand', 'Flatten', 'Shape']);

const FLOAT16 = 10;

/** The graph with a name on every node that touches float16 values, and those nodes. A value counts as float16 from where one enters up to the next Cast. */
export function halvesOf(graph: Graph): { readonly graph: Graph; readonly halves: Halves } {
  const half = new Set([...graph.weights].flatMap(([name, { dtype }]) => (dtype === 'float16' ? [name] : [])));
  for (const { name, dtype } of graph.inputs) if (dtype === 'float16') half.add(name);
  const touched = new Map<Node, Node>();
  for (const [index, node] of graph.nodes.entries()) {
    const taken = node.inputs.some(name => half.has(name)) || holdsHalves(node);
    if (gives(node, taken)) for (const name of node.outputs) half.add(name);
    if (taken || half.has(node.outputs[0] ?? '')) touched.set(node, { ...node, name: node.name || `float16.${index}` });
  }
  if (touched.size === 0) return { graph, halves: { moves: [], computes: [] } };
  const nodes = graph.nodes.map(node => touched.get(node) ?? node);
  const [moves, computes] = [[...touched.values()].filter(n => MOVERS.has(n.op)), [...touched.values()].filter(n => !MOVERS.has(n.op))];
  return { graph: { ...graph, nodes }, halves: { moves: moves.map(n => n.name), computes: [...new Set(computes.map(n => n.op))] } };
}

function gives({ op, attributes: { to } }: Node, taken: boolean): boolean {
  if (op === 'Cast') return to?.type === 'int' && to.value === FLOAT16;
  return taken && op !== 'Shape';
}

/** Whether float16 values stand in a node itself: in the body of a branch or loop, or as a constant. */
const holdsHalves = ({ attributes }: Node): boolean =>
  Object.values(attributes).some(held =>
    held.type === 'graph'
      ? [...fileWeights(held.value), ...held.value.weights.values()].some(w => w.dtype === 'float16')
      : held.type === 'tensor' && held.value.dtype === 'float16',
  );
