import { isolated } from '../../src/protocol/direction';
import { theme } from '../theme';
import { shortened } from '../tokens/signs';
import { colourAt, css, inkOn } from './colours';
import { boxOf, type Cell, type Layout, labelled, labelStep, place, type Span } from './layout';
import type { Matrix } from './pool';
import { hatch, paintLayer, paintMatrix, shareOf } from './raster';
import type { Layer, Shown } from './tiles';

export type { Shown } from './tiles';

/** A matrix as it is to be read: rows are queries (or layers), columns keys (or heads). */
export interface Picture {
  /** All values, or of a matrix that is too large for that none: then `size` says how large, and `layers` gives what is at hand. */
  readonly matrix: Matrix;
  readonly size?: { readonly rows: number; readonly columns: number };
  /** Pieces of a large matrix for a window drawn with so many device pixels, coarse first. */
  readonly layers?: (shown: Shown, pixels: { readonly height: number; readonly width: number }) => readonly Layer[];
  readonly rowNames: readonly string[];
  readonly columnNames: readonly string[];
  /** Values at the two ends of the scale. */
  readonly domain: readonly [number, number];
  /** True for a scale around zero. */
  readonly differences?: boolean;
  /** Later keys cannot be seen: cells right of the diagonal are hatched. */
  readonly causal?: boolean;
  /** Writes values into cells that have room for them. */
  readonly print?: (value: number) => string;
  /** How much wider than high a cell may be. */
  readonly flat?: number;
  /** Names say places themselves: no number goes with them. */
  readonly places?: boolean;
  readonly label: string;
}

/** Rows and columns of the whole. */
export const sizeOf = ({ matrix, size }: Picture): { readonly rows: number; readonly columns: number } => size ?? matrix;

const LABEL_LENGTH = 16;
const MANY = 60;
const LINE = 13;
const GAP = 8;
const THIN = 6;
/** Column labels lean by 45 degrees. */
const LEAN = Math.SQRT1_2;

export const labelFont = (): string => `11px ${theme().font}`;

/** Fits a picture into a width and height, leaving the room that its longest labels need. */
export function layOut(context: CanvasRenderingContext2D, picture: Picture, shown: Shown, width: number, height: number): Layout {
  context.font = labelFont();
  const longest = (names: readonly string[], span: Span): number => {
    let most = 0;
    const step = Math.max(1, Math.floor(span.count / 200));
    for (let index = span.first; index < span.first + span.count; index += step) most = Math.max(most, context.measureText(nameAt(picture, names, index)).width);
    return Math.ceil(most);
  };
  const across = picture.flat ? 0 : longest(picture.columnNames, shown.columns) * LEAN;
  const room = { width, height, left: longest(picture.rowNames, shown.rows) + GAP + 4, top: Math.ceil(across) + GAP + (picture.flat ? 18 : 10), right: Math.ceil(across) + 6 };
  return place(shown.rows, shown.columns, room, picture.flat ?? 1, picture.flat ? 30 : undefined);
}

/** Where labels are thinned out, a name alone says little; its number goes with it. */
const nameAt = ({ places }: Picture, names: readonly string[], index: number): string => {
  const name = shortened(names[index] ?? String(index), LABEL_LENGTH);
  return !places && names.length > MANY && names[index] !== undefined && name !== String(index) ? `${isolated(name)} (${index})` : name;
};

export function paintPicture(context: CanvasRenderingContext2D, picture: Picture, layout: Layout): void {
  const { ramp, differences, faint } = theme();
  const look = { ramp: picture.differences ? differences : ramp, domain: picture.domain };
  if (picture.layers) {
    const pixels = { height: layout.height * devicePixelRatio, width: layout.width * devicePixelRatio };
    for (const layer of picture.layers(layout, pixels)) paintLayer(context, layer, layout, layout, look);
  } else paintMatrix(context, picture.matrix, layout, layout, look);
  paintHatch(context, picture, layout);
  if (picture.print) paintNumbers(context, picture, layout, look);
  context.strokeStyle = faint;
  context.lineWidth = 1;
  context.strokeRect(layout.left - 0.5, layout.top - 0.5, layout.width + 1, layout.height + 1);
  paintLabels(context, picture, layout);
}

