import type { DType } from '../tensor/tensor';
import type { Dim, Graph } from './graph';

/**
 * The graph with one of its interior values given from outside, so that nothing that only led to it need be computed. Fed with what it had been, everything after it is the same. The value
 * keeps its name; what made it goes by another.
 */
export function givenFromOutside(graph: Graph, value: string, dtype: DType, dims: readonly Dim[]): Graph {
  const taken = new Set([...graph.weights.keys(), ...graph.inputs.map(({ name }) => name), ...graph.nodes.flatMap(({ outputs }) => outputs)]);
  let spare = `${value}/made`;
  while (taken.has(spare)) spare += '_';
  const nodes = graph.nodes.map(node => (node.outputs.includes(value) ? { ...node, outputs: node.outputs.map(output => (output === value ? spare : output)) } : node));
  return { ...graph, nodes, inputs: [...graph.inputs, { name: value, dtype, dims }] };
}
