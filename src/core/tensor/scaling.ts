import { leadingEigen } from './leadingEigen';
import { spectrum } from './spectrum';

export interface Scaled {
  /** [points * dimensions]; their mean is the origin. */
  readonly places: Float64Array;
  /**
   * The first of Mardia's (1978) two measures of agreement: the eigenvalues that are used over the sum of the absolute values of all, 0..1; 1 where all points are one.
   * Where distances are Euclidean, the share of their squares that is drawn; what is not Euclidean in them counts against it. His second measure, of squares, is larger.
   */
  readonly fit: number;
}

/**
 * Classical multidimensional scaling (Torgerson 1952): points whose Euclidean distances come near the given ones, [n, n]. With B = -1/2 J D^2 J, J = I - 1/n, coordinates
 * are eigenvectors of B times the roots of their eigenvalues. Turned and mirrored at will: only distances mean something.
 */
export function classicalScaling(distances: Float64Array, n: number, dimensions: number): Scaled {
  const centred = doublyCentred(distances, n);
  const { values, vectors } = leadingEigen(centred, n, dimensions);
  const places = new Float64Array(n * dimensions);
  let used = 0;
  values.forEach((value, axis) => {
    if (value <= 0) return;
    used += value;
    for (let i = 0; i < n; i++) places[i * dimensions + axis] = Math.sqrt(value) * (vectors[axis]?.[i] as number);
  });
  const all = spectrum(centred, n).reduce((sum, value) => sum + Math.abs(value), 0);
  return { places, fit: all > 0 ? Math.min(1, used / all) : 1 };
}

function doublyCentred(distances: Float64Array, n: number): Float64Array {
  const squares = distances.map(distance => distance * distance);
  const rows = Float64Array.from({ length: n }, (_, i) => squares.subarray(i * n, (i + 1) * n).reduce((sum, value) => sum + value, 0) / n);
  const mean = rows.reduce((sum, value) => sum + value, 0) / Math.max(1, n);
  return squares.map((square, at) => -(square - (rows[Math.floor(at / n)] as number) - (rows[at % n] as number) + mean) / 2);
}
