import type { Attribute, Graph, Node } from './graph';

/** Graphs inside a node: the branches of an If, the bodies of Loop and Scan. */
export const subgraphsOf = (node: Node): Graph[] => Object.values(node.attributes).flatMap(attribute => (attribute.type === 'graph' ? [attribute.value] : []));

/** The node with each graph inside it replaced; the node itself where it holds none. */
export function withSubgraphs(node: Node, change: (graph: Graph, attribute: string) => Graph): Node {
  if (subgraphsOf(node).length === 0) return node;
  const attributes = Object.entries(node.attributes).map(([name, held]): [string, Attribute] => [
    name,
    held.type === 'graph' ? { type: 'graph', value: change(held.value, name) } : held,
  ]);
  return { ...node, attributes: Object.fromEntries(attributes) };
}

/** A graph that `visit` came by, and the nodes that lead to it from outside in; none for the graph itself. */
export interface Visited {
  readonly graph: Graph;
  readonly inside: readonly Node[];
}

/** The graph and every graph inside its nodes, outer ones first. */
export function* visit(graph: Graph, inside: readonly Node[] = []): Generator<Visited> {
  yield { graph, inside };
  for (const node of graph.nodes) for (const inner of subgraphsOf(node)) yield* visit(inner, [...inside, node]);
}

/** Every value name that a graph, or a graph inside it, binds or gives. */
export function boundNames(graph: Graph): Set<string> {
  const names = new Set<string>();
  for (const { graph: each } of visit(graph)) {
    for (const { name } of [...each.inputs, ...each.outputs]) names.add(name);
    for (const name of each.weights.keys()) names.add(name);
    for (const node of each.nodes) for (const output of node.outputs) names.add(output);
  }
  return names;
}

/** Gives names that are not among `taken` yet, and takes them. */
export function freshNames(taken: Set<string>): (hint: string) => string {
  const counts = new Map<string, number>();
  return hint => {
    let name = hint;
    for (let n = counts.get(hint) ?? 1; taken.has(name); n++) {
      name = `${hint}_${n}`;
      counts.set(hint, n + 1);
    }
    taken.add(name);
    return name;
  };
}

/** What a node reads: its own inputs and what graphs inside it take from outside. */
export const readsOf = (node: Node): string[] => [...node.inputs.filter(Boolean), ...subgraphsOf(node).flatMap(captured)];

/** Names that a subgraph reads and does not bind itself. */
export function captured(graph: Graph): string[] {
  const own = new Set([...graph.inputs.map(input => input.name), ...graph.weights.keys(), ...graph.nodes.flatMap(node => node.outputs)]);
  const read = new Set([...graph.nodes.flatMap(readsOf), ...graph.outputs.map(output => output.name)]);
  return [...read].filter(name => name && !own.has(name));
}
