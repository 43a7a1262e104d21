import type { GraphBuilder } from '../onnx/builder';

/** Rows from largest to smallest, and 1, 2, 3, ... along them, float32. */
export function descending(builder: GraphBuilder, scores: string): { readonly sorted: string; readonly counts: string } {
  const length = builder.op('Shape', [scores], { start: -1 });
  const [sorted = ''] = builder.ops('TopK', [scores, length], 2, { axis: -1, largest: 1, sorted: 1 });
  const ends = builder.op('Squeeze', [builder.op('Add', [length, builder.ints(1)]), builder.ints(0)]);
  const counts = builder.op('Cast', [builder.op('Range', [builder.int(1), ends, builder.int(1)])], { to: 1 });
  return { sorted, counts };
}
