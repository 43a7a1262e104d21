import type { Graph } from '../onnx/graph';
import { DTYPES, sizeOf } from '../tensor/tensor';
import { type Inferred, inferShapes } from './inferShapes';
import type { Dims, Fact } from './operator';

/** Half precision is computed in float32; where nothing says the type, it is float32 too. */
const bytesOf = ({ dims, dtype = 'float32' }: Fact): number => sizeOf(dims) * Math.max(DTYPES[dtype].bytes, dtype === 'float16' || dtype === 'bfloat16' ? 4 : 0);

/** How many nodes read each value; a graph's outputs are held to the end. */
function readersOf(graph: Graph): Map<string, number> {
  const readers = new Map<string, number>();
  for (const node of graph.nodes) for (const name of new Set(node.inputs)) readers.set(name, (readers.get(name) ?? 0) + 1);
  for (const { name } of graph.outputs) readers.set(name, Number.POSITIVE_INFINITY);
  return readers;
}

/**
 * The most bytes that the values of a graph take at once when nodes run in order and each value is let go after its last reader, weights not counted. What
 * the runtime reuses in place or fuses away makes it less. `unknown` counts values of which no shape is known: they count for nothing.
 */
export function peakBytes(
  graph: Graph,
  inputDims: ReadonlyMap<string, Dims>,
  inferred: Inferred = inferShapes(graph, inputDims),
): { readonly bytes: number; readonly unknown: number } {
  const readers = readersOf(graph);
  const size = (name: string): number => {
    const fact = graph.weights.has(name) ? undefined : inferred.values.get(name);
    return fact ? bytesOf(fact) : 0;
  };
  let live = graph.inputs.reduce((sum, { name }) => sum + size(name), 0);
  let peak = live;
  let unknown = 0;
  for (const node of graph.nodes) {
    for (const name of node.outputs.filter(Boolean)) {
      live += size(name);
      if (!inferred.values.has(name)) unknown++;
    }
    peak = Math.max(peak, live);
    const done = [...new Set(node.inputs)].filter(name => name && release(readers, name));
    const unread = node.outputs.filter(name => name && !readers.has(name));
    for (const name of [...done, ...unread]) live -= size(name);
  }
  return { bytes: peak, unknown };
}

function release(readers: Map<string, number>, name: string): boolean {
  const left = (readers.get(name) ?? 1) - 1;
  readers.set(name, left);
  return left === 0;
}
