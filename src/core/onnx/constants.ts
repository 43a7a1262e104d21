import { bytesOf, float32, int64, type Tensor } from '../tensor/tensor';
import type { InlineWeight, Node } from './graph';

/** A tensor as a weight that the graph carries. */
export const inlineWeight = (value: Tensor): InlineWeight => ({ kind: 'inline', dtype: value.dtype, dims: value.dims, data: bytesOf(value).slice() });

/** A list of int64. 2^63 stands for the greatest int64, which a number cannot hold (see `asNumber`). */
export const int64List = (values: readonly number[]): Tensor<'int64'> =>
  int64(
    [values.length],
    values.map(value => (value >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(value))),
  );

/** What a Constant node holds as numbers; undefined for strings and for what the call of a function fills in. */
export function plainConstant({ attributes }: Pick<Node, 'attributes'>): InlineWeight | undefined {
  const [value] = Object.values(attributes);
  if (value?.type === 'tensor') return value.value;
  if (value?.type === 'float') return inlineWeight(float32([], [value.value]));
  if (value?.type === 'floats') return inlineWeight(float32([value.value.length], value.value));
  if (value?.type === 'int') return inlineWeight({ ...int64List([value.value]), dims: [] });
  if (value?.type === 'ints') return inlineWeight(int64List(value.value));
  return undefined;
}
