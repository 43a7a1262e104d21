import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pack, unpack } from '../../src/protocol/still';

const to = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
const from = (text: string): Uint8Array => Buffer.from(text, 'base64');
const again = (value: unknown): unknown => unpack(pack(value, to), from);

describe('what an exported page holds', () => {
  test('comes back as it was, numbers that JSON does not have included', () => {
    const numbers = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
    fc.assert(
      fc.property(fc.array(numbers), fc.string(), fc.uint8Array(), fc.float32Array(), (list, text, bytes, floats) => {
        const value = { list: list.map(one => one + 0), text, nested: [{ bytes, floats }] };
        expect(again(value)).toEqual({ ...value, list: value.list.map(one => (Object.is(one, -0) ? 0 : one)) });
      }),
    );
  });

  test('a view on part of a buffer brings that part alone', () => {
    const whole = new Float32Array([1, 2, 3, 4]);
    expect(again({ part: whole.subarray(1, 3) })).toEqual({ part: new Float32Array([2, 3]) });
  });

  test('of a file that was written by somebody else only plain data comes out', () => {
    expect(unpack('{"$bytes":"constructor","data":"AAAA"}', from)).toEqual({ $bytes: 'constructor', data: 'AAAA' });
    expect(unpack('{"$number":"alert(1)"}', from)).toBeNaN();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    unpack('{"__proto__":{"polluted":1}}', from);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
