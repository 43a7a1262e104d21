import { raise } from '../core/fault';
import { bytesOf, float32, row, type Tensor } from '../core/tensor/tensor';
import type { Slice, SliceParams } from '../protocol/engine';
import type { ReadMatrix } from './readings';

/** The weights of one run by site: each float32 [heads, queries, keys]. */
export type Weights = readonly Tensor<'float32'>[];

export const bytesOfWeights = (weights: Weights): number => weights.reduce((sum, w) => sum + w.data.byteLength, 0);

/** What is cut from the weights as they are; the others are of readings (readings.ts) or computed (effectiveSlice.ts). */
export type PlainSlice = Exclude<SliceParams['what'], { kind: 'matrix' | 'line' | 'effective' }>;

/** The weights of one head, [queries, keys]; a view. */
export const headOf = (weights: Weights, site: number, head: number): Tensor<'float32'> => rowAt(at(weights, site, 'site'), head, 'head');

/** Cuts what a panel draws out of the weights of a run; see `SliceParams`. Bytes are copies, never views of the run's own. */
export function sliceOf(weights: Weights, what: PlainSlice): Slice {
  if (what.kind === 'thumbnails') return thumbnails(weights, what.side);
  const head = headOf(weights, what.site, what.head);
  const piece = what.kind === 'head' ? head : rowAt(head, what.query, 'query');
  return { dims: piece.dims, bytes: Uint8Array.from(bytesOf(piece)) };
}

/** A head or a row of it, of a long text's head that is there alone. */
export function sliceOfHead({ rows, columns, values }: ReadMatrix, what: Exclude<PlainSlice, { kind: 'thumbnails' }>): Slice {
  const head = float32([rows, columns], values);
  const piece = what.kind === 'head' ? head : rowAt(head, what.query, 'query');
  return { dims: piece.dims, bytes: Uint8Array.from(bytesOf(piece)) };
}

/**
 * All heads small: uint8 [sites, heads, side, side]; a site with fewer heads than the widest is filled up with zeros. A cell is the largest weight that falls into it, scaled by the
 * head's own largest; so a single strong weight stays visible however small the picture. `side` is at most what was asked for.
 */
export function thumbnails(weights: Weights, asked: number): Slice {
  if (!Number.isInteger(asked) || asked < 1 || asked > 256) raise({ code: 'bad-input', what: 'thumbnails', why: `a side of ${asked} is not between 1 and 256.` });
  const longest = Math.max(1, ...weights.flatMap(w => w.dims.slice(1)));
  const side = Math.min(asked, longest);
  const heads = Math.max(0, ...weights.map(w => w.dims[0] ?? 0));
  const size = side * side;
  const bytes = new Uint8Array(weights.length * heads * size);
  for (const [index, site] of weights.entries())
    for (let head = 0; head < (site.dims[0] ?? 0); head++) {
      const from = (index * heads + head) * size;
      pool(row(site, head), side, bytes.subarray(from, from + size));
    }
  return { dims: [weights.length, heads, side, side], bytes };
}

/** Pools one head [queries, keys] by maximum into [side, side]. Every weight falls into a cell; where there are fewer weights than cells they repeat. */
function pool({ dims, data }: Tensor<'float32'>, side: number, into: Uint8Array): void {
  const [queries = 0, keys = 0] = dims;
  const cells = new Float32Array(side * side);
  const [rows, columns] = [ranges(queries, side), ranges(keys, side)];
  let largest = 0;
  for (let y = 0; y < side; y++) {
    const [fromRow, toRow] = rows[y] ?? [0, 0];
    for (let x = 0; x < side; x++) {
      const [from, to] = columns[x] ?? [0, 0];
      let most = 0;
      for (let q = fromRow; q < toRow; q++) for (let k = q * keys + from; k < q * keys + to; k++) most = Math.max(most, data[k] ?? 0);
      cells[y * side + x] = most;
      largest = Math.max(largest, most);
    }
  }
  if (largest > 0) for (let i = 0; i < cells.length; i++) into[i] = Math.round((255 * (cells[i] ?? 0)) / largest);
}

/** Cuts 0..count into `side` runs that cover it; at least one element each. */
const ranges = (count: number, side: number): readonly (readonly [number, number])[] =>
  Array.from({ length: side }, (_, i) => {
    const from = Math.min(count - 1, Math.floor((i * count) / side));
    return [from, Math.max(from + 1, Math.floor(((i + 1) * count) / side))];
  });

function at(weights: Weights, index: number, what: string): Tensor<'float32'> {
  return weights[index] ?? raise({ code: 'bad-input', what: `${what} ${index}`, why: `there are ${weights.length}.` });
}

function rowAt(of: Tensor<'float32'>, index: number, what: string): Tensor<'float32'> {
  const count = of.dims[0] ?? 0;
  if (!Number.isInteger(index) || index < 0 || index >= count) raise({ code: 'bad-input', what: `${what} ${index}`, why: `there are ${count}.` });
  return row(of, index);
}
