import type { Graph, Node } from './graph';
import { readsOf, withSubgraphs } from './names';

/**
 * The graph without what its outputs do not need: nodes, weights, notes on values, functions; graphs inside nodes alike.
 * Inputs stay, since callers feed them. Nodes must be in order (`sorted`).
 */
export function pruned(graph: Graph): Graph {
  const kept = inScope(graph);
  const called = new Set<string>();
  callsOf(kept, graph, called);
  return { ...kept, functions: graph.functions.filter(({ domain, name }) => called.has(`${domain}::${name}`)) };
}

function inScope(graph: Graph): Graph {
  const needed = new Set(graph.outputs.map(output => output.name));
  const kept: Node[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some(output => needed.has(output))) continue;
    const inner = withSubgraphs(node, inScope);
    for (const name of readsOf(inner)) needed.add(name);
    kept.push(inner);
  }
  const bound = new Set([...needed, ...kept.flatMap(node => node.outputs)]);
  const only = <V>(of: ReadonlyMap<string, V>, names: ReadonlySet<string>) => new Map([...of].filter(([name]) => names.has(name)));
  return { ...graph, nodes: kept.reverse(), weights: only(graph.weights, needed), values: only(graph.values, bound) };
}

/** Functions that nodes call, directly or through other functions. */
function callsOf({ nodes }: Pick<Graph, 'nodes'>, { functions }: Graph, into: Set<string>): void {
  const whole = functions.map(made => [`${made.domain}::${made.name}`, made] as const);
  const open: { readonly nodes: readonly Node[] }[] = [{ nodes }];
  for (let body = open.pop(); body; body = open.pop()) {
    for (const node of body.nodes) {
      for (const attribute of Object.values(node.attributes)) if (attribute.type === 'graph') open.push(attribute.value);
      const key = `${node.domain}::${node.op}`;
      if (into.has(key)) continue;
      into.add(key);
      for (const [name, made] of whole) if (name === key) open.push(made);
    }
  }
}
