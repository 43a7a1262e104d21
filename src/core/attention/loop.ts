import { GraphBuilder } from '../onnx/builder';
import type { Graph } from '../onnx/graph';
import { type DType, tensor } from '../tensor/tensor';

/** One step: the values after it from those before, and a bool scalar that says whether another is needed (always, where it is absent). */
export type Step = (inner: GraphBuilder, state: readonly string[]) => { readonly next: readonly string[]; readonly more?: string };

/**
 * Repeats a step at most `trips` times; gives the last values. A step may read whatever the graph around it makes. Numbers that a user chooses belong
 * outside, where a rewrite can turn them into inputs.
 */
export function repeated(builder: GraphBuilder, trips: number, dtype: DType, start: readonly string[], step: Step): readonly string[] {
  const inner = new GraphBuilder(builder.fresh('step'));
  inner.input(inner.fresh('trip'), 'int64', []);
  const going = inner.input(inner.fresh('going'), 'bool', []);
  const state = start.map((_, i) => inner.fresh(`state.${i}`));
  const { next, more } = step(inner, state);
  for (const output of [inner.op('Identity', [more ?? going]), ...next.map(value => inner.op('Identity', [value]))]) inner.output(output);
  const made = inner.build();
  const body: Graph = { ...made, inputs: [...made.inputs, ...state.map(name => ({ name, dtype }))] };
  const yes = builder.constant(tensor('bool', [], Uint8Array.of(1)), 'yes');
  return builder.ops('Loop', [builder.int(trips), yes, ...start], start.length, { body: { type: 'graph', value: body } });
}
