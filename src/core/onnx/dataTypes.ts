import type { DType } from '../tensor/tensor';

/** Numbers of TensorProto.DataType for the element types that are read. */
export const DATA_TYPES: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
};

const BY_NUMBER = new Map(Object.entries(DATA_TYPES).map(([dtype, number]) => [number, dtype as DType]));

/** Names of the others, for the sentence that refuses them. */
const OTHERS: Readonly<Record<number, string>> = {
  8: 'string',
  14: 'complex64',
  15: 'complex128',
  17: 'float8e4m3fn',
  18: 'float8e4m3fnuz',
  19: 'float8e5m2',
  20: 'float8e5m2fnuz',
  21: 'uint4',
  22: 'int4',
  23: 'float4e2m1',
  24: 'float8e8m0',
  25: 'uint2',
  26: 'int2',
};

export const dtypeOf = (dataType: number): DType | undefined => BY_NUMBER.get(dataType);
export const dataTypeName = (dataType: number): string => BY_NUMBER.get(dataType) ?? OTHERS[dataType] ?? `type ${dataType}`;
export const isFloating = (dtype: DType): boolean => dtype.startsWith('float') || dtype === 'bfloat16';
