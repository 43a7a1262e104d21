import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FaultError } from '../../../src/core/fault';
import { inspectOnnx } from '../../../src/core/inspect/onnx';
import type { InspectedFile } from '../../../src/core/inspect/stored';
import { windowOf } from '../../../src/core/inspect/window';
import { words } from '../../../src/core/message';
import { asInt64 } from '../../../src/core/onnx/integers';
import { encodeModel, type GraphProto, type TensorProto } from '../../../src/core/onnx/schema';
import { memoryFolder, memorySource } from '../onnx/memory';

const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(path.resolve(__dirname, '../../fixtures/onnx', name)));
const inspected = (bytes: Uint8Array, files: Record<string, Uint8Array> = {}): InspectedFile => inspectOnnx(memorySource(bytes), memoryFolder(files));
const withGraph = (graph: GraphProto, more = {}): Uint8Array => encodeModel({ graph, opsetImport: [{ version: asInt64(17) }], ...more });
const first = (tensor: TensorProto, files?: Record<string, Uint8Array>) => inspected(withGraph({ initializer: [tensor] }), files).tensors[0];
const row = (tensor: ReturnType<typeof first>): number[] =>
  tensor
    ? Array.from(windowOf(tensor, { leading: tensor.dims.slice(0, -2).map(() => 0), rows: { from: 0, count: 1, step: 1 }, columns: { from: 0, count: 64, step: 1 } }).values)
    : [];
const dims = (...all: number[]) => all.map(asInt64);
const bytesOf = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

describe('a tensor of an ONNX file', () => {
  test.each<[string, TensorProto, string, number[]]>([
    ['raw', { dims: dims(2), dataType: 1, rawData: bytesOf(Float32Array.of(1.5, -2)) }, 'float32', [1.5, -2]],
    ['floats', { dims: dims(2), dataType: 1, floatData: [0.25, 3] }, 'float32', [0.25, 3]],
    ['wide integers', { dims: dims(3), dataType: 7, int64Data: [-1, 0, 2 ** 40].map(asInt64) }, 'int64', [-1, 0, 2 ** 40]],
    ['halves as integers', { dims: dims(2), dataType: 10, int32Data: [0x3c00, 0xc000] }, 'float16', [1, -2]],
    ['eight-bit floats as integers', { dims: dims(2), dataType: 17, int32Data: [126, 8] }, 'float8e4m3fn', [448, 2 ** -6]],
    ['half bytes as integers', { dims: dims(3), dataType: 22, int32Data: [0x8f, 0x07] }, 'int4', [-1, -8, 7]],
    ['a scalar', { dataType: 11, doubleData: [Math.PI] }, 'float64', [Math.PI]],
    ['many floats', { dims: dims(300), dataType: 1, floatData: Array.from({ length: 300 }, (_, i) => i) }, 'float32', Array.from({ length: 64 }, (_, i) => i)],
    ['many integers', { dims: dims(2, 1000), dataType: 7, int64Data: Array.from({ length: 2000 }, (_, i) => asInt64(i)) }, 'int64', Array.from({ length: 64 }, (_, i) => i)],
  ])('stored as %s is read', (_, proto, dtype, values) => {
    const tensor = first({ name: 'w', ...proto });
    expect(tensor).toMatchObject({ name: 'w', dtype });
    expect(row(tensor)).toEqual(values);
  });

  test.each<[string, TensorProto, RegExp]>([
    ['strings', { dims: dims(2), dataType: 8 }, /strings/],
    ['a type of the future', { dims: dims(2), dataType: 99 }, /type 99 is not known/],
    ['complex numbers', { dims: dims(1), dataType: 14, rawData: new Uint8Array(8) }, /complex/],
    ['a shape below zero', { dims: dims(-1), dataType: 1 }, /cannot have the shape \[-1\]/],
    ['more elements than there are numbers', { dims: dims(2 ** 40, 2 ** 40), dataType: 1 }, /cannot have the shape/],
    ['too many axes', { dims: dims(...Array.from({ length: 40 }, () => 1)), dataType: 1 }, /40 axes/],
    ['too few bytes', { dims: dims(500), dataType: 1, rawData: new Uint8Array(1999) }, /should take 2000 bytes and has 1999/],
    ['nothing at all', { dims: dims(3), dataType: 1 }, /not in the file/],
    ['no location', { dims: dims(3), dataType: 1, dataLocation: 1 }, /does not say in which/],
    ['a missing file', external('gone.bin', '0', '12'), /gone\.bin is not there/],
    ['a place past the end', external('w.bin', '90', '12'), /end at byte 102 of a file that has 100/],
    ['a place that is no number', external('w.bin', '1e3', '12'), /should end at byte NaN/],
    ['a length that is not its own', external('w.bin', '0', '11'), /should take 12 bytes and has 11/],
  ])('with %s has a note, and is listed', (_, proto, note) => {
    const tensor = first({ name: 'w', ...proto }, { 'w.bin': new Uint8Array(100) });
    expect(tensor?.note && words(tensor.note)).toMatch(note);
  });

  test('in another file is read from there', () => {
    const tensor = first({ name: 'w', ...external('./w.bin', '4', '12') }, { 'w.bin': bytesOf(Float32Array.of(9, 1, 2, 3)) });
    expect(tensor?.data?.place).toEqual({ file: '/models/w.bin', offset: 4 });
    expect(row(tensor)).toEqual([1, 2, 3]);
  });
});

