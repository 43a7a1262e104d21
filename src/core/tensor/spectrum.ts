/**
 * All eigenvalues of a symmetric matrix [n, n], in any order and without vectors: reflections make it tridiagonal (Golub and Van Loan, Matrix Computations, algorithm 8.3.1),
 * QR steps with Wilkinson's shift make that diagonal (8.3.2). About n^3 multiplications; errors are of the rounding of the largest.
 */
export function spectrum(matrix: Float64Array, n: number): Float64Array {
  const { diagonal, beside } = tridiagonal(matrix.slice(), n);
  let size = 0;
  for (let k = 0; k < n; k++) size = Math.max(size, Math.abs(diagonal[k] as number) + 2 * Math.abs(beside[k] as number));
  const nothing = Number.EPSILON * size;
  const joined = (k: number): boolean => Math.abs(beside[k] as number) > nothing;
  for (let last = n - 1, steps = 0; last > 0; ) {
    if (!joined(last - 1) || steps === STEPS) {
      last--;
      steps = 0;
      continue;
    }
    let first = last - 1;
    while (first > 0 && joined(first - 1)) first--;
    step(diagonal, beside, first, last);
    steps++;
  }
  return diagonal;
}

/** Two or three steps settle an eigenvalue; more come of numbers that are none. */
const STEPS = 60;

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Entry (k, k + 1) at k. */
  readonly beside: Float64Array;
}

/** Reflects `a` column by column. */
function tridiagonal(a: Float64Array, n: number): Tridiagonal {
  const beside = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) beside[k] = reflect(a, n, k);
  return { diagonal: Float64Array.from({ length: n }, (_, k) => a[k * n + k] as number), beside };
}

/** Makes row and column k zero behind their second entry, and gives that entry. */
function reflect(a: Float64Array, n: number, k: number): number {
  const from = k + 1;
  const v = a.slice(k * n + from, (k + 1) * n);
  const length = Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
  const head = v[0] as number;
  const left = head > 0 ? -length : length;
  v[0] = head - left;
  const square = v.reduce((sum, value) => sum + value * value, 0);
  if (square === 0 || v.length === 1) return head;
  const w = v.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < v.length; j++) sum += (a[(from + i) * n + from + j] as number) * (v[j] as number);
    return (2 * sum) / square;
  });
  const along = v.reduce((sum, value, i) => sum + value * (w[i] as number), 0) / square;
  for (let i = 0; i < v.length; i++) w[i] = (w[i] as number) - along * (v[i] as number);
  for (let i = 0; i < v.length; i++)
    for (let j = 0; j < v.length; j++) {
      const at = (from + i) * n + from + j;
      a[at] = (a[at] as number) - (v[i] as number) * (w[j] as number) - (w[i] as number) * (v[j] as number);
    }
  return left;
}

/** One step on the block from `first` to `last`: the entry beside its end becomes smaller. */
function step(diagonal: Float64Array, beside: Float64Array, first: number, last: number): void {
  const [before, end, between] = [diagonal[last - 1] as number, diagonal[last] as number, beside[last - 1] as number];
  const half = (before - end) / 2;
  const shift = end - (between * between) / (half + (half < 0 ? -1 : 1) * Math.hypot(half, between));
  let [x, z] = [(diagonal[first] as number) - shift, beside[first] as number];
  for (let k = first; k < last; k++) {
    const length = Math.hypot(x, z);
    const [c, s] = length === 0 ? [1, 0] : [x / length, z / length];
    if (k > first) beside[k - 1] = length;
    const [a, b, e] = [diagonal[k] as number, diagonal[k + 1] as number, beside[k] as number];
    diagonal[k] = c * c * a + 2 * c * s * e + s * s * b;
    diagonal[k + 1] = s * s * a - 2 * c * s * e + c * c * b;
    beside[k] = (c * c - s * s) * e + c * s * (b - a);
    if (k === last - 1) break;
    [x, z] = [beside[k] as number, s * (beside[k + 1] as number)];
    beside[k + 1] = c * (beside[k + 1] as number);
  }
}
