import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SPELLINGS } from '../../../src/core/checkpoint/dtypes';
import { readSafetensors, readSafetensorsFile } from '../../../src/core/checkpoint/safetensors';
import { asFault, FaultError } from '../../../src/core/fault';
import { DTYPES, type DType, float32, int64 } from '../../../src/core/tensor/tensor';
import { safetensors, source, text, withHeader } from './memoryFolder';

const read = (bytes: Uint8Array) => readSafetensors(source('/m.safetensors', bytes));

function faultOf(bytes: Uint8Array): string {
  try {
    read(bytes);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(FaultError);
    const fault = asFault(thrown);
    return fault.code === 'malformed' ? fault.why : fault.code;
  }
  return 'no fault';
}

test('names every tensor, and where its bytes lie', () => {
  const bytes = safetensors({ 'a.weight': float32([2, 3], [1, 2, 3, 4, 5, 6]), 'é"\n': int64([2], [7, 8]) });
  const tensors = read(bytes);
  const a = tensors.get('a.weight');
  expect(a).toMatchObject({ dtype: 'float32', dims: [2, 3], bytes: 24, file: '/m.safetensors' });
  expect(Array.from(new Float32Array(bytes.slice(a?.offset, (a?.offset ?? 0) + 24).buffer))).toEqual([1, 2, 3, 4, 5, 6]);
  expect(tensors.get('é"\n')).toMatchObject({ dtype: 'int64', dims: [2], bytes: 16 });
});

test.each(Object.entries(SPELLINGS))('%s is spelled %s', (dtype, spelling) => {
  const bytes = DTYPES[dtype as DType].bytes * 3;
  expect(read(withHeader(`{"t":{"dtype":"${spelling}","shape":[3],"data_offsets":[0,${bytes}]}}`, bytes)).get('t')?.dtype).toBe(dtype);
});

test('metadata is no tensor, a name of JavaScript is one, an empty tensor and a scalar are', () => {
  const header = '{"__metadata__":{"format":"pt"},"__proto__":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"e":{"dtype":"F32","shape":[0,5],"data_offsets":[4,4]}}   ';
  expect([...read(withHeader(header, 4)).keys()]).toEqual(['__proto__', 'e']);
});

test('a type that is not used here is kept by its spelling', () => {
  expect(read(withHeader('{"t":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}', 4)).get('t')).toMatchObject({ dtype: undefined, spelling: 'F8_E4M3' });
});

test('metadata of any depth, and with millions of escapes, is read', () => {
  const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const { metadata } = readSafetensorsFile(source('/m.safetensors', withHeader(`{"__metadata__":{"deep":${nested},"plain":[1]}}`, 0)));
  expect(metadata).toEqual([
    ['deep', '[…]'],
    ['plain', '[1]'],
  ]);
  const escaped = readSafetensorsFile(source('/m.safetensors', withHeader(`{"__metadata__":{"a":"${'\\n'.repeat(5e6)}"}}`, 0)));
  expect(escaped.metadata[0]?.[1].length).toBe(5e6);
});

describe('a header that lies', () => {
  const one = (entry: string) => withHeader(`{"t":${entry}}`, 8);
  test.each([
    ['an empty file', new Uint8Array(0), /0 bytes, too few/],
    ['a Git LFS pointer', text('version https://git-lfs.github.com/spec/v1\noid sha256:0\n'), /Git LFS pointer.*git lfs pull/],
    ['a length past the end', withHeader('{}', 0, 1e9), /should have 1000000000 bytes and the whole file has 10/],
    ['a length beyond 2^53', Uint8Array.from({ length: 20 }, () => 255), /should have 18446744073709551615 bytes/],
    ['text that is not JSON', withHeader('{"t":', 8), /is not JSON/],
    ['a list', withHeader('[1]', 8), /not an object/],
    ['null', withHeader('null', 8), /not an object/],
    ['a name twice', withHeader('{"t":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"\\u0074":{"dtype":"F32","shape":[],"data_offsets":[4,8]}}', 8), /twice/],
    ['no entry', one('3'), /"t": nothing that can be read/],
    ['no dtype', one('{"shape":[2],"data_offsets":[0,8]}'), /no dtype/],
    ['no shape', one('{"dtype":"F32","data_offsets":[0,8]}'), /a shape/],
    ['a negative dimension', one('{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}'), /a shape/],
    ['half a dimension', one('{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}'), /a shape/],
    ['a shape that overflows', one('{"dtype":"F32","shape":[94906266,94906266,4],"data_offsets":[0,8]}'), /takes .* bytes, and it has 8/],
    ['offsets past the end', one('{"dtype":"F32","shape":[3],"data_offsets":[0,12]}'), /the file has .*cut short/],
    ['offsets in reverse', one('{"dtype":"F32","shape":[0],"data_offsets":[8,0]}'), /data_offsets/],
    ['three offsets', one('{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}'), /data_offsets/],
    ['offsets as text', one('{"dtype":"F32","shape":[2],"data_offsets":["0","8"]}'), /data_offsets/],
    ['too few bytes for its shape', one('{"dtype":"F32","shape":[2],"data_offsets":[0,4]}'), /takes 8 bytes, and it has 4/],
    ['a million axes', one(`{"dtype":"F32","shape":[2${',1'.repeat(1e6)}],"data_offsets":[0,8]}`), /a shape of 1000001 axes/],
    ['overlapping tensors', withHeader('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', 8), /"a" and "b" overlap/],
  ])('%s', (_, bytes, why) => {
    expect(faultOf(bytes)).toMatch(why);
  });

  test('any damage is a fault or a readable file, never another error', () => {
    const whole = safetensors({ a: float32([4], [1, 2, 3, 4]), b: int64([1], [1]) });
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, value, length) => {
        const damaged = whole.slice(0, length);
        if (at < length) damaged[at] = value;
        try {
          for (const { offset, bytes } of read(damaged).values()) expect(offset + bytes).toBeLessThanOrEqual(length);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(FaultError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
