import type { GraphBuilder } from '../onnx/builder';
import { tensor } from '../tensor/tensor';

/** A float64 constant that broadcasts to [batch, heads, queries, columns]: one number, or one for each head. */
export const float64Constant = (builder: GraphBuilder, heads: number, values: readonly number[], hint = 'double'): string =>
  builder.constant(tensor('float64', values.length === 1 ? [] : [1, heads, 1, 1], Float64Array.from(values)), hint);
