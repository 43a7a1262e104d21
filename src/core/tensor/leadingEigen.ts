import { symmetricEigen } from './symmetricEigen';

/** Vectors that are iterated besides those asked for: the more, the fewer rounds. */
const MORE = 8;
const ROUNDS = 600;
const CLOSE = 1e-10;

export interface Leading {
  /** Largest first. */
  readonly values: readonly number[];
  /** Of length one, or all zeros where the matrix has no such direction. */
  readonly vectors: readonly Float64Array[];
}

/**
 * The `count` largest eigenvalues (with their sign) of a symmetric matrix [n, n] and their vectors, by subspace iteration with Rayleigh-Ritz (Golub and Van Loan, Matrix
 * Computations, 8.2.4), from a fixed start. The matrix is shifted by what is negative in it, so that it is not mistaken for large.
 */
export function leadingEigen(matrix: Float64Array, n: number, count: number): Leading {
  const width = Math.min(n, count + MORE);
  let basis = orthonormal(Array.from({ length: width }, (_, k) => Float64Array.from({ length: n }, (_, i) => Math.sin((i + 1) * (2 * k + 1) * 0.739085))));
  let shift = 0;
  for (let round = 0; ; round++) {
    const images = basis.map(vector => times(matrix, n, vector));
    const { values, turned, turnedImages } = ritz(basis, images);
    const most = Math.max(1e-300, ...values.map(Math.abs));
    const off = values.slice(0, count).map((value, k) => distanceOf(turnedImages[k] as Float64Array, turned[k] as Float64Array, value));
    if (round === ROUNDS || off.every(error => error <= CLOSE * most)) return { values: values.slice(0, count), vectors: turned.slice(0, count).map(facing) };
    shift = Math.max(shift, -Math.min(0, ...values));
    basis = orthonormal(turnedImages.map((image, k) => image.map((value, i) => value + shift * ((turned[k] as Float64Array)[i] as number))));
  }
}

function times(matrix: Float64Array, n: number, vector: Float64Array): Float64Array {
  const made = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += (matrix[i * n + j] as number) * (vector[j] as number);
    made[i] = sum;
  }
  return made;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

function distanceOf(image: Float64Array, vector: Float64Array, value: number): number {
  return Math.sqrt(image.reduce((sum, one, i) => sum + (one - value * (vector[i] as number)) ** 2, 0));
}

/** Gram-Schmidt, twice; what the others span already becomes zeros. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const made: Float64Array[] = [];
  for (const vector of vectors) {
    const left = vector.slice();
    const before = Math.sqrt(dot(left, left));
    for (let again = 0; again < 2; again++)
      for (const other of made) {
        const along = dot(left, other);
        for (let i = 0; i < left.length; i++) left[i] = (left[i] as number) - along * (other[i] as number);
      }
    const length = Math.sqrt(dot(left, left));
    made.push(length > 1e-12 * before && length > 0 ? left.map(value => value / length) : new Float64Array(left.length));
  }
  return made;
}

/** The best eigenvalues and vectors within a space, largest first, and the vectors' images. */
function ritz(basis: readonly Float64Array[], images: readonly Float64Array[]) {
  const width = basis.length;
  const small = new Float64Array(width * width);
  for (let a = 0; a < width; a++) for (let b = a; b < width; b++) small[a * width + b] = small[b * width + a] = dot(basis[a] as Float64Array, images[b] as Float64Array);
  const { values, vectors } = symmetricEigen(small, width);
  const order = Array.from(values.keys()).sort((a, b) => (values[b] as number) - (values[a] as number));
  const combined = (of: readonly Float64Array[], k: number): Float64Array => {
    const made = new Float64Array(of[0]?.length ?? 0);
    for (let a = 0; a < width; a++)
      for (let i = 0; i < made.length; i++) made[i] = (made[i] as number) + (vectors[k * width + a] as number) * ((of[a] as Float64Array)[i] as number);
    return made;
  };
  return { values: order.map(k => values[k] as number), turned: order.map(k => combined(basis, k)), turnedImages: order.map(k => combined(images, k)) };
}

/** A vector's sign means nothing: its largest entry is made positive, the first of equals. */
function facing(vector: Float64Array): Float64Array {
  let most = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(most) + 1e-9) most = value;
  return most < 0 ? vector.map(value => -value) : vector;
}
