import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Fault, FaultError } from '../../../src/core/fault';
import type { Graph } from '../../../src/core/onnx/graph';
import { asInt64 } from '../../../src/core/onnx/integers';
import { readOnnx } from '../../../src/core/onnx/read';
import { encodeModel, type ModelProto, type TensorProto } from '../../../src/core/onnx/schema';
import { fromBytes } from '../../../src/core/tensor/tensor';
import { memoryFolder, memorySource } from './memory';

const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(path.resolve(__dirname, '../../fixtures/onnx', name)));
const FILES = { 'weights.bin': new Uint8Array(4096), 'external17.bin': fixture('external17.bin') };
const read = (bytes: Uint8Array): Graph => readOnnx(memorySource(bytes), memoryFolder(FILES));

const floatInput = { name: 'x', type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: 'n' }] } } } };
/** y = Identity(weight `w`). */
function modelWith(tensor: TensorProto, more: Partial<ModelProto['graph']> = {}, opset = 17): Uint8Array {
  const graph = { initializer: [{ name: 'w', ...tensor }], node: [{ opType: 'Identity', input: ['w'], output: ['y'] }], output: [{ name: 'y' }], ...more };
  return encodeModel({ graph, opsetImport: [{ version: asInt64(opset) }] });
}
const external = (location: string, offset: string, length: string): TensorProto => ({
  dims: [asInt64(512)],
  dataType: 1,
  dataLocation: 1,
  externalData: [
    { key: 'location', value: location },
    { key: 'offset', value: offset },
    { key: 'length', value: length },
  ],
});

function faultOf(bytes: Uint8Array): Fault | undefined {
  try {
    read(bytes);
  } catch (thrown) {
    if (thrown instanceof FaultError) return thrown.fault;
    throw thrown;
  }
  return undefined;
}

describe('weights', () => {
  test('stay in the file where they are large and floating, whatever list holds them; the rest is carried', () => {
    const { weights, inputs } = read(fixture('typed9.onnx'));
    expect(inputs).toEqual([{ name: 'x', dtype: 'float32', dims: [5, 24] }]);
    expect([...weights].filter(([, { kind }]) => kind === 'file').map(([name]) => name)).toEqual(['w']);
    const [rows, flags, shift] = ['rows', 'flags', 'shift'].map(name => weights.get(name));
    if (rows?.kind !== 'inline' || flags?.kind !== 'inline' || shift?.kind !== 'inline') throw new Error('not carried');
    expect([...fromBytes('int64', rows.dims, rows.data).data].slice(0, 6)).toEqual([0n, 1n, 2n, 3n, 4n, 0n]);
    expect([...flags.data].slice(0, 4)).toEqual([1, 0, 0, 1]);
    expect([...fromBytes('int32', shift.dims, shift.data).data].slice(0, 3)).toEqual([0, -1, -2]);
  });

  test('in another file are references into it', () => {
    const { weights } = read(fixture('external17.onnx'));
    expect(weights.get('w')).toMatchObject({ kind: 'file', file: '/models/external17.bin', bytes: 4096 });
    expect(weights.get('b')).toMatchObject({ kind: 'inline', dims: [32] });
  });

  test.each<[string, Uint8Array, Fault['code'], RegExp]>([
    ['another folder', modelWith(external('../secret.bin', '0', '2048')), 'bad-input', /secret/],
    ['a file that is not there', modelWith(external('gone.bin', '0', '2048')), 'not-found', /gone/],
    ['bytes past the end', modelWith(external('weights.bin', '3000', '2048')), 'malformed', /3000 \+ 2048 bytes .* which has 4096/],
    ['a length that is not its shape’s', modelWith(external('weights.bin', '0', '100')), 'malformed', /takes 2048 bytes and has 100/],
    ['a position that is none', modelWith(external('weights.bin', '-4', '2048')), 'malformed', /-4.*which is no position/],
    ['nowhere', modelWith({ dims: [asInt64(4)], dataType: 1, dataLocation: 1 }), 'malformed', /does not say where/],
  ])('that point at %s are refused', (_, bytes, code, words) => {
    const fault = faultOf(bytes);
    expect(fault?.code).toBe(code);
    expect(JSON.stringify(fault)).toMatch(words);
  });

  test.each<[string, TensorProto, Fault['code'], RegExp]>([
    ['text', { dims: [asInt64(1)], dataType: 8 }, 'unsupported-model', /"w" holds string/],
    ['four-bit integers', { dims: [asInt64(2)], dataType: 22 }, 'unsupported-model', /"w" holds int4/],
    ['fewer elements than the shape', { dims: [asInt64(3)], dataType: 1, floatData: [1, 2] }, 'malformed', /takes 3 elements and has 2/],
    ['elements in the list of another type', { dims: [asInt64(2)], dataType: 7, floatData: [1, 2] }, 'malformed', /takes 2 elements and has 0/],
    ['a shape below nothing', { dims: [asInt64(-3)], dataType: 1 }, 'malformed', /cannot have the shape \[-3\]/],
    ['a shape beyond everything', { dims: [asInt64(2 ** 40), asInt64(2 ** 40)], dataType: 1 }, 'malformed', /cannot have the shape/],
  ])('that hold %s are refused', (_, tensor, code, why) => {
    expect(faultOf(modelWith(tensor))).toMatchObject({ code, why: expect.stringMatching(why) });
  });
});

