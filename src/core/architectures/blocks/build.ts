import type { Config } from '../../checkpoint/config';
import type { GraphBuilder } from '../../onnx/builder';
import type { Architecture } from '../architecture';
import type { Sizes } from './sizes';
import type { Weights } from './weights';

/** What every block is given. Values named `flat` are [batch * tokens, features], since a Gemm reads its weight as it is stored and takes two axes. */
export interface Build {
  readonly builder: GraphBuilder;
  readonly weights: Weights;
  readonly architecture: Architecture;
  readonly config: Config;
  readonly sizes: Sizes;
  /** Prefix of the base model's tensors. */
  readonly base: string;
  /** The inputs, int64 [batch, tokens]. */
  readonly ids: string;
  readonly mask: string;
  /** int64 [2]: batch and tokens. */
  readonly extent: string;
  /** int64 scalars. */
  readonly batch: string;
  readonly tokens: string;
  /** int64 [tokens]: 0, 1, ... */
  readonly places: string;
}

/** [batch, tokens, ...dims] of a flat value. */
export function unflattened({ builder, extent }: Pick<Build, 'builder' | 'extent'>, flat: string, dims: readonly number[], name: string): string {
  const shape = builder.op('Concat', [extent, builder.ints(...dims)], { axis: 0 }, { name: 'shape' });
  return builder.op('Reshape', [flat, shape], {}, { name });
}

/** [batch * tokens, width] of a value whose last axes hold `width` numbers. */
export const flattened = ({ builder }: Pick<Build, 'builder'>, value: string, width: number): string =>
  builder.op('Reshape', [value, builder.ints(-1, width)], {}, { name: 'flat' });
