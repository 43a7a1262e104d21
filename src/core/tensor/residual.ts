import type { Matrix } from './matrix';

/** Below this a row's sum cannot be divided by. */
const NOTHING = 1e-12;

/**
 * ((1 - share) A + share I), each row divided by its sum: the layer with its residual path. A share of one half is (A + I) / row sum, which equals
 * A / 2 + I / 2 only where rows of A sum to one. A null row of A becomes the row of the identity, as it does for any share above 0.
 */
export function withIdentity({ rows, columns, data }: Matrix, share: number): Matrix {
  const made = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) {
    const from = i * columns;
    let total = share;
    for (let j = 0; j < columns; j++) total += (1 - share) * (data[from + j] as number);
    if (Math.abs(total) < NOTHING) {
      made[from + i] = 1;
      continue;
    }
    for (let j = 0; j < columns; j++) made[from + j] = ((1 - share) * (data[from + j] as number) + (j === i ? share : 0)) / total;
  }
  return { rows, columns, data: made };
}

/** A row vector times `withIdentity(weights, share)`, without making that matrix. */
export function timesWithIdentity(vector: ArrayLike<number>, weights: ArrayLike<number>, share: number): Float64Array<ArrayBuffer> {
  const n = vector.length;
  const made = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const own = vector[i] as number;
    if (own === 0) continue;
    let total = share;
    for (let j = 0; j < n; j++) total += (1 - share) * (weights[i * n + j] as number);
    const nothing = Math.abs(total) < NOTHING;
    made[i] = (made[i] as number) + (nothing ? own : (own * share) / total);
    if (!nothing) for (let j = 0; j < n; j++) made[j] = (made[j] as number) + (own * (1 - share) * (weights[i * n + j] as number)) / total;
  }
  return made;
}
