import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jensenShannon } from '../../../src/core/analyses/whatif/divergence';
import { divergences, normalisedRows } from '../../../src/core/tensor/divergences';
import { leadingEigen } from '../../../src/core/tensor/leadingEigen';
import { averageLinkage, cut, silhouettes } from '../../../src/core/tensor/linkage';
import { classicalScaling } from '../../../src/core/tensor/scaling';
import { spectrum } from '../../../src/core/tensor/spectrum';
import { symmetricEigen } from '../../../src/core/tensor/symmetricEigen';
import { stream } from '../instrument/plain';

/** What scipy and numpy made of some weights: test/fixtures/make/clusters.py. */
const scipy = JSON.parse(readFileSync(path.resolve(__dirname, '../../fixtures/clusters.json'), 'utf8'));
const given = Float64Array.from(scipy.distances as number[]);
const n: number = scipy.heads;

const headsOf = (weights: readonly number[], heads: number, size: number): Float32Array[] =>
  Array.from({ length: heads }, (_, head) => Float32Array.from(weights.slice(head * size, (head + 1) * size)));

function assertClose(got: ArrayLike<number>, wanted: ArrayLike<number>, within: number) {
  expect(got.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++) expect(Math.abs((got[i] as number) - (wanted[i] as number)), `[${i}] is ${got[i]}, not ${wanted[i]}`).toBeLessThan(within);
}

describe('Jensen-Shannon divergence of heads', () => {
  test('equals scipy', () => {
    const got = divergences(headsOf(scipy.weights, n, scipy.queries * scipy.keys), scipy.keys);
    assertClose(got, given, 1e-7);
    expect(Math.max(...given)).toBeGreaterThan(0.4);
  });

  test('closed forms: equal, apart, one shared key, a row of nothing', () => {
    const rows = [
      [0.5, 0.5, 0],
      [0, 0.1, 0.9],
      [0.5, 0.5, 0],
      [0, 0, 1],
      [0, 0, 0],
    ].map(row => Float32Array.from(row));
    const got = divergences(rows, 3);
    const at = (a: number, b: number) => got[a * 5 + b] as number;
    expect(at(0, 1)).toBeCloseTo(0.557979, 6);
    expect([at(0, 2), at(2, 0)]).toEqual([0, 0]);
    expect(at(0, 3)).toBeCloseTo(Math.LN2, 12);
    expect([at(0, 4), at(4, 3), at(4, 4)]).toEqual([Math.LN2, Math.LN2, 0]);
  });

  test('equals its definition on rows of any length, small and zero weights too', () => {
    const rows = fc.record({ keys: fc.integer({ min: 1, max: 60 }), seed: fc.integer({ min: 1, max: 1e6 }), steep: fc.integer({ min: 1, max: 30 }) });
    fc.assert(
      fc.property(rows, ({ keys, seed, steep }) => {
        const next = stream(seed);
        const row = () =>
          normalisedRows(
            Float32Array.from({ length: keys }, () => (next() < 0.2 ? 0 : next() ** steep) + 1e-30),
            keys,
          );
        const [p, q] = [row(), row()];
        const want = jensenShannon(p, q);
        expect(Math.abs((divergences([p, q], keys)[1] as number) - want)).toBeLessThan(3e-7);
      }),
    );
  });

  test('rows are divided by their sums; nothing and what is negative is zero', () => {
    expect([...normalisedRows(Float32Array.of(1, 3, 0, 0, -1, 2), 2)]).toEqual([0.25, 0.75, 0, 0, 0, 1]);
  });
});

describe('the largest eigenvalues', () => {
  test('equal those of Jacobi’s rotations, negative ones aside', () => {
    for (let seed = 1; seed < 12; seed++) {
      const size = 4 * seed;
      const next = stream(seed);
      const matrix = new Float64Array(size * size);
      for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) matrix[i * size + j] = matrix[j * size + i] = next() - 0.7;
      const all = [...symmetricEigen(matrix, size).values].sort((a, b) => b - a);
      const { values, vectors } = leadingEigen(matrix, size, 2);
      assertClose(values, all.slice(0, 2), 1e-8 * size);
      for (const vector of vectors) expect(vector.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 9);
    }
  });

  test('of nothing are nothing', () => {
    expect(leadingEigen(new Float64Array(9), 3, 2).values).toEqual([0, 0]);
    expect(leadingEigen(Float64Array.of(5), 1, 2).values).toEqual([5]);
  });
});

const descending = (values: Float64Array): number[] => [...values].sort((a, b) => b - a);

const apart = (places: Float64Array): Float64Array => {
  const count = places.length / 2;
  const one = (i: number, axis: number): number => places[2 * i + axis] as number;
  return Float64Array.from({ length: count * count }, (_, at) => {
    const [i, j] = [Math.floor(at / count), at % count];
    return Math.hypot(one(i, 0) - one(j, 0), one(i, 1) - one(j, 1));
  });
};

