/** A run of rows or columns. */
export interface Span {
  readonly first: number;
  readonly count: number;
}

/** What a window of a matrix is brought to. */
export interface Window {
  readonly rows: Span;
  readonly columns: Span;
  readonly height: number;
  readonly width: number;
}

/**
 * A window of a matrix of `stride` columns, brought to [height, width] by the largest entry of each cell; entry i of n falls into cell floor(i * cells / n).
 * Each row is divided by its entry in `ends` before. The window lies in the matrix, and has no fewer rows and columns than there are cells.
 */
export function pooledWindow(values: Float32Array, stride: number, { rows, columns, height, width }: Window, ends?: Float32Array): Float32Array {
  const made = new Float32Array(height * width).fill(Number.NaN);
  const cellOf = Int32Array.from({ length: columns.count }, (_, i) => Math.floor((i * width) / columns.count));
  for (let r = 0; r < rows.count; r++) {
    const from = (rows.first + r) * stride + columns.first;
    const to = Math.floor((r * height) / rows.count) * width;
    const end = ends ? (ends[rows.first + r] as number) : 1;
    for (let c = 0; c < columns.count; c++) {
      const value = (values[from + c] as number) / end;
      const cell = to + (cellOf[c] as number);
      const most = made[cell] as number;
      // A cell begins as NaN, and takes the first number that comes.
      if (value > most || Number.isNaN(most)) made[cell] = value;
    }
  }
  return made;
}