const one: TensorProto = { dims: [asInt64(1)], dataType: 1, floatData: [1] };

describe('a model that cannot be carried is refused by name', () => {
  test.each<[string, Uint8Array, Fault['code'], RegExp]>([
    ['an input of text', modelWith(one, { input: [{ name: 'words', type: { tensorType: { elemType: 8 } } }] }), 'unsupported-model', /"words" takes string/],
    ['an input that is no tensor', modelWith(one, { input: [{ name: 'list' }] }), 'unsupported-model', /"list" takes something that is no tensor/],
    ['sparse weights', modelWith(one, { sparseInitializer: [{ values: { name: 's' } }] }), 'unsupported-model', /"s" is stored sparse/],
    [
      'an attribute of types',
      modelWith(one, { node: [{ opType: 'Optional', output: ['y'], attribute: [{ name: 'type', type: 13 }] }] }),
      'unsupported-model',
      /attribute "type" of Optional/,
    ],
    ['no version', modelWith(one, {}, 0), 'malformed', /version 0/],
    ['a value made twice', modelWith(one, { node: [{ opType: 'Relu', input: ['w'], output: ['w'] }] }), 'malformed', /"w"/],
    ['an output that nothing makes', modelWith(one, { output: [{ name: 'z' }] }), 'malformed', /nothing makes the output "z"/],
  ])('%s', (_, bytes, code, why) => {
    expect(faultOf(bytes)).toMatchObject({ code, why: expect.stringMatching(why) });
  });
});

describe('what is read', () => {
  test('integers to the end of everything stay so', () => {
    const slices = read(fixture('slices7.onnx'));
    const ends = slices.weights.get('a/ends');
    if (ends?.kind !== 'inline') throw new Error('not carried');
    expect(fromBytes('int64', ends.dims, ends.data).data[0]).toBe(2n ** 63n - 1n);
  });

  test('a constant that is an output keeps a node', () => {
    const graph = read(fixture('constants13.onnx'));
    expect(graph.nodes.filter(({ outputs }) => outputs.includes('given')).map(({ op }) => op)).toEqual(['Identity']);
    expect(graph.nodes.some(({ op }) => op === 'Constant')).toBe(false);
  });

  test('dimensions are numbers, symbols or unknown', () => {
    const input = { name: 'x', type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: 'n' }, { dimValue: asInt64(3) }, {}, { dimValue: asInt64(-1) }] } } } };
    expect(read(modelWith(one, { input: [input, { ...floatInput, name: 'z', type: { tensorType: { elemType: 1 } } }] })).inputs).toEqual([
      { name: 'x', dtype: 'float32', dims: ['n', 3, null, null] },
      { name: 'z', dtype: 'float32' },
    ]);
  });

  test('the long name of the standard domain is the standard domain', () => {
    const bytes = encodeModel({
      graph: { input: [floatInput], node: [{ opType: 'Relu', domain: 'ai.onnx', input: ['x'], output: ['y'] }], output: [{ name: 'y' }] },
      opsetImport: [
        { domain: 'ai.onnx', version: asInt64(17) },
        { domain: 'com.microsoft', version: asInt64(1) },
      ],
    });
    const graph = read(bytes);
    expect(graph.nodes[0]?.domain).toBe('');
    expect([...graph.domains]).toEqual([['com.microsoft', 1]]);
  });
});
