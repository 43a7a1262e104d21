/** What rows are sorted by: one column, from the largest down or from the smallest up. */
export interface Sorting {
  readonly column: number;
  readonly down: boolean;
}

const absent = (value: number | string): boolean => (typeof value === 'number' ? Number.isNaN(value) : value === '');

/** Indices of values in their order. What has no value stands last in either direction; equals keep the order that they came in. */
export function ordered(values: readonly (number | string)[], down: boolean): readonly number[] {
  const compare = (one: number | string, other: number | string): number =>
    typeof one === 'number' && typeof other === 'number' ? one - other : String(one).localeCompare(String(other), undefined, { numeric: true });
  return values
    .map((value, index) => ({ value, index, absent: absent(value) }))
    .sort((one, other) => {
      if (one.absent || other.absent) return Number(one.absent) - Number(other.absent) || one.index - other.index;
      return (down ? compare(other.value, one.value) : compare(one.value, other.value)) || one.index - other.index;
    })
    .map(({ index }) => index);
}

/** Rows from `first` on, `count` of them. */
export interface RowSpan {
  readonly first: number;
  readonly count: number;
}

/** Which of `total` rows stand in a window that is scrolled to `top`, with `spare` more on either side. */
export function rowsInSight(top: number, height: number, rowHeight: number, total: number, spare: number): RowSpan {
  const first = Math.max(0, Math.min(total, Math.floor(top / rowHeight)) - spare);
  const last = Math.min(total, Math.ceil((top + height) / rowHeight) + spare);
  return { first, count: Math.max(0, last - first) };
}

/** Where a window must be scrolled to, so that a row is whole in it; what is there already stays. `covered` is what the column names hide at the top. */
export function scrolledTo(row: number, top: number, height: number, rowHeight: number, covered: number): number {
  const [from, to] = [row * rowHeight, (row + 1) * rowHeight];
  if (from < top) return from;
  return to > top + height - covered ? to - height + covered : top;
}
