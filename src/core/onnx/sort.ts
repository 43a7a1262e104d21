import { raise } from '../fault';
import type { Graph, Node } from './graph';
import { readsOf, withSubgraphs } from './names';

/**
 * The graph with every node after those that it reads from, graphs inside nodes alike; nodes that stand right keep their order.
 * Throws `malformed` (of the file `path`) where values depend on each other in a circle.
 */
export function sorted(graph: Graph, path = graph.name): Graph {
  const nodes = graph.nodes.map(node => withSubgraphs(node, inner => sorted(inner, path)));
  return { ...graph, nodes: inOrder(nodes, path) };
}

/** Depth-first over an explicit stack: graphs of a hundred thousand nodes in a row are real. */
export function inOrder(nodes: readonly Node[], path: string): readonly Node[] {
  const makers = new Map(nodes.flatMap(node => node.outputs.filter(Boolean).map(output => [output, node] as const)));
  const done = new Set<Node>();
  const open = new Set<Node>();
  for (const root of nodes) {
    const stack = [root];
    while (stack.length > 0) {
      const node = stack[stack.length - 1] as Node;
      const missing = done.has(node) ? [] : before(node, makers).filter(maker => !done.has(maker));
      if (missing.length === 0) {
        open.delete(node);
        done.add(node);
        stack.pop();
        continue;
      }
      open.add(node);
      if (missing.some(maker => open.has(maker))) raise({ code: 'malformed', path, why: `"${node.outputs[0] ?? node.name}" depends on itself` });
      stack.push(...missing.reverse());
    }
  }
  return [...done];
}

const before = (node: Node, makers: ReadonlyMap<string, Node>): Node[] => [...new Set(readsOf(node))].flatMap(name => makers.get(name) ?? []);
