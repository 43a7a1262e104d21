import { describe, expect, test } from 'vitest';
import { readWeights } from '../../../src/core/checkpoint/weights';
import { asFault, type Fault } from '../../../src/core/fault';
import type { Folder } from '../../../src/core/source';
import { float32 } from '../../../src/core/tensor/tensor';
import { memoryFolder, safetensors } from './memoryFolder';

const one = safetensors({ a: float32([1], [1]) });
const two = safetensors({ b: float32([2], [1, 2]), spare: float32([1], [0]) });
const INDEX = 'model.safetensors.index.json';
const index = (map: object) => ({ metadata: {}, weight_map: map });

function faultOf(folder: Folder, file?: string): Fault | undefined {
  try {
    readWeights(folder, file);
  } catch (thrown) {
    return asFault(thrown);
  }
  return undefined;
}

test('one file', () => {
  expect([...readWeights(memoryFolder({ 'model.safetensors': one })).tensors.keys()]).toEqual(['a']);
});

test('shards: each tensor from the file that the index names', () => {
  const folder = memoryFolder({ '1.safetensors': one, '2.safetensors': two, [INDEX]: index({ a: '1.safetensors', b: '2.safetensors' }) });
  const { tensors, files } = readWeights(folder);
  expect([...tensors].map(([name, { file }]) => [name, file])).toEqual([
    ['a', '/model/1.safetensors'],
    ['b', '/model/2.safetensors'],
  ]);
  expect(files).toEqual(['/model/1.safetensors', '/model/2.safetensors']);
  expect(readWeights(folder, '2.safetensors').tensors.size).toBe(2);
});

test('a file that was asked for is taken, whatever else is there', () => {
  const folder = memoryFolder({ 'model.safetensors': one, 'other.safetensors': two });
  expect([...readWeights(folder, 'other.safetensors').tensors.keys()]).toEqual(['b', 'spare']);
  expect(faultOf(folder, 'gone.safetensors')).toMatchObject({ code: 'not-found', missing: 'gone.safetensors' });
});

describe('faults', () => {
  test('no weights at all', () => expect(faultOf(memoryFolder({}))).toMatchObject({ code: 'not-found', missing: 'model.safetensors' }));
  test('weights in a form that is not read, and what to do', () => {
    const fault = faultOf(memoryFolder({ 'pytorch_model.bin': one }));
    expect(fault).toMatchObject({ code: 'unsupported-model', why: expect.stringMatching(/pytorch_model\.bin.*save_pretrained/) });
  });
  test('an index that leaves the folder', () => expect(faultOf(memoryFolder({ [INDEX]: index({ a: '../secret' }) }))?.code).toBe('bad-input'));
  test('a shard that is not there', () => expect(faultOf(memoryFolder({ [INDEX]: index({ a: '1.safetensors' }) }))).toMatchObject({ code: 'not-found', missing: '1.safetensors' }));
  test('a tensor that its shard has not', () => {
    expect(faultOf(memoryFolder({ '1.safetensors': one, [INDEX]: index({ z: '1.safetensors' }) }))).toMatchObject({ code: 'missing-tensor', tensor: 'z' });
  });
  test.each([[{}], [index([])], [index({ a: 3 })]])('an index that is none: %j', json => expect(faultOf(memoryFolder({ [INDEX]: json }))?.code).toBe('malformed'));
});
