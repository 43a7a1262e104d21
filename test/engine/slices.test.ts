import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FaultError } from '../../src/core/fault';
import { float32, sizeOf } from '../../src/core/tensor/tensor';
import { Kept } from '../../src/engine/kept';
import { bytesOfWeights, sliceOf, thumbnails, type Weights } from '../../src/engine/slices';

/** Weights [heads, queries, keys] that tell their place: 0, 1, 2, ... */
const counting = (...dims: [number, number, number]) =>
  float32(
    dims,
    Float32Array.from({ length: sizeOf(dims) }, (_, i) => i),
  );
const floats = (bytes: Uint8Array) => [...new Float32Array(bytes.slice().buffer)];

describe('slices of a run', () => {
  const weights: Weights = [counting(2, 3, 4), counting(1, 2, 2)];

  it('give one head, one row, as bytes of their own', () => {
    const head = sliceOf(weights, { kind: 'head', site: 0, head: 1 });
    expect(head.dims).toEqual([3, 4]);
    expect(floats(head.bytes)).toEqual(Array.from({ length: 12 }, (_, i) => 12 + i));
    const row = sliceOf(weights, { kind: 'row', site: 0, head: 1, query: 2 });
    expect([row.dims, floats(row.bytes)]).toEqual([[4], [20, 21, 22, 23]]);
    row.bytes.fill(0);
    expect(weights[0]?.data[20]).toBe(20);
  });

  it.each([
    { kind: 'head', site: 2, head: 0 },
    { kind: 'head', site: 0, head: 2 },
    { kind: 'row', site: 0, head: 0, query: 3 },
    { kind: 'row', site: 0, head: 0, query: -1 },
    { kind: 'head', site: 0, head: 0.5 },
    { kind: 'thumbnails', side: 0 },
    { kind: 'thumbnails', side: 1e9 },
  ] as const)('refuse what is not there: %j', what => {
    expect(() => sliceOf(weights, what)).toThrow(FaultError);
  });

  it('give all heads of all sites small, each scaled to its own largest weight', () => {
    const { dims, bytes } = thumbnails(weights, 2);
    expect(dims).toEqual([2, 2, 2, 2]);
    // Head 0 of site 0 counts to 11: rows 0 | 1 and 2, columns 0 and 1 | 2 and 3.
    expect([...bytes.subarray(0, 4)]).toEqual([1, 3, 9, 11].map(v => Math.round((255 * v) / 11)));
    expect([...bytes.subarray(8, 12)]).toEqual([0, 85, 170, 255]);
    // Site 1 has no second head.
    expect([...bytes.subarray(12)]).toEqual([0, 0, 0, 0]);
  });

  it('are at most as fine as the weights, and repeat the shorter side', () => {
    const { dims, bytes } = thumbnails([float32([1, 1, 3], [0, 1, 2])], 32);
    expect(dims).toEqual([1, 1, 3, 3]);
    expect([...bytes]).toEqual([0, 128, 255, 0, 128, 255, 0, 128, 255]);
  });

  it('never lose the largest weight, whatever the sizes', () => {
    const sizes = fc.record({ queries: fc.integer({ min: 1, max: 40 }), keys: fc.integer({ min: 1, max: 40 }), side: fc.integer({ min: 1, max: 24 }), seed: fc.nat() });
    fc.assert(
      fc.property(sizes, ({ queries, keys, side, seed }) => {
        const data = new Float32Array(queries * keys).fill(0.1);
        data[seed % data.length] = 1;
        expect(Math.max(...thumbnails([float32([1, queries, keys], data)], side).bytes)).toBe(255);
      }),
    );
  });
});

describe('weights of past runs', () => {
  it('go by least recent use once they take too much, never the newest', () => {
    const kept = new Kept(2 * 4 * 8, bytesOfWeights);
    const run = (n: number): Weights => [counting(1, 1, n)];
    kept.keep('a', run(8));
    kept.keep('b', run(8));
    kept.get('a');
    kept.keep('c', run(8));
    expect([kept.get('a') !== undefined, kept.get('b') !== undefined, kept.get('c') !== undefined]).toEqual([true, false, true]);
    kept.keep('d', run(100));
    expect([kept.get('a'), kept.get('c'), kept.get('d')?.length]).toEqual([undefined, undefined, 1]);
  });
});
