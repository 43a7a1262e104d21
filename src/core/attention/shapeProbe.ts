import { GraphBuilder } from '../onnx/builder';
import type { Graph } from '../onnx/graph';
import type { Tensor } from '../tensor/tensor';
import type { Shapes } from './atoms';

/** A graph that gives the dims of its interior values and nothing else. */
export interface ShapeProbe {
  readonly graph: Graph;
  /** The values that are measured, in the order of the outputs. */
  readonly values: readonly string[];
  /** Reads what a run gave; `feeds` adds the inputs' own dims. */
  read(outputs: Readonly<Record<string, Tensor>>, feeds: Readonly<Record<string, Tensor>>): Shapes;
}

/** Operators whose results are sequences or optionals: they have no shape. */
const SHAPELESS = /^(Sequence|Optional|SplitToSequence|ConcatFromSequence)/;

/**
 * Appends taps of shapes on every value, joined into two small outputs: ranks, and all dims in a row. Running it costs a forward pass and
 * brings back kilobytes.
 */
export function shapeProbe(graph: Graph): ShapeProbe {
  const builder = new GraphBuilder('shapes', graph);
  builder.clearOutputs();
  const values = graph.nodes.filter(node => !SHAPELESS.test(node.op)).flatMap(node => node.outputs.filter(Boolean));
  const shapes = values.map(value => builder.op('Shape', [value]));
  const ranks = shapes.map(shape => builder.op('Shape', [shape]));
  const [allRanks, allDims] = [builder.op('Concat', ranks, { axis: 0 }, { name: 'ranks' }), builder.op('Concat', shapes, { axis: 0 }, { name: 'dims' })];
  if (values.length) for (const output of [allRanks, allDims]) builder.output(output, 'int64');
  return {
    graph: builder.build(),
    values,
    read: (outputs, feeds) => {
      const numbers = (name: string) => Array.from((outputs[name]?.data ?? []) as Iterable<number | bigint>, Number);
      const [counts, dims] = [numbers(allRanks), numbers(allDims)];
      let at = 0;
      const measured = values.map((value, i): [string, readonly number[]] => {
        const from = at;
        at += counts[i] ?? 0;
        return [value, dims.slice(from, at)];
      });
      return new Map([...Object.entries(feeds).map(([name, { dims: own }]): [string, readonly number[]] => [name, own]), ...measured]);
    },
  };
}
