import { DTYPES, fromBytes, type Tensor } from '../tensor/tensor';
import type { Graph, InlineWeight, Node, Weight } from './graph';

/** A graph in which some constants are inputs instead, so that one session serves all their values. */
export interface Hoisted {
  readonly graph: Graph;
  readonly names: readonly string[];
}

/**
 * Makes inputs of the constants in which two graphs differ that are alike in everything else, as the same rewrite with two values of a parameter gives
 * them; undefined where they differ in more, or in nothing.
 */
export function hoisted(graph: Graph, other: Graph): Hoisted | undefined {
  const names = differing(graph, other);
  if (!names || names.length === 0) return undefined;
  const weights = new Map([...graph.weights].filter(([name]) => !names.includes(name)));
  const inputs = names.map(name => ({ name, dtype: inline(graph, name).dtype, dims: inline(graph, name).dims }));
  return { graph: { ...graph, weights, inputs: [...graph.inputs, ...inputs] }, names };
}

/** What a graph's constants feed another one that they are inputs of; undefined where the two differ in more than these. */
export function constantFeeds(graph: Graph, like: Graph, names: readonly string[]): Readonly<Record<string, Tensor>> | undefined {
  const others = differing(graph, like);
  if (!others?.every(name => names.includes(name))) return undefined;
  return Object.fromEntries(names.map(name => [name, fromBytes(inline(graph, name).dtype, inline(graph, name).dims, inline(graph, name).data)]));
}

const inline = (graph: Graph, name: string): InlineWeight => graph.weights.get(name) as InlineWeight;

/** Names of constants of the same type and shape whose bytes differ; undefined where anything else differs. */
function differing(graph: Graph, other: Graph): readonly string[] | undefined {
  if (graph.weights.size !== other.weights.size || !sameNodes(graph.nodes, other.nodes)) return undefined;
  const names: string[] = [];
  for (const [name, weight] of graph.weights) {
    const its = other.weights.get(name);
    if (!its) return undefined;
    if (weight === its || sameWeight(weight, its)) continue;
    if (weight.kind !== 'inline' || its.kind !== 'inline' || weight.dtype !== its.dtype || weight.dims.join() !== its.dims.join() || !(weight.dtype in DTYPES)) return undefined;
    names.push(name);
  }
  return names;
}

function sameWeight(a: Weight, b: Weight): boolean {
  if (a.dtype !== b.dtype || a.dims.join() !== b.dims.join()) return false;
  if (a.kind === 'file') return b.kind === 'file' && a.file === b.file && a.offset === b.offset;
  return b.kind === 'inline' && a.data.every((byte, i) => byte === b.data[i]);
}

const sameNodes = (a: readonly Node[], b: readonly Node[]): boolean => a.length === b.length && a.every((node, i) => sameNode(node, b[i] as Node));

function sameNode(a: Node, b: Node): boolean {
  if (a === b) return true;
  if (a.op !== b.op || a.domain !== b.domain || a.inputs.join('\n') !== b.inputs.join('\n') || a.outputs.join('\n') !== b.outputs.join('\n')) return false;
  return a.attributes === b.attributes || JSON.stringify(a.attributes) === JSON.stringify(b.attributes);
}
