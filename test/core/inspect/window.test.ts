import { describe, expect, test } from 'vitest';
import { FaultError } from '../../../src/core/fault';
import { counted, SAMPLED_ABOVE } from '../../../src/core/inspect/sample';
import type { ListedTensor } from '../../../src/core/inspect/stored';
import { matrixOf, type TensorWindow, windowOf } from '../../../src/core/inspect/window';
import { sizeOf } from '../../../src/core/tensor/tensor';

/** A tensor whose element `i` is `i` (float32), or whose bytes are given; counts what is read of it. */
function counting(dims: readonly number[], dtype = 'float32', bytes?: Uint8Array): ListedTensor & { readonly asked: { bytes: number } } {
  const elements = sizeOf(dims);
  const asked = { bytes: 0 };
  const read = (at: number, length: number): Uint8Array => {
    asked.bytes += length;
    if (bytes) return bytes.slice(at, at + length);
    return new Uint8Array(Float32Array.from({ length: length / 4 }, (_, i) => at / 4 + i).buffer);
  };
  return { name: 't', dtype, dims, elements, bytes: bytes?.length ?? elements * 4, data: { read }, asked };
}

const range = (from: number, count: number, step = 1) => ({ from, count, step });
const rows = ({ values, columns: { count } }: TensorWindow): number[][] =>
  Array.from({ length: values.length / count }, (_, row) => Array.from(values.slice(row * count, (row + 1) * count)));
const faultOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (thrown) {
    return thrown instanceof FaultError ? thrown.fault : thrown;
  }
};

describe('a window', () => {
  test('of a matrix is the rows and columns asked for', () => {
    const window = windowOf(counting([10, 6]), { leading: [], rows: range(2, 2), columns: range(3, 3) });
    expect(window).toMatchObject({ height: 10, width: 6, wrapped: false });
    expect(rows(window)).toEqual([
      [15, 16, 17],
      [21, 22, 23],
    ]);
  });

  test('takes every so many-th row and column', () => {
    expect(rows(windowOf(counting([10, 6]), { leading: [], rows: range(1, 9, 4), columns: range(0, 9, 5) }))).toEqual([
      [6, 11],
      [30, 35],
      [54, 59],
    ]);
  });

  test('is cut to what is there', () => {
    expect(windowOf(counting([3, 2]), { leading: [], rows: range(2, 100), columns: range(7, 100) })).toMatchObject({
      rows: range(2, 1),
      columns: range(1, 1),
      values: Float64Array.of(5),
    });
  });

  test('of more axes is the plane that the leading indices name', () => {
    expect(rows(windowOf(counting([2, 3, 2, 2]), { leading: [1, 2], rows: range(0, 2), columns: range(0, 2) }))).toEqual([
      [20, 21],
      [22, 23],
    ]);
  });

  test('lays a long vector in rows, and what follows its end is no number', () => {
    expect(matrixOf([100])).toEqual({ height: 2, width: 64, wrapped: true, leading: [] });
    const window = windowOf(counting([100]), { leading: [], rows: range(1, 1), columns: range(34, 4) });
    expect(rows(window)).toEqual([[98, 99, Number.NaN, Number.NaN]]);
  });

  test.each([
    [[], [[0]]],
    [[3], [[0, 1, 2]]],
    [[0], []],
    [[0, 4], []],
    [[2, 0], []],
  ])('of shape %j is %j', (dims, wanted) => expect(rows(windowOf(counting(dims), { leading: [], rows: range(0, 9), columns: range(0, 9) }))).toEqual(wanted));

  test('of half bytes begins in the middle of one', () => {
    const nibbles = Uint8Array.of(0x10, 0x32, 0x54, 0x76, 0x08);
    const window = windowOf(counting([3, 3], 'uint4', nibbles), { leading: [], rows: range(0, 3), columns: range(1, 2) });
    expect(rows(window)).toEqual([
      [1, 2],
      [4, 5],
      [7, 8],
    ]);
  });

  test('reads the rows that it crosses and no more', () => {
    const tensor = counting([1_000_000, 1_000_000]);
    windowOf(tensor, { leading: [], rows: range(999_000, 64), columns: range(500, 64) });
    expect(tensor.asked.bytes).toBe(64 * 64 * 4);
    const thinned = counting([1_000_000, 1_000_000]);
    windowOf(thinned, { leading: [], rows: range(0, 64, 15_625), columns: range(0, 64, 15_625) });
    expect(thinned.asked.bytes).toBeLessThan(64 * 64 * 32_768);
  });

  test.each([
    [[2], [1]],
    [[-1], [0]],
    [[0.5], [0]],
    [[], [0]],
    [[1, 9], [1]],
  ])('at %j of [2, 3, 4] is the plane %j', (leading, wanted) => {
    expect(windowOf(counting([2, 3, 4]), { leading, rows: range(0, 1), columns: range(0, 1) })).toMatchObject({ leading: wanted, values: Float64Array.of((wanted[0] ?? 0) * 12) });
  });

  test('refuses what holds no numbers', () => {
    const { data: _, ...closed } = counting([2]);
    expect(faultOf(() => windowOf(closed, { leading: [], rows: range(0, 1), columns: range(0, 1) }))).toMatchObject({ code: 'bad-input' });
    expect(faultOf(() => windowOf(counting([2], 'complex64', new Uint8Array(16)), { leading: [], rows: range(0, 1), columns: range(0, 1) }))).toMatchObject({ code: 'bad-input' });
  });
});

function driven(tensor: ListedTensor, all: boolean) {
  const work = counted(tensor, all);
  const shares: number[] = [];
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) return { ...step.value, shares };
    shares.push(step.value);
  }
}

describe('counting', () => {
  test('looks at all of a small tensor: 0 to n - 1 have mean (n - 1) / 2', () => {
    const n = 700_000;
    const { statistics, sample, shares } = driven(counting([n]), false);
    expect(sample).toBeUndefined();
    expect(statistics).toMatchObject({ count: n, min: 0, max: n - 1, zeros: 1 });
    expect(statistics.mean).toBeCloseTo((n - 1) / 2, 6);
    expect(statistics.deviation).toBeCloseTo(Math.sqrt((n * n - 1) / 12), 3);
    expect(shares.at(-1)).toBe(1);
  });

  test('samples a large one, evenly from its first element to its last, and says so', () => {
    const elements = SAMPLED_ABOVE;
    const tensor = counting([elements]);
    const { statistics, sample } = driven(tensor, false);
    expect(sample).toEqual({ pieces: 512, each: 1024 });
    expect(statistics.count).toBe(512 * 1024);
    expect(tensor.asked.bytes).toBe(512 * 1024 * 4);
    expect(statistics).toMatchObject({ min: 0, max: Math.fround(elements - 1) });
    expect(Math.abs(statistics.mean / (elements / 2) - 1)).toBeLessThan(1e-3);
  });

  test('an odd number of half bytes ends within one', () => {
    expect(driven(counting([3], 'int4', Uint8Array.of(0x21, 0xff)), false).statistics).toMatchObject({ count: 3, min: -1, max: 2 });
  });

  test('nothing gives nothing', () => expect(driven(counting([0, 5]), false).statistics).toMatchObject({ count: 0, mean: Number.NaN }));
});
