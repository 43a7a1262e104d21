import { describe, expect, test } from 'vitest';
import { SPELLINGS } from '../../../src/core/checkpoint/dtypes';
import { bytesFor, ELEMENT_TYPES, type ElementType, SAFETENSORS_TYPES } from '../../../src/core/inspect/elements';
import { miniFloatTable } from '../../../src/core/inspect/miniFloats';

const typeNamed = (name: string): ElementType => ELEMENT_TYPES.get(name) as ElementType;
const decoded = (name: string, bytes: ArrayLike<number>): number[] => Array.from(typeNamed(name).decode?.(Uint8Array.from(bytes)) ?? []);
const bytesOf = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

test('every type that either format can store is known', () => {
  for (const dtype of [...Object.keys(SPELLINGS), ...Object.values(SAFETENSORS_TYPES)]) expect(ELEMENT_TYPES.has(dtype), dtype).toBe(true);
  for (const [name, { decode, why }] of ELEMENT_TYPES) expect(decode === undefined, name).toBe(why !== undefined);
});

describe('plain types', () => {
  test.each([
    ['float32', Float32Array.of(1.5, -0, Number.NaN, Number.POSITIVE_INFINITY)],
    ['float64', Float64Array.of(1e-300, -2.5)],
    ['int32', Int32Array.of(-7, 2 ** 31 - 1)],
    ['uint32', Uint32Array.of(0, 2 ** 32 - 1)],
    ['int16', Int16Array.of(-32768, 5)],
    ['uint16', Uint16Array.of(65535)],
    ['int8', Int8Array.of(-128, 127)],
    ['uint8', Uint8Array.of(0, 255)],
    ['bool', Uint8Array.of(0, 1)],
  ])('%s is itself', (name, array) => expect(decoded(name, bytesOf(array))).toEqual(Array.from(array as Float32Array)));

  test('int64 and uint64 are exact up to 2^53, and the nearest double beyond', () => {
    const signed = BigInt64Array.of(0n, -1n, 2n ** 53n, -(2n ** 53n) + 1n, 2n ** 63n - 1n, -(2n ** 63n));
    expect(decoded('int64', bytesOf(signed))).toEqual(Array.from(signed, Number));
    const unsigned = BigUint64Array.of(0n, 2n ** 64n - 1n, 2n ** 53n + 3n);
    expect(decoded('uint64', bytesOf(unsigned))).toEqual(Array.from(unsigned, Number));
  });

  test('bytes that begin anywhere are read all the same', () => {
    const whole = new Uint8Array(13);
    new DataView(whole.buffer).setFloat32(5, 0.15625, true);
    expect(Array.from(typeNamed('float32').decode?.(whole.subarray(5, 9)) ?? [])).toEqual([0.15625]);
  });
});

describe('narrow floats', () => {
  test('float16 has the values that IEEE 754 says', () => {
    const codes = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x03ff, 0x0400, 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0x8000, 0x3555);
    const wanted = [1, -2, 2 ** -24, 1023 * 2 ** -24, 2 ** -14, 65504, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, -0, 1365 * 2 ** -12];
    expect(decoded('float16', bytesOf(codes))).toEqual(wanted);
  });

  test('bfloat16 is the upper half of float32', () => {
    const floats = Float32Array.of(1, -3.140625, 2 ** 127, Number.POSITIVE_INFINITY, Number.NaN);
    const codes = Uint16Array.from(new Uint32Array(floats.buffer), bits => bits >>> 16);
    expect(decoded('bfloat16', bytesOf(codes))).toEqual(Array.from(floats));
  });

  test.each([
    // Largest, smallest normal, smallest subnormal: tables 1 and 2 of OFP8, and of onnx.ai/onnx/technical/float8.html.
    ['e4m3fn', { 126: 448, 8: 2 ** -6, 1: 2 ** -9, 127: Number.NaN, 255: Number.NaN, 254: -448, 128: -0 }],
    ['e4m3fnuz', { 127: 240, 8: 2 ** -7, 1: 2 ** -10, 128: Number.NaN, 255: -240 }],
    ['e5m2', { 123: 57344, 4: 2 ** -14, 1: 2 ** -16, 124: Number.POSITIVE_INFINITY, 252: Number.NEGATIVE_INFINITY, 125: Number.NaN }],
    ['e5m2fnuz', { 127: 57344, 4: 2 ** -15, 1: 2 ** -17, 128: Number.NaN }],
    ['e8m0', { 127: 1, 0: 2 ** -127, 254: 2 ** 127, 255: Number.NaN }],
  ] as const)('%s has the ends that its definition says', (kind, wanted) => {
    const table = miniFloatTable(kind);
    for (const [code, value] of Object.entries(wanted)) expect(table[Number(code)], `code ${code}`).toBe(value);
  });

  test('the codes of a sign rise, but for those that are no number', () => {
    for (const kind of ['e4m3fn', 'e4m3fnuz', 'e5m2', 'e5m2fnuz'] as const) {
      const values = Array.from(miniFloatTable(kind).slice(0, 128)).filter(value => !Number.isNaN(value));
      expect(values.every((value, i) => i === 0 || value > (values[i - 1] ?? 0))).toBe(true);
    }
  });

  test('fours stand two to a byte, the first in the low half', () => {
    expect(decoded('uint4', [0x21, 0xf0])).toEqual([1, 2, 0, 15]);
    expect(decoded('int4', [0x8f, 0x07])).toEqual([-1, -8, 7, 0]);
    expect(decoded('float4e2m1', [0x10, 0xf7])).toEqual([0, 0.5, 6, -6]);
    expect(bytesFor(typeNamed('int4'), 5)).toBe(3);
  });
});
