/** A stretch of rows or columns that is shown: first and how many. */
export interface Span {
  readonly first: number;
  readonly count: number;
}

/** Where the cells of a matrix stand on its canvas, in CSS pixels. */
export interface Layout {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly rows: Span;
  readonly columns: Span;
}

export interface Room {
  readonly width: number;
  readonly height: number;
  /** Space that labels need at the left, above, and to the right of the cells. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
}

/** Largest side of one cell, so that a text of three tokens is not a chessboard. */
const LARGEST_CELL = 44;

/** Fits cells into a room. Square cells as large as fit; `flat` lets them be wider than high, up to the ratio given. */
export function place(rows: Span, columns: Span, room: Room, flat = 1, largest = LARGEST_CELL): Layout {
  const across = Math.max(1, room.width - room.left - room.right);
  const down = Math.max(1, room.height - room.top);
  const high = Math.min(largest, down / rows.count, (across / columns.count) * (flat > 1 ? 1 : Number.POSITIVE_INFINITY));
  const square = Math.min(high, across / columns.count);
  const wide = Math.min(across / columns.count, square * flat);
  return { left: room.left, top: room.top, width: wide * columns.count, height: (flat > 1 ? high : square) * rows.count, rows, columns };
}

const NICE = [1, 2, 5];

/** How many labels to skip so that those drawn stand at least `room` apart: 1, 2, 5, 10, 20, 50, ... */
export function labelStep(cell: number, room: number): number {
  for (let ten = 1; ; ten *= 10) {
    for (const nice of NICE) if (nice * ten * cell >= room) return nice * ten;
  }
}

/** Indices of a span whose labels are drawn: multiples of the step. */
export function labelled({ first, count }: Span, step: number): readonly number[] {
  const start = Math.ceil(first / step) * step;
  return Array.from({ length: Math.max(0, Math.ceil((first + count - start) / step)) }, (_, index) => start + index * step);
}

export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** The cell under a point, undefined outside of all. */
export function cellAt(layout: Layout, x: number, y: number): Cell | undefined {
  const column = Math.floor(((x - layout.left) / layout.width) * layout.columns.count);
  const row = Math.floor(((y - layout.top) / layout.height) * layout.rows.count);
  if (column < 0 || row < 0 || column >= layout.columns.count || row >= layout.rows.count) return undefined;
  return { row: row + layout.rows.first, column: column + layout.columns.first };
}

/** All cells that share the pixel of CSS under a point with the one that `cellAt` gives; undefined where that is alone. */
export function reachAt(layout: Layout, x: number, y: number): { readonly rows: Span; readonly columns: Span } | undefined {
  const cell = cellAt(layout, x, y);
  if (!cell) return undefined;
  const span = (at: number, { first, count }: Span, pixels: number): Span => {
    const wide = Math.max(1, Math.ceil(count / pixels));
    return { first: at, count: Math.min(wide, first + count - at) };
  };
  const [rows, columns] = [span(cell.row, layout.rows, layout.height), span(cell.column, layout.columns, layout.width)];
  return rows.count > 1 || columns.count > 1 ? { rows, columns } : undefined;
}

/** Moves a span by so many, within the total. */
export const moved = (span: Span, by: number, total: number): Span => within({ first: span.first + by, count: span.count }, total);

/** Left upper corner and size of a cell. */
export function boxOf(layout: Layout, { row, column }: Cell): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
  const width = layout.width / layout.columns.count;
  const height = layout.height / layout.rows.count;
  return { x: layout.left + (column - layout.columns.first) * width, y: layout.top + (row - layout.rows.first) * height, width, height };
}

/** Shows fewer (factor < 1) or more of `total`, keeping `centre` where it is; never fewer than eight. */
export function zoomed(span: Span, factor: number, centre: number, total: number): Span {
  const count = Math.round(Math.min(total, Math.max(Math.min(8, total), span.count * factor)));
  const share = (centre - span.first) / Math.max(1, span.count - 1);
  return within({ first: Math.round(centre - share * (count - 1)), count }, total);
}

/** Moves a span as little as needed so that it holds the index. */
export function showing(span: Span, index: number, total: number): Span {
  if (index < span.first) return within({ first: index, count: span.count }, total);
  if (index >= span.first + span.count) return within({ first: index - span.count + 1, count: span.count }, total);
  return span;
}

const within = ({ first, count }: Span, total: number): Span => ({ first: Math.max(0, Math.min(first, total - count)), count: Math.min(count, total) });
