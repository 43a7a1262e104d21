/** A dense row-major matrix in float64, for what is computed after a run. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

export function matrix(rows: number, columns: number, data: ArrayLike<number> = new Float64Array(rows * columns)): Matrix {
  if (data.length !== rows * columns) throw new RangeError(`a matrix of ${rows} x ${columns} holds ${rows * columns} numbers, not ${data.length}`);
  return { rows, columns, data: data instanceof Float64Array ? data : Float64Array.from(data) };
}

/** a times b, [rows of a, columns of b]. Goes along rows of b, and skips zeros of a: causal and sparse weights take half the time. */
export function matmul(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows) throw new RangeError(`a matrix of ${a.columns} columns cannot be multiplied with one of ${b.rows} rows`);
  const data = new Float64Array(a.rows * b.columns);
  for (let i = 0; i < a.rows; i++) {
    const out = data.subarray(i * b.columns, (i + 1) * b.columns);
    for (let k = 0; k < a.columns; k++) {
      const factor = a.data[i * a.columns + k] ?? 0;
      if (factor !== 0) addScaled(out, factor, b.data, k * b.columns);
    }
  }
  return { rows: a.rows, columns: b.columns, data };
}

/** out += factor * from[at ...]. */
function addScaled(out: Float64Array, factor: number, from: Float64Array, at: number): void {
  for (let j = 0; j < out.length; j++) out[j] = (out[j] as number) + factor * (from[at + j] as number);
}
