import type { DType } from '../tensor/tensor';

/** How safetensors spells the element types that can be used here. */
export const SPELLINGS: { readonly [D in DType]: string } = {
  float32: 'F32',
  float64: 'F64',
  float16: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
  int32: 'I32',
  int16: 'I16',
  int8: 'I8',
  uint64: 'U64',
  uint32: 'U32',
  uint16: 'U16',
  uint8: 'U8',
  bool: 'BOOL',
};

/** The element type of a spelling, or undefined for one that is not used here (eight-bit floats, packed fours). */
export const dtypeOf = (spelling: string): DType | undefined => BY_SPELLING.get(spelling);

const BY_SPELLING = new Map(Object.entries(SPELLINGS).map(([dtype, spelling]) => [spelling, dtype as DType]));
