import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matrix } from '../../../src/core/tensor/matrix';
import { rOfTranspose } from '../../../src/core/tensor/qr';
import { RowProjector } from '../../../src/core/tensor/rowProjector';
import { symmetricEigen } from '../../../src/core/tensor/symmetricEigen';
import { stream } from '../instrument/plain';

type Rows = readonly (readonly number[])[];

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((total, value, i) => total + value * (b[i] ?? 0), 0);
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Orthonormal basis of the columns by Gram and Schmidt, twice over; columns shorter than `tiny` of the longest are nothing. */
function columnBasis(rows: Rows, tiny = 1e-9): number[][] {
  const columns = range(rows[0]?.length ?? 0).map(k => rows.map(row => row[k] ?? 0));
  const most = Math.max(...columns.map(c => Math.sqrt(dot(c, c))));
  const basis: number[][] = [];
  for (const column of columns) {
    let left = column;
    for (let twice = 0; twice < 2; twice++) for (const known of basis) left = left.map((value, i) => value - dot(known, left) * (known[i] ?? 0));
    const length = Math.sqrt(dot(left, left));
    if (length > tiny * most) basis.push(left.map(value => value / length));
  }
  return basis;
}

const slowProject = (rows: Rows, weights: readonly number[]) => {
  const basis = columnBasis(rows);
  return { rank: basis.length, projected: rows.map((_, i) => basis.reduce((total, u) => total + dot(u, weights) * (u[i] ?? 0), 0)) };
};

function projector(rows: Rows, columns = rows[0]?.length ?? 0): RowProjector {
  const made = new RowProjector(rows[0]?.length ?? 0, columns);
  for (const row of rows) made.append(Float64Array.from(row));
  return made;
}

const closeTo = (got: ArrayLike<number>, wanted: readonly number[], within: number) => {
  expect(got.length).toBe(wanted.length);
  wanted.forEach((value, i) => {
    expect(Math.abs((got[i] ?? Number.NaN) - value)).toBeLessThan(within);
  });
};

const GOLDEN: Rows = [
  [1, 0],
  [0, 1],
  [1, 1],
  [2, -1],
];

describe('projection of weights onto what has an effect', () => {
  test('closed form: T = (1 0; 0 1; 1 1; 2 -1), a = (.4 .3 .2 .1)', () => {
    const made = projector(GOLDEN);
    expect(made.rank).toBe(2);
    closeTo(made.project(Float64Array.of(0.4, 0.3, 0.2, 0.1)), [14 / 85, 16 / 85, 30 / 85, 12 / 85], 1e-12);
  });

  test('closed form with the sum of the row kept: T and a column of ones', () => {
    const made = projector(GOLDEN.map(row => [...row, 1.3]));
    expect(made.rank).toBe(3);
    closeTo(made.project(Float64Array.of(0.4, 0.3, 0.2, 0.1)), [4 / 15, 11 / 30, 1 / 5, 1 / 6], 1e-12);
  });

  const cases = fc.record({
    rows: fc.integer({ min: 1, max: 14 }),
    width: fc.integer({ min: 1, max: 7 }),
    rank: fc.integer({ min: 1, max: 7 }),
    repeats: fc.double({ min: 0, max: 0.8, noNaN: true }),
    seed: fc.integer(),
  });

  /** Rows of a given rank, some of them repeated, some zero. */
  function made({ rows, width, rank, repeats, seed }: { rows: number; width: number; rank: number; repeats: number; seed: number }): number[][] {
    const next = stream(seed);
    const number = () => 2 * next() - 1;
    const mix = range(rank).map(() => range(width).map(number));
    const all: number[][] = [];
    for (let i = 0; i < rows; i++) {
      const parts = range(rank).map(number);
      const fresh = range(width).map(k => parts.reduce((total, part, r) => total + part * (mix[r]?.[k] ?? 0), 0));
      const copied = all[Math.floor(next() * all.length)];
      all.push(copied && next() < repeats ? copied.map(v => v * (next() < 0.2 ? 0 : 1)) : fresh);
    }
    return all;
  }

  test('equals Gram and Schmidt for every prefix; has the same effect; is the weights themselves where rows are independent', () => {
    fc.assert(
      fc.property(cases, given => {
        const rows = made(given);
        const weights = range(rows.length).map(i => ((i * 7919) % 13) / 13);
        const ours = new RowProjector(given.width, given.width);
        rows.forEach((row, i) => {
          ours.append(Float64Array.from(row));
          const [prefix, some] = [rows.slice(0, i + 1), weights.slice(0, i + 1)];
          const { rank, projected } = slowProject(prefix, some);
          const got = Array.from(ours.project(Float64Array.from(some)));
          expect(ours.rank).toBe(rank);
          closeTo(got, projected, 1e-6);
          for (let k = 0; k < given.width; k++) {
            const column = prefix.map(r => r[k] ?? 0);
            expect(Math.abs(dot(got, column) - dot(some, column))).toBeLessThan(1e-6);
          }
          if (rank === prefix.length) closeTo(got, some, 1e-6);
        });
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  test('rows that almost depend on each other are decided by singular values at float32 accuracy', () => {
    const faint = (by: number): Rows => [
      [1, 0, 0],
      [1, by, 0],
      [1, by, 0],
      [0, 0, 1],
    ];
    expect(projector(faint(1e-2)).rank).toBe(3);
    expect(projector(faint(1e-8)).rank).toBe(2);
    // Between both: half of what counts, decided by eigenvalues. sigma_3 = by * sqrt(2 / 3) or so against sqrt(3) * 4 * 2^-23.
    expect(projector(faint(2e-6)).rank).toBe(3);
    expect(projector(faint(3e-7)).rank).toBe(2);
  });

  test('no row has an effect where all are zero', () => {
    const none = projector([
      [0, 0],
      [0, 0],
    ]);
    expect(none.rank).toBe(0);
    closeTo(none.project(Float64Array.of(0.5, 0.5)), [0, 0], 1e-15);
  });
});

test('R of the transpose keeps products of rows', () => {
  const next = stream(9);
  for (const [rows, columns] of [
    [3, 7],
    [5, 5],
    [6, 2],
    [1, 4],
  ] as const) {
    const of = matrix(
      rows,
      columns,
      range(rows * columns).map(() => next() - 0.5),
    );
    const r = rOfTranspose(of);
    const row = (i: number) => Array.from(of.data.subarray(i * columns, (i + 1) * columns));
    const column = (j: number) => range(r.rows).map(i => r.data[i * rows + j] ?? 0);
    for (let i = 0; i < rows; i++) for (let j = 0; j < rows; j++) expect(Math.abs(dot(row(i), row(j)) - dot(column(i), column(j)))).toBeLessThan(1e-12);
    for (let i = 0; i < r.rows; i++) for (let j = 0; j < i; j++) expect(r.data[i * rows + j]).toBe(0);
  }
});

test('eigenvalues and vectors make the matrix again', () => {
  const next = stream(4);
  const n = 9;
  const half = range(n * n).map(() => next() - 0.5);
  const a = Float64Array.from(half, (value, at) => value + (half[(at % n) * n + Math.floor(at / n)] ?? 0));
  const { values, vectors } = symmetricEigen(a, n);
  const again = range(n * n).map(at => range(n).reduce((total, k) => total + (values[k] ?? 0) * (vectors[k * n + Math.floor(at / n)] ?? 0) * (vectors[k * n + (at % n)] ?? 0), 0));
  closeTo(a, again, 1e-12);
});
