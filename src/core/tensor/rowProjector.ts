import { addOuter, inverseNorm, solveCholesky, solveLower } from './cholesky';
import { type Eigen, symmetricEigen } from './symmetricEigen';

/** Rounding of float32, in which the rows were computed: what lies below it cannot be told from nothing. */
const FLOAT32_EPSILON = 2 ** -23;

/** What was left out of the row space may be this small a part of the least singular value that counts: the projection moves by no more. */
const NEGLIGIBLE = 1e-6;

/**
 * Projects rows of weights onto the column space of a matrix B whose rows come one by one: a B B^+. The null space of B from the left is what
 * weights may hold without any effect on a B. A singular value of B counts where it is above `largest * max(rows, columns) * 2^-23`, `columns` of
 * the matrix that B stands for.
 *
 * Every row is kept by its coordinates in an orthonormal basis of the row space so far, and the Gram matrix of the coordinates by its
 * Cholesky factor, both brought up to date with r^2 operations for a row of r. A bound on the inverse of that factor proves which singular values
 * count; where it proves nothing, which takes rows that depend on each other almost but not quite, eigenvalues decide.
 */
export class RowProjector {
  private count = 0;
  private given: Float64Array = new Float64Array(0);
  private coordinates: Float64Array = new Float64Array(0);
  private readonly basis: Float64Array[] = [];
  /** L of the Gram matrix of the coordinates, row by row in `width` columns. */
  private readonly lower: Float64Array;
  private squares = 0;
  private leftOut = 0;
  /** A bound from below on the least singular value of the coordinates; it only grows until the basis does. */
  private least = 0;
  private spectrum: { readonly eigen: Eigen; readonly kept: readonly number[] } | undefined;

  /** `width` columns of B; `columns` of the matrix that it stands for. */
  constructor(
    private readonly width: number,
    private readonly columns: number,
  ) {
    this.lower = new Float64Array(width * width);
  }

  append(row: Float64Array): void {
    const { width, lower, basis, count } = this;
    this.reserve(count + 1);
    this.given.set(row, count * width);
    const left = row.slice();
    const along = this.take(left);
    const again = this.take(left);
    for (let k = 0; k < basis.length; k++) along[k] = (along[k] as number) + (again[k] as number);
    const [rest, whole] = [inner(left, left, width), inner(row, row, width)];
    this.count++;
    this.squares += whole;
    this.spectrum = undefined;
    const grows = basis.length < width && rest > this.threshold() ** 2 * this.squares;
    if (grows) this.grow(along, left, Math.sqrt(rest));
    else {
      this.leftOut += rest;
      addOuter(lower, width, basis.length, along.slice());
    }
    this.coordinates.set(along, count * width);
  }

  /** Number of singular values that count. */
  get rank(): number {
    return this.proved() ? this.basis.length : this.decompose().kept.length;
  }

  /** The part of `weights`, one for each row so far, that has an effect. */
  project(weights: Float64Array): Float64Array {
    const proved = this.proved();
    if (proved && this.basis.length === this.count) return weights.slice();
    const { width, count } = this;
    const rows = proved ? this.coordinates : this.given;
    const used = proved ? this.basis.length : width;
    const seen = new Float64Array(width);
    for (let m = 0; m < count; m++) {
      const weight = weights[m] as number;
      if (weight === 0) continue;
      for (let k = 0, at = m * width; k < used; k++) seen[k] = (seen[k] as number) + weight * (rows[at + k] as number);
    }
    const solved = proved ? solveCholesky(this.lower, width, used, seen) : this.pseudoSolve(seen);
    const made = new Float64Array(count);
    for (let m = 0; m < count; m++) {
      let sum = 0;
      for (let k = 0, at = m * width; k < used; k++) sum += (rows[at + k] as number) * (solved[k] as number);
      made[m] = sum;
    }
    return made;
  }

  private threshold(): number {
    return Math.max(this.count, this.columns) * FLOAT32_EPSILON;
  }

  /** Takes out of `left` what lies in the basis, and gives it by its coordinates. */
  private take(left: Float64Array): Float64Array {
    const along = new Float64Array(this.width);
    this.basis.forEach((direction, k) => {
      const part = inner(direction, left, this.width);
      along[k] = part;
      for (let i = 0; i < this.width; i++) left[i] = (left[i] as number) - part * (direction[i] as number);
    });
    return along;
  }

  /** One more direction, with the row's rest of this length in it. The factor's last row follows from G + l l^T and without a difference of squares. */
  private grow(along: Float64Array, rest: Float64Array, length: number): void {
    const { width, lower, basis } = this;
    const rank = basis.length;
    const before = solveLower(lower, width, rank, along);
    addOuter(lower, width, rank, along.slice());
    const last = solveLower(lower, width, rank, along);
    for (let k = 0; k < rank; k++) lower[rank * width + k] = length * (last[k] as number);
    lower[rank * width + rank] = length / Math.sqrt(1 + inner(before, before, rank));
    along[rank] = length;
    basis.push(rest.map(value => value / length));
    this.least = 0;
  }

  /** Whether every direction of the basis counts and what lies outside does not. The largest singular value is at most the Frobenius norm. */
  private proved(): boolean {
    const enough = this.threshold() * Math.sqrt(this.squares);
    if (this.basis.length === 0) return this.squares === 0;
    if (!(this.least > enough && Math.sqrt(this.leftOut) <= NEGLIGIBLE * this.least)) this.least = 1 / inverseNorm(this.lower, this.width, this.basis.length);
    return this.least > enough && Math.sqrt(this.leftOut) <= NEGLIGIBLE * Math.min(this.least, enough);
  }

  private decompose(): { readonly eigen: Eigen; readonly kept: readonly number[] } {
    if (this.spectrum) return this.spectrum;
    const { width } = this;
    const eigen = symmetricEigen(gramOf(this.given, this.count, width), width);
    // Eigenvalues of the Gram matrix are squares, and float64 holds them far below the square of float32's rounding.
    const least = Math.max(0, ...eigen.values) * this.threshold() ** 2;
    const kept = Array.from(eigen.values.keys()).filter(k => (eigen.values[k] as number) > least);
    this.spectrum = { eigen, kept };
    return this.spectrum;
  }

  private pseudoSolve(seen: Float64Array): Float64Array {
    const { width } = this;
    const { eigen, kept } = this.decompose();
    const solved = new Float64Array(width);
    for (const k of kept) {
      const vector = eigen.vectors.subarray(k * width, (k + 1) * width);
      const part = inner(vector, seen, width) / (eigen.values[k] as number);
      for (let i = 0; i < width; i++) solved[i] = (solved[i] as number) + part * (vector[i] as number);
    }
    return solved;
  }

  private reserve(rows: number): void {
    const size = rows * this.width;
    if (size <= this.given.length) return;
    const grown = (old: Float64Array): Float64Array => {
      const made = new Float64Array(2 * size);
      made.set(old);
      return made;
    };
    this.given = grown(this.given);
    this.coordinates = grown(this.coordinates);
  }
}

function gramOf(rows: Float64Array, count: number, width: number): Float64Array {
  const gram = new Float64Array(width * width);
  for (let m = 0; m < count; m++) {
    const row = rows.subarray(m * width, (m + 1) * width);
    for (let i = 0; i < width; i++) {
      const value = row[i] as number;
      if (value !== 0) for (let j = 0; j < width; j++) gram[i * width + j] = (gram[i * width + j] as number) + value * (row[j] as number);
    }
  }
  return gram;
}

function inner(a: Float64Array, b: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
