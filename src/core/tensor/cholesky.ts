/*
 * Cholesky factors a = L L^T that grow with their data. L is lower triangular, its first `n` rows and columns used, `stride` numbers to a row.
 */

/** Turns L of a into L of a + x x^T, in place, by rotations (Golub and Van Loan, Matrix Computations, 6.5.4); `x` is used up. */
export function addOuter(l: Float64Array, stride: number, n: number, x: Float64Array): void {
  for (let k = 0; k < n; k++) {
    const [diagonal, entry] = [l[k * stride + k] as number, x[k] as number];
    const length = Math.sqrt(diagonal * diagonal + entry * entry);
    const [c, s] = [length / diagonal, entry / diagonal];
    l[k * stride + k] = length;
    for (let i = k + 1; i < n; i++) {
      const turned = ((l[i * stride + k] as number) + s * (x[i] as number)) / c;
      x[i] = c * (x[i] as number) - s * turned;
      l[i * stride + k] = turned;
    }
  }
}

/** Solves L z = y. */
export function solveLower(l: Float64Array, stride: number, n: number, y: Float64Array): Float64Array {
  const z = y.slice();
  for (let i = 0; i < n; i++) {
    let sum = z[i] as number;
    for (let k = 0; k < i; k++) sum -= (l[i * stride + k] as number) * (z[k] as number);
    z[i] = sum / (l[i * stride + i] as number);
  }
  return z;
}

/** Solves L L^T z = y. */
export function solveCholesky(l: Float64Array, stride: number, n: number, y: Float64Array): Float64Array {
  const z = solveLower(l, stride, n, y);
  for (let i = n - 1; i >= 0; i--) {
    const value = (z[i] as number) / (l[i * stride + i] as number);
    z[i] = value;
    for (let k = 0; k < i; k++) z[k] = (z[k] as number) - (l[i * stride + k] as number) * value;
  }
  return z;
}

/** The Frobenius norm of the inverse of L: the least singular value of L is at least one over it. */
export function inverseNorm(l: Float64Array, stride: number, n: number): number {
  const column = new Float64Array(n);
  let total = 0;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= (l[i * stride + k] as number) * (column[k] as number);
      const entry = sum / (l[i * stride + i] as number);
      column[i] = entry;
      total += entry * entry;
    }
  }
  return Math.sqrt(total);
}
