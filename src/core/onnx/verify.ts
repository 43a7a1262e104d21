import { DTYPES, sizeOf } from '../tensor/tensor';
import type { Graph, GraphFunction, Node, Weight } from './graph';
import { subgraphsOf } from './names';

/**
 * What is wrong with a graph, as sentences without a subject; empty when nothing is. Every value is bound once and before it is used,
 * every output is made, every weight has as many bytes as its shape takes; graphs inside nodes and functions alike.
 */
export function verify(graph: Graph): readonly string[] {
  return [...scope(graph, new Set()), ...graph.functions.flatMap(inFunction)];
}

type Body = Pick<Graph, 'nodes' | 'weights'> & { readonly inputs: readonly string[]; readonly outputs: readonly string[] };

function scope(graph: Graph, outside: ReadonlySet<string>): readonly string[] {
  return body({ ...graph, inputs: graph.inputs.map(input => input.name), outputs: graph.outputs.map(output => output.name) }, outside);
}

function inFunction({ name, inputs, outputs, nodes, weights = new Map() }: GraphFunction): readonly string[] {
  return body({ inputs, outputs, nodes, weights }, new Set()).map(problem => `in function ${name}, ${problem}`);
}

function body({ inputs, outputs, nodes, weights }: Body, outside: ReadonlySet<string>): readonly string[] {
  const problems: string[] = [];
  const bound = new Set<string>();
  const bind = (name: string) => {
    if (bound.has(name)) problems.push(`"${name}" is made twice`);
    bound.add(name);
  };
  inputs.forEach(bind);
  for (const [name, weight] of weights) {
    bind(name);
    problems.push(...weightProblems(name, weight));
  }
  for (const node of nodes) {
    problems.push(...nodeProblems(node, bound, outside));
    node.outputs.filter(Boolean).forEach(bind);
  }
  for (const output of outputs) if (!bound.has(output) && !outside.has(output)) problems.push(`nothing makes the output "${output}"`);
  return problems;
}

function nodeProblems(node: Node, bound: ReadonlySet<string>, outside: ReadonlySet<string>): string[] {
  const unknown = node.inputs.filter(input => input && !bound.has(input) && !outside.has(input));
  const inner = subgraphsOf(node);
  const seen = inner.length ? new Set([...outside, ...bound]) : outside;
  return [...unknown.map(input => `${node.op} "${node.name}" reads "${input}", which nothing before it makes`), ...inner.flatMap(graph => scope(graph, seen))];
}

function weightProblems(name: string, weight: Weight): string[] {
  const takes = sizeOf(weight.dims) * DTYPES[weight.dtype].bytes;
  const has = weight.kind === 'inline' ? weight.data.length : weight.bytes;
  const shaped = weight.dims.every(dim => Number.isSafeInteger(dim) && dim >= 0);
  if (!shaped || takes !== has) return [`weight "${name}" of shape [${weight.dims.join(', ')}] takes ${takes} bytes and has ${has}`];
  return weight.kind === 'file' && !(weight.offset >= 0) ? [`weight "${name}" lies at ${weight.offset}`] : [];
}
