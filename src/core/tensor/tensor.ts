/** Element types, by the names that onnxruntime uses. */
export const DTYPES = {
  float32: { bytes: 4, array: Float32Array },
  float64: { bytes: 8, array: Float64Array },
  float16: { bytes: 2, array: Uint16Array },
  bfloat16: { bytes: 2, array: Uint16Array },
  int64: { bytes: 8, array: BigInt64Array },
  int32: { bytes: 4, array: Int32Array },
  int16: { bytes: 2, array: Int16Array },
  int8: { bytes: 1, array: Int8Array },
  uint64: { bytes: 8, array: BigUint64Array },
  uint32: { bytes: 4, array: Uint32Array },
  uint16: { bytes: 2, array: Uint16Array },
  uint8: { bytes: 1, array: Uint8Array },
  bool: { bytes: 1, array: Uint8Array },
} as const;

export type DType = keyof typeof DTYPES;
export type DataOf<D extends DType> = D extends 'float32'
  ? Float32Array
  : D extends 'float64'
    ? Float64Array
    : D extends 'int64'
      ? BigInt64Array
      : D extends 'uint64'
        ? BigUint64Array
        : D extends 'int32'
          ? Int32Array
          : D extends 'uint32'
            ? Uint32Array
            : D extends 'int16'
              ? Int16Array
              : D extends 'int8'
                ? Int8Array
                : D extends 'float16' | 'bfloat16' | 'uint16'
                  ? Uint16Array
                  : Uint8Array;

/** A dense row-major array. `data.length` is the product of `dims`; float16 and bfloat16 hold their bits. */
export interface Tensor<D extends DType = DType> {
  readonly dtype: D;
  readonly dims: readonly number[];
  readonly data: DataOf<D>;
}

/** The number of elements of a shape; 1 for a scalar. */
export const sizeOf = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1);

export function tensor<D extends DType>(dtype: D, dims: readonly number[], data: DataOf<D>): Tensor<D> {
  if (data.length !== sizeOf(dims)) throw new RangeError(`a tensor [${dims.join(', ')}] holds ${sizeOf(dims)} elements, not ${data.length}`);
  return { dtype, dims, data };
}

export const float32 = (dims: readonly number[], data: Float32Array | readonly number[]): Tensor<'float32'> =>
  tensor('float32', dims, data instanceof Float32Array ? data : Float32Array.from(data));
export const int64 = (dims: readonly number[], values: readonly (number | bigint)[]): Tensor<'int64'> => tensor('int64', dims, BigInt64Array.from(values, BigInt));
export const zeros = (...dims: number[]): Tensor<'float32'> => float32(dims, new Float32Array(sizeOf(dims)));

/** The slice at `index` of the first axis, without copying: dims lose their first entry. */
export function row<D extends DType>(of: Tensor<D>, index: number): Tensor<D> {
  const [count = 0, ...dims] = of.dims;
  if (!(index >= 0 && index < count)) throw new RangeError(`no row ${index} in [${of.dims.join(', ')}]`);
  const size = sizeOf(dims);
  return tensor(of.dtype, dims, of.data.subarray(index * size, (index + 1) * size) as unknown as DataOf<D>);
}

/** The bytes of a tensor, little-endian as every machine that we run on; a view, not a copy. Minds `byteOffset`. */
export const bytesOf = ({ data }: Pick<Tensor, 'data'>): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** A tensor from little-endian bytes; copies, so that unaligned bytes do. */
export function fromBytes<D extends DType>(dtype: D, dims: readonly number[], bytes: Uint8Array): Tensor<D> {
  if (bytes.byteLength !== sizeOf(dims) * DTYPES[dtype].bytes)
    throw new RangeError(`${dtype} [${dims.join(', ')}] takes ${sizeOf(dims) * DTYPES[dtype].bytes} bytes, not ${bytes.byteLength}`);
  const copy = new Uint8Array(bytes).buffer;
  return tensor(dtype, dims, new DTYPES[dtype].array(copy) as unknown as DataOf<D>);
}
