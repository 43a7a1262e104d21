/** How a matrix of weights is brought to another with fewer rows and columns: which of the first each of the second stands for. */
export interface Grouping {
  /** Rows and columns of the matrix as it is. */
  readonly rows: number;
  readonly columns: number;
  /** Positions of each new row and each new column; none is empty. */
  readonly rowGroups: readonly (readonly number[])[];
  readonly columnGroups: readonly (readonly number[])[];
}

/** How matrices are put together, entry by entry. */
export type Combine = 'sum' | 'mean' | 'max';

/**
 * Matrices [rows, columns] of one shape, grouped and then put together one after the other, so that no two need to be in memory: columns of a group are summed,
 * rows of a group averaged.
 */
export class GroupedSum {
  /** [row groups, column groups]; whole once `done` was called. */
  readonly values: Float32Array;
  private readonly columnOf: Int32Array;
  private readonly plain: boolean;
  private count = 0;

  constructor(
    private readonly grouping: Grouping,
    private readonly combine: Combine,
  ) {
    const { columns, rowGroups, columnGroups } = grouping;
    this.values = new Float32Array(rowGroups.length * columnGroups.length);
    this.columnOf = new Int32Array(columns).fill(-1);
    columnGroups.forEach((group, to) => {
      for (const from of group) this.columnOf[from] = to;
    });
    this.plain = columnGroups.length === columns && columnGroups.every(([first], i) => first === i);
  }

  add(data: Float32Array): void {
    const { rows, columns, rowGroups, columnGroups } = this.grouping;
    if (data.length !== rows * columns) throw new RangeError(`a matrix of ${rows} x ${columns} holds ${rows * columns} numbers, not ${data.length}`);
    const width = columnGroups.length;
    const row = new Float64Array(width);
    rowGroups.forEach((group, at) => {
      row.fill(0);
      for (const from of group) this.addRow(row, data.subarray(from * columns, (from + 1) * columns));
      this.put(row, group.length, at * width);
    });
    this.count++;
  }

  /** Ends it: `mean` divides. */
  done(): Float32Array {
    if (this.combine === 'mean' && this.count > 1) for (let i = 0; i < this.values.length; i++) this.values[i] = (this.values[i] as number) / this.count;
    return this.values;
  }

  private addRow(row: Float64Array, data: Float32Array): void {
    const { columnOf } = this;
    if (this.plain) for (let j = 0; j < row.length; j++) row[j] = (row[j] as number) + (data[j] as number);
    else
      for (let j = 0; j < data.length; j++) {
        const to = columnOf[j] as number;
        if (to >= 0) row[to] = (row[to] as number) + (data[j] as number);
      }
  }

  private put(row: Float64Array, members: number, at: number): void {
    const { values } = this;
    if (this.count === 0) for (let j = 0; j < row.length; j++) values[at + j] = (row[j] as number) / members;
    else if (this.combine === 'max') for (let j = 0; j < row.length; j++) values[at + j] = Math.max(values[at + j] as number, (row[j] as number) / members);
    else for (let j = 0; j < row.length; j++) values[at + j] = (values[at + j] as number) + (row[j] as number) / members;
  }
}
