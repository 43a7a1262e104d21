import type { Ramp } from './colours';
import type { Span } from './layout';
import { type Matrix, pooled } from './pool';
import { recording } from './recorder';
import type { Layer, Shown } from './tiles';

/** Share of a value between the ends of a scale, 0..1. */
export const shareOf = (value: number, [low, high]: readonly [number, number]): number => (high > low ? (value - low) / (high - low) : 0);

/** Colours of a matrix as pixels, four bytes each; NaN stays transparent. */
export function coloured(matrix: Matrix, ramp: Ramp, domain: readonly [number, number]): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(matrix.values.length * 4);
  const last = ramp.length / 3 - 1;
  for (let index = 0; index < matrix.values.length; index++) {
    const value = matrix.values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const at = Math.max(0, Math.min(last, Math.round(shareOf(value, domain) * last))) * 3;
    pixels[index * 4] = ramp[at] ?? 0;
    pixels[index * 4 + 1] = ramp[at + 1] ?? 0;
    pixels[index * 4 + 2] = ramp[at + 2] ?? 0;
    pixels[index * 4 + 3] = 255;
  }
  return pixels;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Paints a window of a matrix into a box: one raster, pooled to the box's device pixels, scaled without smoothing. */
export function paintMatrix(
  context: CanvasRenderingContext2D,
  matrix: Matrix,
  shown: { readonly rows: Span; readonly columns: Span },
  box: Box,
  look: { readonly ramp: Ramp; readonly domain: readonly [number, number] },
): void {
  const density = devicePixelRatio;
  const small = pooled(matrix, shown.rows, shown.columns, Math.ceil(box.height * density), Math.ceil(box.width * density));
  const raster = new OffscreenCanvas(small.columns, small.rows);
  raster.getContext('2d')?.putImageData(new ImageData(coloured(small, look.ramp, look.domain), small.columns, small.rows), 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(raster, box.left, box.top, box.width, box.height);
}

interface Coloured {
  readonly ramp: Ramp;
  readonly low: number;
  readonly high: number;
  readonly raster: OffscreenCanvas;
}

/** Pieces of large matrices as pixels: made once for a look, since panning draws them again with every frame. */
const rasters = new WeakMap<Matrix, Coloured>();

function rasterOf(matrix: Matrix, { ramp, domain: [low, high] }: { readonly ramp: Ramp; readonly domain: readonly [number, number] }): OffscreenCanvas {
  const old = rasters.get(matrix);
  if (old && old.ramp === ramp && old.low === low && old.high === high) return old.raster;
  const raster = new OffscreenCanvas(matrix.columns, matrix.rows);
  raster.getContext('2d')?.putImageData(new ImageData(coloured(matrix, ramp, [low, high]), matrix.columns, matrix.rows), 0, 0);
  rasters.set(matrix, { ramp, low, high, raster });
  return raster;
}

/** Paints that part of a layer that lies in a window into the window's box. */
export function paintLayer(
  context: CanvasRenderingContext2D,
  layer: Layer,
  shown: Shown,
  box: Box,
  look: { readonly ramp: Ramp; readonly domain: readonly [number, number] },
): void {
  const raster = rasterOf(layer.matrix, look);
  const across = (column: number): number => box.left + ((column - shown.columns.first) / shown.columns.count) * box.width;
  const down = (row: number): number => box.top + ((row - shown.rows.first) / shown.rows.count) * box.height;
  const [left, top] = [across(layer.columns.first), down(layer.rows.first)];
  const [right, bottom] = [across(layer.columns.first + layer.columns.count), down(layer.rows.first + layer.rows.count)];
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  // Smoothed where it is drawn smaller than it is: what falls between two pixels is not to vanish.
  context.imageSmoothingEnabled = (right - left) * devicePixelRatio < raster.width;
  context.drawImage(raster, left, top, right - left, bottom - top);
  context.restore();
}

/** Gives a canvas the size of a box in CSS pixels, with as many device pixels as the screen has; cleared. While a drawing is recorded the canvas' pixels stay as they are. */
export function sized(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const recorder = recording();
  if (recorder) return recorder(canvas, width, height);
  const density = devicePixelRatio;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no 2d canvas');
  const [across, down] = [Math.max(1, Math.round(width * density)), Math.max(1, Math.round(height * density))];
  // A size that is set anew takes new memory; what moves with the pointer is drawn with every frame.
  if (canvas.width === across && canvas.height === down) context.reset();
  else [canvas.width, canvas.height] = [across, down];
  context.scale(density, density);
  return context;
}

/** Diagonal lines for cells that hold no value: masked, or not computed. */
export function hatch(context: CanvasRenderingContext2D, colour: string): CanvasPattern | null {
  const tile = new OffscreenCanvas(6, 6);
  const inner = tile.getContext('2d');
  if (!inner) return null;
  inner.strokeStyle = colour;
  inner.lineWidth = 1;
  inner.beginPath();
  for (const shift of [-6, 0, 6]) {
    inner.moveTo(shift, 6);
    inner.lineTo(shift + 6, 0);
  }
  inner.stroke();
  return context.createPattern(tile, 'repeat');
}
