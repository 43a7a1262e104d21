import { type Message, message } from '../message';
import { float16Table, miniFloatTable } from './miniFloats';

/** How the elements of a stored type become numbers. Bytes are little-endian; `decode` takes a whole number of bytes, all of whose elements it gives. */
export interface ElementType {
  /** Of one element. */
  readonly bits: number;
  /** Absent where an element is no real number, or where the format does not say which bits it is. */
  readonly decode?: (bytes: Uint8Array) => ArrayLike<number>;
  /** Why not, where `decode` is absent. */
  readonly why?: Message;
}

/** Bytes that typed arrays can be laid over: those begin at multiples of their own width. Copied by hand, since a Buffer's own `slice` copies nothing. */
function aligned(bytes: Uint8Array, width: number): Uint8Array {
  return bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes);
}

type Plain = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => ArrayLike<number>;

const plain = (ArrayType: Plain, width: number): ElementType => ({
  bits: width * 8,
  decode: bytes => {
    const { buffer, byteOffset, byteLength } = aligned(bytes, width);
    return new ArrayType(buffer, byteOffset, byteLength / width);
  },
});

/** Exact up to 2^53, the nearest double beyond. */
const wide = (signed: boolean): ElementType => ({
  bits: 64,
  decode: bytes => {
    const { buffer, byteOffset, byteLength } = aligned(bytes, 4);
    const low = new Uint32Array(buffer, byteOffset, byteLength / 4);
    const high = signed ? new Int32Array(buffer, byteOffset, byteLength / 4) : low;
    const values = new Float64Array(byteLength / 8);
    for (let i = 0; i < values.length; i++) values[i] = (high[2 * i + 1] ?? 0) * 0x1_0000_0000 + (low[2 * i] ?? 0);
    return values;
  },
});

/** Every value of a narrow type is known beforehand. */
const looked = (bits: 8 | 16, table: () => Float32Array): ElementType => ({
  bits,
  decode: bytes => {
    const known = table();
    const { buffer, byteOffset, byteLength } = aligned(bytes, bits / 8);
    const codes = bits === 16 ? new Uint16Array(buffer, byteOffset, byteLength / 2) : new Uint8Array(buffer, byteOffset, byteLength);
    const values = new Float32Array(codes.length);
    for (let i = 0; i < codes.length; i++) values[i] = known[codes[i] ?? 0] ?? 0;
    return values;
  },
});

const bfloat16: ElementType = {
  bits: 16,
  decode: bytes => {
    const { buffer, byteOffset, byteLength } = aligned(bytes, 2);
    const codes = new Uint16Array(buffer, byteOffset, byteLength / 2);
    const bits = new Uint32Array(codes.length);
    for (let i = 0; i < codes.length; i++) bits[i] = (codes[i] ?? 0) << 16;
    return new Float32Array(bits.buffer);
  },
};

/** Two to a byte, the first in the low half: so ONNX says. */
const halfByte = (value: (code: number) => number): ElementType => ({
  bits: 4,
  decode: bytes => {
    const values = new Float32Array(bytes.length * 2);
    for (const [i, byte] of bytes.entries()) {
      values[2 * i] = value(byte & 15);
      values[2 * i + 1] = value(byte >> 4);
    }
    return values;
  },
});

const FOURS = [0, 0.5, 1, 1.5, 2, 3, 4, 6];

const closed = (bits: number, why: Message): ElementType => ({ bits, why });
const COMPLEX = message('It holds complex numbers, which are not drawn.');
const PACKED = message('Its elements are packed several to a byte in an order that the format does not say.');

/**
 * Element types by the names that ONNX has for them; safetensors' own spellings lead here through SAFETENSORS_TYPES.
 * Sources: IEEE 754-2019; OCP 8-bit Floating Point Specification (OFP8) 1.0; OCP Microscaling Formats 1.0; https://onnx.ai/onnx/technical/float8.html
 */
export const ELEMENT_TYPES: ReadonlyMap<string, ElementType> = new Map([
  ['float32', plain(Float32Array, 4)],
  ['float64', plain(Float64Array, 8)],
  ['float16', looked(16, float16Table)],
  ['bfloat16', bfloat16],
  ['int64', wide(true)],
  ['uint64', wide(false)],
  ['int32', plain(Int32Array, 4)],
  ['uint32', plain(Uint32Array, 4)],
  ['int16', plain(Int16Array, 2)],
  ['uint16', plain(Uint16Array, 2)],
  ['int8', plain(Int8Array, 1)],
  ['uint8', plain(Uint8Array, 1)],
  ['bool', plain(Uint8Array, 1)],
  ['float8e4m3fn', looked(8, () => miniFloatTable('e4m3fn'))],
  ['float8e4m3fnuz', looked(8, () => miniFloatTable('e4m3fnuz'))],
  ['float8e5m2', looked(8, () => miniFloatTable('e5m2'))],
  ['float8e5m2fnuz', looked(8, () => miniFloatTable('e5m2fnuz'))],
  ['float8e8m0', looked(8, () => miniFloatTable('e8m0'))],
  ['uint4', halfByte(code => code)],
  ['int4', halfByte(code => (code < 8 ? code : code - 16))],
  ['float4e2m1', halfByte(code => (code & 8 ? -1 : 1) * (FOURS[code & 7] ?? 0))],
  ['complex64', closed(64, COMPLEX)],
  ['complex128', closed(128, COMPLEX)],
  ['packed float4', closed(4, PACKED)],
  ['packed float6e2m3', closed(6, PACKED)],
  ['packed float6e3m2', closed(6, PACKED)],
]);

/** How safetensors spells the types that no graph here computes with; the others stand in checkpoint/dtypes.ts. */
export const SAFETENSORS_TYPES: Readonly<Record<string, string>> = {
  F8_E4M3: 'float8e4m3fn',
  F8_E4M3FNUZ: 'float8e4m3fnuz',
  F8_E5M2: 'float8e5m2',
  F8_E5M2FNUZ: 'float8e5m2fnuz',
  F8_E8M0: 'float8e8m0',
  C64: 'complex64',
  F4: 'packed float4',
  F6_E2M3: 'packed float6e2m3',
  F6_E3M2: 'packed float6e3m2',
};

/** Bytes that so many elements take; packed ones fill the last byte. */
export const bytesFor = ({ bits }: ElementType, elements: number): number => Math.ceil((elements * bits) / 8);

/** Bits of an element of a type by its name; a byte where it is not known. */
export const bitsOf = (dtype: string): number => ELEMENT_TYPES.get(dtype)?.bits ?? 8;
