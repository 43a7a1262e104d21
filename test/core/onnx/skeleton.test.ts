import { describe, expect, test } from 'vitest';
import { FaultError } from '../../../src/core/fault';
import { readOnnx } from '../../../src/core/onnx/read';
import { decodeModel } from '../../../src/core/onnx/schema';
import { skeleton } from '../../../src/core/onnx/skeleton';
import type { ByteSource } from '../../../src/core/source';
import { memoryFolder, memorySource } from './memory';

/** Protobuf by hand, so that lengths may lie and gaps may be huge. */
type Piece = Uint8Array | number;
const GAP_FILL = 0x3f;
const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]);
const sizeOf = (pieces: readonly Piece[]): number => pieces.reduce<number>((sum, piece) => sum + (typeof piece === 'number' ? piece : piece.length), 0);
const field = (id: number, pieces: readonly Piece[], length = sizeOf(pieces)): Piece[] => [Uint8Array.from([...varint(id * 8 + 2), ...varint(length)]), ...pieces];
const number = (id: number, value: number): Piece => Uint8Array.from([...varint(id * 8), ...varint(value)]);
const text = (value: string): Piece[] => [new TextEncoder().encode(value)];

/** Pieces as a file: a number is a gap of so many bytes, which takes no memory. */
function sourceOf(pieces: readonly Piece[]): ByteSource & { readonly asked: { bytes: number; times: number } } {
  const asked = { bytes: 0, times: 0 };
  const size = sizeOf(pieces);
  const read = (offset: number, length: number): Uint8Array => {
    asked.bytes += length;
    asked.times++;
    const out = new Uint8Array(length).fill(GAP_FILL);
    let start = 0;
    for (const piece of pieces) {
      const end = start + (typeof piece === 'number' ? piece : piece.length);
      if (typeof piece !== 'number' && start < offset + length && end > offset) {
        const from = Math.max(start, offset);
        out.set(piece.subarray(from - start, Math.min(end, offset + length) - start), from - offset);
      }
      start = end;
    }
    return out;
  };
  return { path: '/models/model.onnx', size, read, asked };
}

const IDENTITY = field(1, [...field(1, text('w')), ...field(2, text('y')), ...field(4, text('Identity'))]);
const OUTPUT = field(12, field(1, text('y')));
const OPSET17 = field(8, [number(2, 17)]);
const floats = (id: number, name: string, elements: number): Piece[] => field(id, [number(1, elements), number(2, 1), ...field(8, text(name)), ...field(9, [elements * 4])]);

