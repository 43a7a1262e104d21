/**
 * L of a = L L^T, lower triangular [n, n], of a symmetric matrix; undefined where it is not positive definite to working accuracy.
 */
export function cholesky(a: Float64Array, n: number): Float64Array | undefined {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (l[i * n + k] as number) * (l[j * n + k] as number);
      if (i !== j) l[i * n + j] = sum / (l[j * n + j] as number);
      else if (sum > 4 * n * Number.EPSILON * (a[i * n + i] as number)) l[i * n + i] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return l;
}

/** Turns L of a into L of a + x x^T, in place, by rotations; `x` is used up. */
export function addOuter(l: Float64Array, n: number, x: Float64Array): void {
  for (let k = 0; k < n; k++) {
    const [diagonal, entry] = [l[k * n + k] as number, x[k] as number];
    const length = Math.hypot(diagonal, entry);
    const [c, s] = [length / diagonal, entry / diagonal];
    l[k * n + k] = length;
    for (let i = k + 1; i < n; i++) {
      const turned = ((l[i * n + k] as number) + s * (x[i] as number)) / c;
      x[i] = c * (x[i] as number) - s * turned;
      l[i * n + k] = turned;
    }
  }
}

/** Solves L L^T z = y. */
export function solveCholesky(l: Float64Array, n: number, y: Float64Array): Float64Array {
  const z = y.slice();
  for (let i = 0; i < n; i++) {
    let sum = z[i] as number;
    for (let k = 0; k < i; k++) sum -= (l[i * n + k] as number) * (z[k] as number);
    z[i] = sum / (l[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = z[i] as number;
    for (let k = i + 1; k < n; k++) sum -= (l[k * n + i] as number) * (z[k] as number);
    z[i] = sum / (l[i * n + i] as number);
  }
  return z;
}

/** The Frobenius norm of the inverse of L: the smallest singular value of L is at least one over it. */
export function inverseNorm(l: Float64Array, n: number): number {
  const column = new Float64Array(n);
  let total = 0;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= (l[i * n + k] as number) * (column[k] as number);
      const entry = sum / (l[i * n + i] as number);
      column[i] = entry;
      total += entry * entry;
    }
  }
  return Math.sqrt(total);
}
