import type { Graph, Node } from './graph';

/** Graphs inside a node: the branches of an If, the bodies of Loop and Scan. */
export const subgraphsOf = (node: Node): Graph[] => Object.values(node.attributes).flatMap(attribute => (attribute.type === 'graph' ? [attribute.value] : []));

/** Every value name that a graph, or a graph inside it, binds. */
export function boundNames(graph: Pick<Graph, 'inputs' | 'nodes' | 'weights'>, into: Set<string> = new Set()): Set<string> {
  for (const { name } of graph.inputs) into.add(name);
  for (const name of graph.weights.keys()) into.add(name);
  for (const node of graph.nodes) {
    for (const output of node.outputs) if (output) into.add(output);
    for (const inner of subgraphsOf(node)) boundNames(inner, into);
  }
  return into;
}

/** Gives names that are not among `taken` yet, and takes them. */
export function freshNames(taken: Set<string>): (hint: string) => string {
  return hint => {
    let name = hint;
    for (let n = 1; taken.has(name); n++) name = `${hint}_${n}`;
    taken.add(name);
    return name;
  };
}

/** What a node reads: its own inputs and what graphs inside it take from outside. */
export function readsOf(node: Node): string[] {
  return [...node.inputs.filter(Boolean), ...subgraphsOf(node).flatMap(captured)];
}

/** Names that a subgraph reads and does not bind itself. */
export function captured(graph: Graph): string[] {
  const own = new Set([...graph.inputs.map(input => input.name), ...graph.weights.keys(), ...graph.nodes.flatMap(node => node.outputs)]);
  const read = new Set([...graph.nodes.flatMap(readsOf), ...graph.outputs.map(output => output.name)]);
  return [...read].filter(name => name && !own.has(name));
}
