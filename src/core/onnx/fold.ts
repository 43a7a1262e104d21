import { DTYPES, type DType, fromBytes, sizeOf } from '../tensor/tensor';
import { FOLDS, type Whole } from './folds';
import type { Graph, InlineWeight, Node, ValueInfo, Weight } from './graph';
import { withSubgraphs } from './names';

/** Larger constants are data, not shapes. */
const MOST = 4096;
const FOLDED: ReadonlySet<DType> = new Set(['int64', 'int32', 'bool']);

/** What is known around a graph: constants, and the names that stand for others. */
interface Known {
  readonly constant: (name: string) => Weight | undefined;
  readonly alias: (name: string) => string;
}
const NOTHING: Known = { constant: () => undefined, alias: name => name };

/**
 * The graph with small whole-number arithmetic on constants done (shapes, axes, indices) and Identity nodes gone, graphs inside nodes alike.
 * Values that are outputs keep their node. Floating-point arithmetic is left to the runtime, whose rounding counts. Nodes must be in order.
 */
export function folded(graph: Graph, outside: Known = NOTHING): Graph {
  const weights = new Map(graph.weights);
  const aliases = new Map<string, string>();
  const known: Known = { constant: name => weights.get(name) ?? outside.constant(name), alias: name => aliases.get(name) ?? outside.alias(name) };
  const given = new Set(graph.outputs.map(output => output.name));
  const nodes = graph.nodes.flatMap((node): Node[] => {
    const here = withSubgraphs({ ...node, inputs: node.inputs.map(known.alias) }, inner => folded(inner, known));
    const [output = '', ...more] = here.outputs;
    if (here.domain !== '' || given.has(output) || more.length > 0) return [here];
    if (here.op === 'Identity') {
      aliases.set(output, here.inputs[0] ?? '');
      return [];
    }
    const result = computed(here, known);
    if (!result) return [here];
    weights.set(output, inline(result));
    return [];
  });
  return { ...graph, nodes, weights, outputs: graph.outputs.map((output): ValueInfo => ({ ...output, name: outputAlias(output.name, aliases, outside) })) };
}

/** A branch may give a value of the graph around it, whose name may by then be another. */
const outputAlias = (name: string, own: ReadonlyMap<string, string>, outside: Known): string => (own.has(name) ? name : outside.alias(name));

function computed(node: Node, known: Known): Whole | undefined {
  const fold = Object.hasOwn(FOLDS, node.op) ? FOLDS[node.op] : undefined;
  if (!fold) return undefined;
  const inputs = node.inputs.map(name => (name ? known.constant(name) : undefined));
  if (node.op === 'Shape') return inputs[0] && fold([{ dtype: 'int64', dims: [inputs[0].dims.length], values: inputs[0].dims.map(BigInt) }], node);
  const whole = inputs.map(weight => (weight?.kind === 'inline' ? wholeOf(weight) : undefined));
  if (!whole.every((value, i) => value !== undefined || !node.inputs[i])) return undefined;
  const result = fold(whole, node);
  const sound = result?.dims.every(Number.isSafeInteger) && result.values.length === sizeOf(result.dims) && result.values.length <= MOST;
  return sound ? result : undefined;
}

function wholeOf({ dtype, dims, data }: InlineWeight): Whole | undefined {
  if (!FOLDED.has(dtype) || sizeOf(dims) > MOST) return undefined;
  return { dtype, dims, values: Array.from(fromBytes(dtype, dims, data).data as ArrayLike<number | bigint>, BigInt) };
}

function inline({ dtype, dims, values }: Whole): InlineWeight {
  const array = new DTYPES[dtype].array(values.length);
  for (const [i, value] of values.entries()) array[i] = array instanceof BigInt64Array || array instanceof BigUint64Array ? value : Number(value);
  return { kind: 'inline', dtype, dims, data: new Uint8Array(array.buffer) };
}
