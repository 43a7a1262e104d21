import type { Span } from './layout';
import { Recent } from './lru';
import type { Matrix } from './pool';

/** A window of a matrix. */
export interface Shown {
  readonly rows: Span;
  readonly columns: Span;
}

/** A piece of a matrix, pooled or not, and the window that it stands for. */
export interface Layer extends Shown {
  readonly matrix: Matrix;
}

export interface TileAddress {
  /** 0 has a cell for each weight; each further level halves both sides. */
  readonly level: number;
  readonly row: number;
  readonly column: number;
}

/** Where the tiles of a matrix come from; undefined where one cannot be had. */
export interface TileSource {
  readonly size: { readonly rows: number; readonly columns: number };
  load(rows: Span, columns: Span, height: number, width: number): Promise<Matrix | undefined>;
}

/** Side of a tile in its own cells: 256 kB of float32. */
export const TILE = 256;
const KEPT = 64;
const AT_ONCE = 2;
const ATTEMPTS = 3;
/** What is passed while panning is not asked for. */
const PAUSE = 60;

/** The level whose cells are closest to one device pixel. */
export const levelFor = (cells: number, pixels: number): number => Math.max(0, Math.round(Math.log2(cells / Math.max(1, pixels))));

/** The part of the matrix that a tile shows. */
export function areaOf({ level, row, column }: TileAddress, size: TileSource['size']): Shown {
  const side = TILE * 2 ** level;
  const span = (at: number, total: number): Span => ({ first: at * side, count: Math.min(side, total - at * side) });
  return { rows: span(row, size.rows), columns: span(column, size.columns) };
}

/** Tiles of a level that a window touches, those nearest its middle first. */
export function tilesIn({ rows, columns }: Shown, level: number): readonly TileAddress[] {
  const side = TILE * 2 ** level;
  const range = ({ first, count }: Span): readonly number[] => {
    const from = Math.floor(first / side);
    return Array.from({ length: Math.floor((first + count - 1) / side) - from + 1 }, (_, at) => from + at);
  };
  const middle = ({ first, count }: Span): number => (first + count / 2) / side - 0.5;
  const away = ({ row, column }: TileAddress): number => Math.abs(row - middle(rows)) + Math.abs(column - middle(columns));
  return range(rows)
    .flatMap(row => range(columns).map(column => ({ level, row, column })))
    .sort((one, other) => away(one) - away(other));
}

const overlaps = (one: Span, other: Span): boolean => one.first < other.first + other.count && other.first < one.first + one.count;

const keyOf = ({ level, row, column }: TileAddress): string => `${level}/${row}/${column}`;

/** The pieces of a matrix that were loaded, as many as fit; asks for those that a window lacks, and forgets what is no longer wanted. */
export class Tiles {
  private readonly kept = new Recent<Layer & { readonly level: number }>(KEPT);
  /** How often a tile could not be had: an engine that ended is started again by the next request, a tile that never comes is not asked for without end. */
  private readonly lost = new Map<string, number>();
  private wanted: readonly TileAddress[] = [];
  private loading = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private ended = false;

  constructor(
    private readonly source: TileSource,
    /** The whole, pooled: under all tiles, and all there is at first. */
    private readonly overview: Layer,
    private readonly arrived: () => void,
  ) {}

  /** What is at hand for a window that is drawn with so many device pixels, coarse first. The rest is asked for. */
  layers(shown: Shown, pixels: { readonly height: number; readonly width: number }): readonly Layer[] {
    const level = Math.min(levelFor(shown.rows.count, pixels.height), levelFor(shown.columns.count, pixels.width));
    const coarse = this.overview.rows.count / this.overview.matrix.rows;
    const needed = 2 ** level < coarse ? tilesIn(shown, level) : [];
    this.wanted = needed.filter(tile => !this.kept.has(keyOf(tile)) && (this.lost.get(keyOf(tile)) ?? 0) < ATTEMPTS);
    // Those that are looked at are forgotten last.
    for (const tile of needed) this.kept.get(keyOf(tile));
    if (this.wanted.length > 0) this.soon();
    const near = this.kept.values().filter(layer => layer.level >= level && overlaps(layer.rows, shown.rows) && overlaps(layer.columns, shown.columns));
    return [this.overview, ...near.sort((one, other) => other.level - one.level)];
  }

  dispose(): void {
    this.ended = true;
    clearTimeout(this.timer);
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fetch(), PAUSE);
  }

  private fetch(): void {
    for (const tile of this.wanted) {
      if (this.loading.size >= AT_ONCE) return;
      if (!this.loading.has(keyOf(tile))) void this.load(tile);
    }
  }

  private async load(tile: TileAddress): Promise<void> {
    const key = keyOf(tile);
    this.loading.add(key);
    const { rows, columns } = areaOf(tile, this.source.size);
    const scale = 2 ** tile.level;
    const matrix = await this.source.load(rows, columns, Math.ceil(rows.count / scale), Math.ceil(columns.count / scale));
    this.loading.delete(key);
    if (this.ended) return;
    if (matrix) this.kept.put(key, { matrix, rows, columns, level: tile.level });
    else this.lost.set(key, (this.lost.get(key) ?? 0) + 1);
    this.wanted = this.wanted.filter(other => keyOf(other) !== key);
    this.fetch();
    if (matrix) this.arrived();
  }
}
