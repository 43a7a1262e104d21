import type { Graph, Node } from '../onnx/graph';
import { AtomTable, type Axes, isOne, type Lengths, lengthOf, type Shapes, sameLengths } from './atoms';
import { broadcastAxes } from './broadcast';
import { LINEAGE_RULES } from './lineageRules';

/** Where every axis of every value comes from, in all runs at once. */
export interface Lineage {
  readonly runs: number;
  /** Undefined for values that were not measured. */
  axesOf(value: string): Axes | undefined;
  lengthsOf(value: string): readonly Lengths[] | undefined;
  /** An axis of some value that consists of this atom alone: where its length can be read at run time. */
  readonly witness: ReadonlyMap<number, { readonly value: string; readonly axis: number }>;
}

/** What a rule may ask while the axes of a node's outputs are being found. */
export interface Tracing {
  readonly graph: Graph;
  readonly table: AtomTable;
  axesOf(value: string): Axes | undefined;
  lengthsOf(value: string): readonly Lengths[] | undefined;
}

/** The axes of one output, or undefined where the operator says nothing about them. */
export type LineageRule = (node: Node, output: string, tracing: Tracing) => Axes | undefined;

/** Dims of a value by axis, each over all runs; undefined where a run lacks it or ranks differ. */
function lengthsIn(graph: Graph, runs: readonly Shapes[], value: string): readonly Lengths[] | undefined {
  const held = graph.weights.get(value)?.dims;
  const dims = runs.map(run => held ?? run.get(value));
  const rank = dims[0]?.length;
  if (rank === undefined || dims.some(d => d?.length !== rank)) return undefined;
  return Array.from({ length: rank }, (_, axis) => dims.map(d => d?.[axis] ?? 0));
}

const elementwise: LineageRule = (node, output, { axesOf, lengthsOf, table }) => {
  const operands = node.inputs.flatMap(value => {
    const [axes, lengths] = [axesOf(value), lengthsOf(value)];
    return axes && lengths ? [{ axes, lengths }] : [];
  });
  return broadcastAxes(operands, lengthsOf(output) ?? [], table);
};

/** Follows every axis from the inputs and parameters to every value. What an operator's rule gets wrong is caught by the measured lengths. */
export function traceAxes(graph: Graph, runs: readonly Shapes[]): Lineage {
  const table = new AtomTable();
  const found = new Map<string, Axes>();
  const lengths = new Map<string, readonly Lengths[] | undefined>();
  const witness = new Map<number, { value: string; axis: number }>();
  const lengthsOf = (value: string) => {
    if (!lengths.has(value)) lengths.set(value, lengthsIn(graph, runs, value));
    return lengths.get(value);
  };
  const settle = (value: string, axes: Axes) => {
    found.set(value, axes);
    for (const [axis, atoms] of axes.entries()) if (atoms.length === 1 && atoms[0] && !witness.has(atoms[0].id)) witness.set(atoms[0].id, { value, axis });
  };
  const axesOf = (value: string): Axes | undefined => {
    const weight = found.has(value) ? undefined : graph.weights.get(value);
    if (weight)
      found.set(
        value,
        (lengthsOf(value) ?? []).map(l => (isOne(l) ? [] : [table.make(l, 'weight')])),
      );
    return found.get(value);
  };
  for (const { name } of graph.inputs) {
    const own = lengthsOf(name);
    if (own)
      settle(
        name,
        own.map((l, axis) => (isOne(l) ? [] : [table.input(l, `${name}:${axis}`)])),
      );
  }
  const tracing: Tracing = { graph, table, axesOf, lengthsOf };
  for (const node of graph.nodes) {
    for (const output of node.outputs) {
      const own = output ? lengthsOf(output) : undefined;
      if (!own) continue;
      const said = (LINEAGE_RULES[node.op] ?? elementwise)(node, output, tracing);
      settle(
        output,
        own.map((l, axis) => (sameLengths(lengthOf(said?.[axis] ?? [], runs.length), l) ? (said?.[axis] ?? []) : [table.guess(l)])),
      );
    }
  }
  return { runs: runs.length, axesOf, lengthsOf, witness };
}
