/** Maps of one row of numbers onto distributions, in float64. Rows are not empty. */

/** exp(x / temperature), normalised. */
export function softmaxOf(row: ArrayLike<number>, temperature = 1): Float64Array {
  const most = largest(row);
  const powers = Float64Array.from(row, x => (x === most ? 1 : Math.exp((x - most) / temperature)));
  const sum = powers.reduce((total, x) => total + x, 0);
  return powers.map(x => x / sum);
}

/** Euclidean projection onto the simplex (Martins and Astudillo 2016): max(x - tau, 0). */
export function sparsemaxOf(row: ArrayLike<number>): Float64Array {
  const most = largest(row);
  const shifted = Float64Array.from(row, x => x - most);
  const sorted = Float64Array.from(shifted).sort().reverse();
  let [sum, threshold] = [0, 0];
  for (const [i, x] of sorted.entries()) {
    sum += x;
    if (1 + (i + 1) * x > sum) threshold = (sum - 1) / (i + 1);
  }
  return shifted.map(x => Math.max(0, x - threshold));
}

const STEPS = 100;

/** alpha-entmax (Peters, Niculae and Martins 2019): max((alpha - 1) x - tau, 0) ^ (1 / (alpha - 1)), tau by bisection; softmax at alpha = 1. */
export function entmaxOf(row: ArrayLike<number>, alpha: number): Float64Array {
  if (alpha === 1) return softmaxOf(row);
  if (alpha === 2) return sparsemaxOf(row);
  const most = largest(row);
  const scaled = Float64Array.from(row, x => (alpha - 1) * (x === most ? 0 : x - most));
  const at = (tau: number) => scaled.map(x => Math.max(0, x - tau) ** (1 / (alpha - 1)));
  const total = (values: Float64Array) => values.reduce((sum, x) => sum + x, 0);
  let [low, width] = [-1, 1 - row.length ** (1 - alpha)];
  for (let step = 0; step < STEPS; step++) {
    width /= 2;
    if (total(at(low + width)) >= 1) low += width;
  }
  const weights = at(low);
  const sum = total(weights);
  return weights.map(x => x / sum);
}

/** The largest of a row; rows may be longer than a call takes arguments. */
export function largest(row: ArrayLike<number>): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < row.length; i++) most = Math.max(most, row[i] as number);
  return most;
}
