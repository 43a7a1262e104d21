import { raise } from '../fault';
import { ELEMENT_TYPES } from './elements';
import type { ListedTensor } from './stored';

/** Every `step`-th index from `from` on, `count` of them. */
export interface Range {
  readonly from: number;
  readonly count: number;
  readonly step: number;
}

/** Which part of a tensor is looked at. */
export interface WindowAsked {
  /** An index for each axis but the last two. */
  readonly leading: readonly number[];
  readonly rows: Range;
  readonly columns: Range;
}

/** A tensor's numbers, laid out as a matrix: float64 [rows.count, columns.count]. Ranges and leading indices are those asked for, cut to what is there. */
export interface TensorWindow extends WindowAsked {
  /** Of the whole matrix. */
  readonly height: number;
  readonly width: number;
  /** True where a vector stands in rows, one below the other; what follows its end is NaN. */
  readonly wrapped: boolean;
  readonly values: Float64Array;
}

/** A longer vector is laid in rows of this many. */
const WRAP = 64;
/** Rows and columns that may be asked for at once. */
export const MOST_SIDE = 512;
/** Columns far apart are read one by one, others with what lies between them, up to so many bytes at once. */
const RUN = 1 << 16;

/** How a shape is laid out as a matrix: its last two axes, or a vector in rows. */
export function matrixOf(dims: readonly number[]): { readonly height: number; readonly width: number; readonly wrapped: boolean; readonly leading: readonly number[] } {
  if (dims.length === 0) return { height: 1, width: 1, wrapped: false, leading: [] };
  const [width = 0] = dims.slice(-1);
  if (dims.length === 1)
    return width <= WRAP ? { height: Math.min(1, width), width, wrapped: false, leading: [] } : { height: Math.ceil(width / WRAP), width: WRAP, wrapped: true, leading: [] };
  const [height = 0] = dims.slice(-2);
  return { height, width, wrapped: false, leading: dims.slice(0, -2) };
}

/** Reads a window of a tensor by position: no more than the rows that it crosses. Throws `bad-input` for what holds no numbers. */
export function windowOf(tensor: ListedTensor, asked: WindowAsked): TensorWindow {
  const { height, width, wrapped, leading } = matrixOf(tensor.dims);
  const place = leading.map((length, axis) => Math.max(0, Math.min(indexOf(asked.leading[axis]), length - 1)));
  const [rows, columns] = [cut(asked.rows, height), cut(asked.columns, width)];
  const values = new Float64Array(rows.count * columns.count).fill(Number.NaN);
  const plane = place.reduce((at, index, axis) => at * (leading[axis] ?? 1) + index, 0) * height * width;
  const read = reader(tensor);
  for (let row = 0; row < rows.count; row++) {
    const start = plane + (rows.from + row * rows.step) * width;
    values.set(rowOf(read, start, columns, Math.min(width, tensor.elements - start)), row * columns.count);
  }
  return { height, width, wrapped, leading: place, rows, columns, values };
}

/** Reads `count` elements from the `first` on. */
export type ReadElements = (first: number, count: number) => ArrayLike<number>;

/** Reads a tensor's elements as numbers. Throws `bad-input` where it holds none that can be read. */
export function reader({ name, dtype, data }: ListedTensor): ReadElements {
  const type = ELEMENT_TYPES.get(dtype);
  const { decode, bits = 8 } = type ?? {};
  if (!data || !decode) return raise({ code: 'bad-input', what: name, why: 'its elements cannot be read as numbers.' });
  return (first, count) => {
    const [begin, end] = [Math.floor((first * bits) / 8), Math.ceil(((first + count) * bits) / 8)];
    const values = decode(data.read(begin, end - begin));
    const skipped = first - (begin * 8) / bits;
    return values.length === count ? values : Array.prototype.slice.call(values, skipped, skipped + count);
  };
}

/** Elements of a row that the columns take; those past the row's own end are left out. */
function rowOf(read: ReadElements, start: number, { from, count, step }: Range, width: number): Float64Array {
  const there = Math.max(0, Math.min(count, Math.ceil((width - from) / step)));
  const row = new Float64Array(there);
  const atOnce = Math.max(1, Math.floor(RUN / 8 / step));
  for (let first = 0; first < there; first += atOnce) {
    const wanted = Math.min(atOnce, there - first);
    const values = read(start + from + first * step, (wanted - 1) * step + 1);
    for (let i = 0; i < wanted; i++) row[first + i] = values[i * step] ?? Number.NaN;
  }
  return padded(row, count);
}

function padded(row: Float64Array, count: number): Float64Array {
  if (row.length === count) return row;
  const whole = new Float64Array(count).fill(Number.NaN);
  whole.set(row);
  return whole;
}

const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const indexOf = (value: unknown): number => (isIndex(value) ? value : 0);

/** A range within `length`, of at most MOST_SIDE. */
function cut({ from, count, step }: Range, length: number): Range {
  const every = isIndex(step) && step > 0 ? step : 1;
  const first = isIndex(from) ? Math.max(0, Math.min(from, length - 1)) : 0;
  const most = Math.ceil((length - first) / every);
  return { from: first, step: every, count: Math.max(0, Math.min(isIndex(count) ? count : 0, most, MOST_SIDE)) };
}