/** True where a cell holds no weight: masked, or never computed. */
export const empty = (picture: Picture, { row, column }: Cell): boolean =>
  (picture.causal === true && column > row) || (!picture.layers && Number.isNaN(picture.matrix.values[row * picture.matrix.columns + column] ?? Number.NaN));

function paintHatch(context: CanvasRenderingContext2D, picture: Picture, layout: Layout): void {
  context.beginPath();
  if (picture.causal) outlineMasked(context, layout);
  if (!picture.layers && picture.matrix.values.some(Number.isNaN)) outlineMissing(context, picture, layout);
  context.save();
  context.fillStyle = theme().surface;
  context.fill();
  context.fillStyle = hatch(context, theme().hatch) ?? theme().hatch;
  context.fill();
  context.restore();
}

/** The cells right of the diagonal: a stair, with as many steps as there are pixels for. */
function outlineMasked(context: CanvasRenderingContext2D, layout: Layout): void {
  const { rows, columns } = layout;
  const step = Math.max(1, Math.floor(rows.count / layout.height));
  const end = columns.first + columns.count;
  for (let row = rows.first; row < rows.first + rows.count; row += step) {
    const from = Math.max(row + 1, columns.first);
    if (from >= end) return;
    const box = boxOf(layout, { row, column: from });
    context.rect(box.x, box.y, layout.left + layout.width - box.x, box.height * Math.min(step, rows.first + rows.count - row));
  }
}

/** Cells that hold no number, in runs along their rows. */
function outlineMissing(context: CanvasRenderingContext2D, picture: Picture, layout: Layout): void {
  const { first, count } = layout.columns;
  for (let row = layout.rows.first; row < layout.rows.first + layout.rows.count; row++) {
    for (let column = first; column < first + count; column++) {
      if (!empty(picture, { row, column })) continue;
      const start = column;
      while (column + 1 < first + count && empty(picture, { row, column: column + 1 })) column += 1;
      const box = boxOf(layout, { row, column: start });
      context.rect(box.x, box.y, box.width * (column - start + 1), box.height);
    }
  }
}

function paintNumbers(context: CanvasRenderingContext2D, picture: Picture, layout: Layout, look: { readonly ramp: Uint8Array; readonly domain: readonly [number, number] }): void {
  const { width, height } = boxOf(layout, { row: layout.rows.first, column: layout.columns.first });
  if (width < 38 || height < 16 || !picture.print) return;
  context.font = labelFont();
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let row = layout.rows.first; row < layout.rows.first + layout.rows.count; row++) {
    for (let column = layout.columns.first; column < layout.columns.first + layout.columns.count; column++) {
      if (empty(picture, { row, column })) continue;
      const value = picture.matrix.values[row * picture.matrix.columns + column] ?? Number.NaN;
      const box = boxOf(layout, { row, column });
      context.fillStyle = css(inkOn(colourAt(look.ramp, shareOf(value, look.domain))));
      // What has no room in its cell is rounded further, never written into the next.
      const text = [picture.print(value), String(Number(value.toPrecision(1)))].find(words => context.measureText(words).width <= width - 2);
      if (text !== undefined) context.fillText(text, box.x + box.width / 2, box.y + box.height / 2);
    }
  }
}

function paintLabels(context: CanvasRenderingContext2D, picture: Picture, layout: Layout): void {
  context.fillStyle = theme().foreground;
  context.font = labelFont();
  const { width, height } = boxOf(layout, { row: layout.rows.first, column: layout.columns.first });
  for (const row of labelled(layout.rows, labelStep(height, LINE))) rowLabel(context, picture, layout, row);
  for (const column of labelled(layout.columns, labelStep(width, picture.flat ? 26 : LINE / LEAN))) columnLabel(context, picture, layout, column);
}