describe('skeleton', () => {
  test('a file of 12 GB opens by reading a few kilobytes, and says where the weight lies', () => {
    const elements = 3_000_000_000;
    const graph = [...floats(5, 'w', elements), ...IDENTITY, ...OUTPUT];
    const source = sourceOf([number(1, 8), ...field(7, graph), ...OPSET17]);
    const weight = readOnnx(source, memoryFolder()).weights.get('w');
    const before = sizeOf([number(1, 8), ...field(7, [], sizeOf(graph))]) + sizeOf(floats(5, 'w', elements)) - elements * 4;
    expect(weight).toEqual({ kind: 'file', dtype: 'float32', dims: [elements], file: '/models/model.onnx', offset: before, bytes: elements * 4 });
    expect(source.asked.bytes).toBeLessThan(20_000);
  });

  test('four hundred weights of 25 MB cost a read of 4 kB each', () => {
    const weights = Array.from({ length: 400 }, (_, i) => floats(5, i === 0 ? 'w' : `w${i}`, 6_250_000));
    const source = sourceOf([...field(7, [...weights.flat(), ...IDENTITY, ...OUTPUT]), ...OPSET17]);
    expect(readOnnx(source, memoryFolder()).weights.size).toBe(400);
    expect(source.asked.bytes).toBeLessThan(400 * 4096 * 1.2);
  });

  test('a message that occurs twice where one is meant is merged: appended taps count', () => {
    const tap = [...field(1, [...field(1, text('y')), ...field(2, text('tap')), ...field(4, text('Neg'))]), ...field(12, field(1, text('tap')))];
    const source = sourceOf([...field(7, [...floats(5, 'w', 512), ...IDENTITY, ...OUTPUT]), ...OPSET17, ...field(7, tap)]);
    expect(readOnnx(source, memoryFolder()).outputs.map(({ name }) => name)).toEqual(['y', 'tap']);
  });

  test('a tensor deep inside branches is left in the file as well', () => {
    const inner = [...floats(5, 'w', 4096), ...IDENTITY, ...OUTPUT];
    const branch = field(1, [...field(2, text('y')), ...field(4, text('If')), ...field(5, [...field(1, text('then_branch')), ...field(6, inner), number(20, 5)])]);
    const source = sourceOf([...field(7, [...branch, ...OUTPUT]), ...OPSET17]);
    expect(skeleton(source).length).toBeLessThan(200);
    const held = decodeModel(skeleton(source)).graph?.node?.[0]?.attribute?.[0]?.g?.initializer?.[0]?.held;
    expect(held).toEqual([{ field: 9, offset: expect.any(Number), length: 16384 }]);
  });

  test('documentation, however long, is not read', () => {
    const source = sourceOf([...field(6, [50_000_000]), ...field(7, [...floats(5, 'w', 512), ...IDENTITY, ...OUTPUT, ...field(10, [50_000_000])]), ...OPSET17]);
    readOnnx(source, memoryFolder());
    expect(source.asked.bytes).toBeLessThan(40_000);
  });
});

const faultOf = (source: ByteSource) => {
  try {
    readOnnx(source, memoryFolder());
  } catch (thrown) {
    if (thrown instanceof FaultError) return thrown.fault;
    throw thrown;
  }
  return undefined;
};

describe('a file that lies', () => {
  test.each([
    ['a length past the end of the file', [...field(7, text('short'), 5000)], /runs past its end/],
    ['a length past the end of its message', [...field(7, [...field(1, text('node'), 4000), 1200]), 4000], /runs past its end/],
    ['a number that does not end', [new Uint8Array(40).fill(0xff)], /does not end/],
    ['a wire type that is none', [Uint8Array.of(7 * 8 + 3, 1)], /begins no field/],
    ['field number zero', [Uint8Array.of(2, 1, 1)], /begins no field/],
    ['nothing at all', [], /no ONNX model/],
    [
      'a tensor shorter than its shape',
      [...field(7, [...field(5, [number(1, 600), number(2, 1), ...field(8, text('w')), ...field(9, [2048])]), ...IDENTITY, ...OUTPUT]), ...OPSET17],
      /"w" takes 2400 bytes and has 2048/,
    ],
  ])('%s is malformed', (_, pieces, why) => {
    expect(faultOf(sourceOf(pieces))).toEqual({ code: 'malformed', path: '/models/model.onnx', why: expect.stringMatching(why) });
  });

  test('a name of 4 GB is refused before it is read', () => {
    const source = sourceOf([...field(7, [...field(2, [4_000_000_000]), ...OUTPUT]), ...OPSET17]);
    expect(faultOf(source)).toMatchObject({ code: 'unsupported-model' });
    expect(source.asked.bytes).toBeLessThan(20_000);
  });

  test('two hundred thousand empty nodes are refused or read, not swallowed whole', () => {
    const empty = Uint8Array.from(Array.from({ length: 200_000 }, () => [10, 0]).flat());
    expect(faultOf(memorySource(Uint8Array.from([...new Uint8Array(field(7, [empty])[0] as Uint8Array), ...empty])))).toMatchObject({ code: 'malformed' });
  });

  test('graphs in graphs in graphs without end are malformed', () => {
    let graph: Piece[] = [...OUTPUT, 2000];
    for (let depth = 0; depth < 200; depth++) graph = field(1, field(5, field(6, graph)));
    expect(faultOf(sourceOf(field(7, graph)))).toMatchObject({ code: 'malformed', why: expect.stringContaining('too deeply') });
  });
});
