import { addOuter, cholesky, inverseNorm, solveCholesky } from './cholesky';
import { type Eigen, symmetricEigen } from './symmetricEigen';

/** Rounding of float32, in which the rows were computed: what lies below it cannot be told from nothing. */
const FLOAT32_EPSILON = 2 ** -23;

/**
 * Projects rows of weights onto the column space of a matrix B whose rows come one by one: a B B^+. The null space of B from the left is what
 * weights may hold without any effect on a B.
 *
 * Everything goes through G = B^T B [r, r] in float64, so that a row costs r^2 however many there are. A singular value counts where it is above
 * `largest * max(rows, columns) * 2^-23` (columns: of the matrix that B stands for); the square of that is far above the rounding of G. Where a
 * bound on the inverse of a Cholesky factor proves that every singular value counts, no eigenvalue is computed.
 */
export class RowProjector {
  private readonly rows: Float64Array[] = [];
  private readonly gram: Float64Array;
  private squares = 0;
  /** L of the Gram matrix of the rows [count, count] while they are proved independent, its inverse, and the inverse's squared norm. */
  private independent: { readonly lower: Float64Array[]; readonly inverse: Float64Array[]; norm: number } | undefined = { lower: [], inverse: [], norm: 0 };
  /** L of G once it is proved that every column counts; `least` bounds its singular values from below and only grows. */
  private factor: { readonly lower: Float64Array; least: number } | undefined;
  /** The number of rows for which no such proof was found. */
  private refuted = -1;
  private spectrum: { readonly eigen: Eigen; readonly kept: readonly number[] } | undefined;

  /** `width` columns of B; `columns` of the matrix that it stands for. */
  constructor(
    private readonly width: number,
    private readonly columns: number,
  ) {
    this.gram = new Float64Array(width * width);
  }

  append(row: Float64Array): void {
    const { width, gram } = this;
    for (let i = 0; i < width; i++) {
      const value = row[i] as number;
      if (value === 0) continue;
      this.squares += value * value;
      for (let j = 0; j < width; j++) gram[i * width + j] = (gram[i * width + j] as number) + value * (row[j] as number);
    }
    this.rows.push(row);
    this.spectrum = undefined;
    if (this.factor) addOuter(this.factor.lower, width, row.slice());
    this.extendIndependent(row);
  }

  /** Number of singular values that count. */
  get rank(): number {
    if (this.independent) return this.rows.length;
    return this.proved() ? this.width : this.decompose().kept.length;
  }

  /** The part of `weights`, one for each row so far, that has an effect. */
  project(weights: Float64Array): Float64Array {
    if (this.independent) return weights.slice();
    const { rows, width } = this;
    const seen = new Float64Array(width);
    for (let m = 0; m < rows.length; m++) {
      const [row, weight] = [rows[m] as Float64Array, weights[m] as number];
      if (weight !== 0) for (let k = 0; k < width; k++) seen[k] = (seen[k] as number) + weight * (row[k] as number);
    }
    const lower = this.proved();
    const solved = lower ? solveCholesky(lower, width, seen) : this.pseudoSolve(seen);
    return Float64Array.from(rows, row => inner(row, solved, width));
  }

  private threshold(): number {
    return Math.max(this.rows.length, this.columns) * FLOAT32_EPSILON;
  }

  /** L of G where its smallest singular value is proved to count; the largest is at most the Frobenius norm. */
  private proved(): Float64Array | undefined {
    if (this.rows.length < this.width || this.refuted === this.rows.length) return undefined;
    this.refuted = this.rows.length;
    const enough = this.threshold() * Math.sqrt(this.squares);
    const lower = this.factor?.lower ?? cholesky(this.gram, this.width);
    if (!lower) return undefined;
    const least = this.factor && this.factor.least > enough ? this.factor.least : 1 / inverseNorm(lower, this.width);
    if (!(least > enough)) return undefined;
    this.refuted = -1;
    this.factor = { lower, least };
    return lower;
  }

  private decompose(): { readonly eigen: Eigen; readonly kept: readonly number[] } {
    if (this.spectrum) return this.spectrum;
    const eigen = symmetricEigen(this.gram, this.width);
    const most = Math.max(0, ...eigen.values);
    const least = most * this.threshold() ** 2;
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

  /** One more row of the Cholesky factor of B B^T, as long as it proves that the rows are independent; then weights have no part without effect. */
  private extendIndependent(row: Float64Array): void {
    const known = this.independent;
    if (!known) return;
    const { lower, inverse } = known;
    const count = lower.length;
    this.independent = undefined;
    if (count >= this.width) return;
    const next = new Float64Array(count + 1);
    let left = inner(row, row, this.width);
    for (let i = 0; i < count; i++) {
      const above = lower[i] as Float64Array;
      next[i] = (inner(row, this.rows[i] as Float64Array, this.width) - inner(above, next, i)) / (above[i] as number);
      left -= (next[i] as number) ** 2;
    }
    if (!(left > 0)) return;
    next[count] = Math.sqrt(left);
    const turned = new Float64Array(count + 1);
    for (let j = 0; j < count; j++) {
      let sum = 0;
      for (let i = j; i < count; i++) sum += (next[i] as number) * ((inverse[i] as Float64Array)[j] as number);
      turned[j] = -sum / (next[count] as number);
    }
    turned[count] = 1 / (next[count] as number);
    const norm = known.norm + inner(turned, turned, count + 1);
    if (!(1 / Math.sqrt(norm) > this.threshold() * Math.sqrt(this.squares))) return;
    lower.push(next);
    inverse.push(turned);
    this.independent = { lower, inverse, norm };
  }
}

function inner(a: Float64Array, b: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