describe('classical scaling', () => {
  test('finds points of a plane again, but for how they are turned', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), { minLength: 3, maxLength: 40 }), points => {
        const distances = apart(Float64Array.from(points.flat()));
        const { places, fit } = classicalScaling(distances, points.length, 2);
        assertClose(apart(places), distances, 1e-5);
        expect(fit).toBeCloseTo(1, 9);
      }),
    );
  });

  test('equals numpy where two dimensions are too few', () => {
    const { places, fit } = classicalScaling(given, n, 2);
    assertClose(apart(places), scipy.apart, 1e-6);
    expect(fit).toBeCloseTo(scipy.fit, 9);
    expect(scipy.fit).toBeLessThan(0.96);
  });

  test('counts what is not Euclidean against the fit', () => {
    // The way over the middle point is shorter than the straight one: B has the eigenvalues 8, 0 and -2.
    const { fit } = classicalScaling(Float64Array.of(0, 1, 4, 1, 0, 1, 4, 1, 0), 3, 2);
    expect(fit).toBeCloseTo(0.8, 12);
  });

  test('is the same each time, and puts equal points on one place', () => {
    expect(classicalScaling(given, n, 2)).toEqual(classicalScaling(given, n, 2));
    expect(classicalScaling(new Float64Array(16), 4, 2)).toEqual({ places: new Float64Array(8), fit: 1 });
  });
});

describe('the spectrum', () => {
  test('equals numpy, and that of Jacobi’s rotations', () => {
    const squares = given.map(distance => distance * distance);
    const mean = (of: number[]): number => of.reduce((sum, at) => sum + (squares[at] as number), 0) / of.length;
    const line = Array.from({ length: n }, (_, i) => mean(Array.from({ length: n }, (_, j) => i * n + j)));
    const all = line.reduce((sum, value) => sum + value, 0) / n;
    const centred = squares.map((square, at) => -(square - (line[Math.floor(at / n)] as number) - (line[at % n] as number) + all) / 2);
    assertClose(descending(spectrum(centred, n)), scipy.eigenvalues, 1e-12);
    const next = stream(11);
    for (const size of [1, 2, 3, 4, 9, 30, 64]) {
      const matrix = new Float64Array(size * size);
      for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) matrix[i * size + j] = matrix[j * size + i] = next() < 0.3 ? 0 : next() - 0.6;
      assertClose(descending(spectrum(matrix, size)), descending(symmetricEigen(matrix, size).values), 1e-11 * size);
    }
  });

  test('of what is diagonal, equal, empty or no number ends', () => {
    expect(descending(spectrum(Float64Array.of(2, 0, 0, 0, 5, 0, 0, 0, -1), 3))).toEqual([5, 2, -1]);
    expect([...spectrum(new Float64Array(16), 4)]).toEqual([0, 0, 0, 0]);
    expect([...spectrum(new Float64Array(0), 0)]).toEqual([]);
    assertClose(descending(spectrum(new Float64Array(25).fill(1), 5)), [5, 0, 0, 0, 0], 1e-12);
    expect(spectrum(new Float64Array(9).fill(Number.NaN), 3).length).toBe(3);
  });
});

describe('average linkage', () => {
  test('merges at scipy’s heights and cuts as scipy does', () => {
    const merges = averageLinkage(given, n);
    assertClose(
      merges.map(({ distance }) => distance),
      scipy.heights,
      1e-9,
    );
    for (const { count, labels, silhouettes: wanted } of scipy.cuts as { count: number; labels: number[]; silhouettes: number[] }[]) {
      const own = cut(merges, n, count);
      const together = (of: readonly number[]) => of.map(label => of.indexOf(label));
      expect(together(own)).toEqual(together(labels));
      assertClose(silhouettes(given, own), wanted, 1e-9);
    }
  });

  test('numbers clusters by size', () => {
    const points = [0, 10, 11, 12, 30, 31];
    const distances = Float64Array.from(points.flatMap(a => points.map(b => Math.abs(a - b))));
    expect(cut(averageLinkage(distances, 6), 6, 3)).toEqual([2, 0, 0, 0, 1, 1]);
    expect(cut(averageLinkage(distances, 6), 6, 1)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(averageLinkage(new Float64Array(1), 1)).toEqual([]);
  });

  test('a point between two clusters has silhouette 0, a point alone too', () => {
    const points = [0, 2, 4, 100];
    const distances = Float64Array.from(points.flatMap(a => points.map(b => Math.abs(a - b))));
    const [first, , between, alone] = silhouettes(distances, [0, 0, 1, 2]);
    expect(first).toBeCloseTo((4 - 2) / 4, 12);
    expect([between, alone]).toEqual([0, 0]);
    // 2 is as near to 0, of its own cluster, as to 4, of the other.
    expect(silhouettes(distances, [0, 0, 1, 2])[1]).toBe(0);
  });
});