function external(location: string, offset: string, length: string): TensorProto {
  const externalData = Object.entries({ location, offset, length }).map(([key, value]) => ({ key, value }));
  return { dims: dims(3), dataType: 1, dataLocation: 1, externalData };
}

describe('an ONNX file', () => {
  const weight = (name: string): TensorProto => ({ name, dims: dims(1), dataType: 1, floatData: [1] });
  const inner: GraphProto = { initializer: [weight('inside')], node: [{ opType: 'Relu', output: ['r'] }] };
  const file = inspected(
    withGraph(
      {
        name: 'g',
        initializer: [weight('w')],
        sparseInitializer: [{ values: { ...weight('sparse'), dims: dims(2) }, dims: dims(10, 10) }],
        node: [
          { opType: 'If', name: 'choose', attribute: [{ name: 'then_branch', g: inner }] },
          { opType: 'Constant', output: ['c'], attribute: [{ name: 'value', t: weight('') }] },
          { opType: 'ConstantOfShape', name: 'fill', attribute: [{ name: 'value', t: weight('') }] },
          { opType: 'Many', name: 'm', domain: 'mine', attribute: [{ name: 'all', tensors: [weight(''), weight('')] }] },
        ],
        input: [{ name: 'x', type: { tensorType: { elemType: 7, shape: { dim: [{ dimParam: 'batch' }, { dimValue: asInt64(8) }, {}] } } } }, { name: 'w' }],
        output: [{ name: 'y', type: {} }],
      },
      {
        producerName: 'pytorch',
        producerVersion: '2.9',
        metadataProps: [{ key: 'author', value: 'me' }],
        functions: [{ name: 'f', domain: 'mine', node: [{ opType: 'Constant', output: ['k'], attribute: [{ name: 'value', t: weight('') }] }] }],
      },
    ),
  );

  test('lists tensors wherever they stand, and says where', () => {
    expect(file.tensors.map(({ name, note }) => [name, note ? words(note) : ''])).toEqual([
      ['w', ''],
      ['sparse', expect.stringMatching(/./)],
      ['inside', 'in then_branch of If "choose"'],
      ['c', 'a constant of the graph'],
      ['fill.value', 'attribute value of ConstantOfShape "fill"'],
      ['m.all', 'attribute all of Many "m"'],
      ['m.all', 'attribute all of Many "m"'],
      ['k', 'in function mine::f'],
    ]);
  });

  test('says what it takes, gives, is made of and was made by', () => {
    expect(file).toMatchObject({
      format: 'onnx',
      metadata: [['author', 'me']],
      onnx: {
        producer: 'pytorch 2.9',
        graph: 'g',
        opsets: [{ domain: 'ai.onnx', version: 17 }],
        inputs: [{ name: 'x', type: 'int64', dims: ['batch', 8, '?'] }],
        outputs: [{ name: 'y', type: 'no tensor' }],
        nodes: 6,
        functions: 1,
      },
    });
    expect(file.onnx?.operators).toEqual([
      { op: 'Constant', count: 2 },
      { op: 'ConstantOfShape', count: 1 },
      { op: 'If', count: 1 },
      { op: 'Relu', count: 1 },
      { op: 'mine::Many', count: 1 },
    ]);
  });

  test('whose weights are missing says so once', () => {
    const bytes = fixture('external17.onnx');
    expect(inspected(bytes, { 'external17.bin': fixture('external17.bin') }).notes).toEqual([]);
    const alone = inspected(bytes);
    expect(alone.notes).toHaveLength(1);
    expect(alone.onnx?.files).toMatchObject([{ name: 'external17.bin', there: false }]);
    expect(alone.tensors.length).toBeGreaterThan(0);
  });

  test.each([
    ['nothing', new Uint8Array(0)],
    ['text', new TextEncoder().encode('no model at all, just words')],
    ['no graph', encodeModel({ producerName: 'x' })],
    ['a cut file', fixture('function17.onnx').slice(0, 100)],
  ])('with %s in it is refused in a sentence', (_, bytes) => {
    expect(() => inspected(bytes)).toThrow(FaultError);
  });
});

test('every ONNX file of the fixtures is listed', () => {
  for (const name of ['function17.onnx', 'if11.onnx', 'loop11.onnx', 'typed9.onnx', 'constants13.onnx', 'clip6-half.onnx']) {
    const { tensors, onnx } = inspected(fixture(name));
    expect(onnx?.outputs.length, name).toBeGreaterThan(0);
    for (const tensor of tensors) if (tensor.data) expect(row(tensor).length, `${name} ${tensor.name}`).toBeGreaterThan(0);
  }
});