/** Writes the name of a row at the left of its cells. */
export function rowLabel(context: CanvasRenderingContext2D, picture: Picture, layout: Layout, row: number): void {
  const box = boxOf(layout, { row, column: layout.columns.first });
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.fillText(nameAt(picture, picture.rowNames, row), layout.left - GAP, box.y + box.height / 2);
}

/** Writes the name of a column above its cells, leaning. */
export function columnLabel(context: CanvasRenderingContext2D, picture: Picture, layout: Layout, column: number): void {
  const box = boxOf(layout, { row: layout.rows.first, column });
  context.save();
  context.textAlign = picture.flat ? 'center' : 'left';
  context.textBaseline = picture.flat ? 'alphabetic' : 'middle';
  context.translate(box.x + box.width / 2 + (picture.flat ? 0 : 2), layout.top - GAP);
  if (!picture.flat) context.rotate(-Math.PI / 4);
  context.fillText(nameAt(picture, picture.columnNames, column), 0, 0);
  context.restore();
}

/** Crosshair of the cell under pointer or focus, its two labels, and the chosen rows. */
export function paintMarks(
  context: CanvasRenderingContext2D,
  picture: Picture,
  layout: Layout,
  marks: { readonly cell?: Cell | undefined; readonly rows: readonly number[] },
): void {
  const { focus, foreground } = theme();
  for (const row of marks.rows) {
    if (!within(layout.rows, row)) continue;
    const box = boxOf(layout, { row, column: layout.columns.first });
    context.strokeStyle = focus;
    context.fillStyle = focus;
    context.lineWidth = 1.5;
    if (box.height >= THIN) context.strokeRect(layout.left - 1, box.y - 0.5, layout.width + 2, box.height + 1);
    else paintArrows(context, layout, box.y + box.height / 2);
  }
  if (!marks.cell || !within(layout.rows, marks.cell.row) || !within(layout.columns, marks.cell.column)) return;
  const box = boxOf(layout, marks.cell);
  context.strokeStyle = foreground;
  context.lineWidth = 1;
  context.globalAlpha = 0.5;
  // Lines beside the cells, not a veil over them: their colours are to be read.
  context.strokeRect(layout.left, box.y - 0.5, layout.width, box.height + 1);
  context.strokeRect(box.x - 0.5, layout.top, box.width + 1, layout.height);
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.strokeRect(box.x - 1, box.y - 1, Math.max(3, box.width + 2), Math.max(3, box.height + 2));
  paintMarkedLabels(context, picture, layout, marks.cell);
}

/** Two arrows beside a row that is too thin to be framed without hiding it. */
function paintArrows(context: CanvasRenderingContext2D, layout: Layout, y: number): void {
  for (const [x, reach] of [
    [layout.left - 1, -6],
    [layout.left + layout.width + 1, 6],
  ] as const) {
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + reach, y - 4);
    context.lineTo(x + reach, y + 4);
    context.fill();
  }
}

/** The labels of the marked cell, over a piece of background that hides their neighbours. */
function paintMarkedLabels(context: CanvasRenderingContext2D, picture: Picture, layout: Layout, cell: Cell): void {
  const { surface, foreground } = theme();
  context.font = `600 ${labelFont()}`;
  const box = boxOf(layout, cell);
  const wide = context.measureText(nameAt(picture, picture.rowNames, cell.row)).width;
  context.fillStyle = surface;
  context.fillRect(layout.left - GAP - wide - 2, box.y + box.height / 2 - 7, wide + 4, 14);
  context.fillStyle = foreground;
  rowLabel(context, picture, layout, cell.row);
  const long = context.measureText(nameAt(picture, picture.columnNames, cell.column)).width + 4;
  context.save();
  context.translate(box.x + box.width / 2 + 2, layout.top - GAP);
  if (!picture.flat) context.rotate(-Math.PI / 4);
  context.fillStyle = surface;
  context.fillRect(picture.flat ? -long / 2 : -2, picture.flat ? -11 : -7, long, 14);
  context.restore();
  context.fillStyle = foreground;
  columnLabel(context, picture, layout, cell.column);
}

const within = ({ first, count }: Span, index: number): boolean => index >= first && index < first + count;
