import { type Matrix, matrix } from './matrix';

/**
 * R of a QR decomposition of the transpose of `of` by Householder reflections, upper triangular, min(rows, columns) x rows of `of`: (of)(of)^T = R^T R.
 * Works on the transpose because its columns, which the reflections run along, are the rows that lie together in memory.
 */
export function rOfTranspose(of: Matrix): Matrix {
  const { rows: width, columns: height } = of;
  const work = of.data.slice();
  const steps = Math.min(width, height);
  for (let k = 0; k < steps; k++) {
    const pivot = work.subarray(k * height, (k + 1) * height);
    const length = Math.sqrt(dot(pivot, pivot, k));
    if (length === 0) continue;
    const head = pivot[k] as number;
    const diagonal = head > 0 ? -length : length;
    // The reflection's vector is the pivot column with this head; the diagonal takes its place when all columns are done.
    pivot[k] = head - diagonal;
    const scale = 1 / (diagonal * (pivot[k] as number));
    for (let j = k + 1; j < width; j++) {
      const column = work.subarray(j * height, (j + 1) * height);
      const factor = scale * dot(pivot, column, k);
      for (let i = k; i < height; i++) column[i] = (column[i] as number) + factor * (pivot[i] as number);
    }
    pivot[k] = diagonal;
  }
  const r = matrix(steps, width);
  for (let i = 0; i < steps; i++) for (let j = i; j < width; j++) r.data[i * width + j] = work[j * height + i] as number;
  return r;
}

function dot(a: Float64Array, b: Float64Array, from: number): number {
  let sum = 0;
  for (let i = from; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
