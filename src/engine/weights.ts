import type { FileWeight, Graph, Node } from '../core/onnx/graph';

/** Every weight that a graph points at in files, those of branches and functions too. */
export function* fileWeights(graph: Pick<Graph, 'nodes' | 'weights' | 'functions'>): Generator<FileWeight> {
  for (const weight of graph.weights.values()) if (weight.kind === 'file') yield weight;
  yield* fileWeightsOf(graph.nodes);
  for (const { nodes, weights } of graph.functions) {
    for (const weight of weights?.values() ?? []) if (weight.kind === 'file') yield weight;
    yield* fileWeightsOf(nodes);
  }
}

function* fileWeightsOf(nodes: readonly Node[]): Generator<FileWeight> {
  for (const { attributes } of nodes) for (const attribute of Object.values(attributes)) if (attribute.type === 'graph') yield* fileWeights(attribute.value);
}

/** Bytes of the weights that a graph points at. */
export function weightBytesOf(graph: Graph): number {
  let bytes = 0;
  for (const weight of fileWeights(graph)) bytes += weight.bytes;
  return bytes;
}
