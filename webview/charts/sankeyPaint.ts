import { quoted } from '../names';
import { type Theme, theme } from '../theme';
import { shortened } from '../tokens/signs';
import { labelFont } from './matrixPaint';
import type { Node, Ribbon, Sankey, Way } from './sankey';

/** What is drawn, and how it is called. */
export interface SankeyPicture {
  readonly sankey: Sankey;
  /** Name of a token, alike in all columns. */
  readonly names: readonly string[];
  readonly columnNames: readonly string[];
  /** Way that stands out from the rest. */
  readonly way: Way | undefined;
  readonly label: string;
}

/** Where columns stand, in CSS pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly pitch: number;
}

export const TOP = 24;
export const BAR = 10;
const LABEL = 16;
/** Of the theme's series: yellow beside blue is told apart by every eye. */
const WAY = 4;
const LINE = 12;
const BOTTOM = 6;

/** Fits columns into a width, with room for the names at both ends. */
export function frameOf(context: CanvasRenderingContext2D, picture: SankeyPicture, width: number, height: number): Frame {
  context.font = labelFont();
  const columns = picture.columnNames.length;
  const widest = (column: number): number =>
    Math.max(20, ...picture.sankey.nodes.filter(node => node.column === column).map(({ token }) => context.measureText(labelOf(picture, token)).width)) + 10;
  const [left, right] = [widest(0), widest(columns - 1)];
  return { width, height, left, pitch: (width - left - right - BAR) / Math.max(1, columns - 1) };
}

/** Height that is left for the columns. */
export const columnHeight = (height: number): number => height - TOP - BOTTOM;

/** A full stop alone is not seen as a name: what has no letter or digit is quoted. */
const labelOf = ({ names }: SankeyPicture, token: number): string => {
  const name = shortened(names[token] ?? String(token), LABEL);
  return /[\p{L}\p{N}]/u.test(name) ? name : quoted(name);
};

export const columnAt = ({ left, pitch }: Frame, column: number): number => left + column * pitch;

export const onWay = (way: Way, { layer, from, to }: Ribbon): boolean => way.tokens[layer] === to && way.tokens[layer + 1] === from;

/** Traces a ribbon as the context's path. */
export function traceRibbon(context: CanvasRenderingContext2D, frame: Frame, { layer, below, above, height }: Ribbon): void {
  const [x0, x1] = [columnAt(frame, layer) + BAR, columnAt(frame, layer + 1)];
  const middle = (x0 + x1) / 2;
  // What is thinner than a pixel is drawn as one, so that it is seen at all.
  const wide = Math.max(1, height);
  context.beginPath();
  context.moveTo(x0, TOP + below);
  context.bezierCurveTo(middle, TOP + below, middle, TOP + above, x1, TOP + above);
  context.lineTo(x1, TOP + above + wide);
  context.bezierCurveTo(middle, TOP + above + wide, middle, TOP + below + wide, x0, TOP + below + wide);
  context.closePath();
}

export function paintSankey(context: CanvasRenderingContext2D, picture: SankeyPicture, frame: Frame): void {
  const look = theme();
  const { sankey, way } = picture;
  for (const ribbon of sankey.ribbons) {
    if (way && onWay(way, ribbon)) continue;
    context.globalAlpha = way ? (look.dark ? 0.3 : 0.18) : 0.42;
    context.fillStyle = look.series[0] ?? look.foreground;
    traceRibbon(context, frame, ribbon);
    context.fill();
  }
  context.globalAlpha = 1;
  if (way) for (const ribbon of sankey.ribbons.filter(one => onWay(way, one))) paintStep(context, frame, ribbon, look);
  for (const node of sankey.nodes) paintNode(context, frame, node, way?.tokens[node.column] === node.token, look);
  paintTitles(context, picture, frame, look);
  paintLabels(context, picture, frame, look);
}

/** A step of the way: told by its outline too, not by its colour alone. */
function paintStep(context: CanvasRenderingContext2D, frame: Frame, ribbon: Ribbon, look: Theme): void {
  traceRibbon(context, frame, ribbon);
  context.globalAlpha = 0.65;
  context.fillStyle = look.series[WAY] ?? look.foreground;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = look.foreground;
  context.lineWidth = 1;
  context.stroke();
}

function paintNode(context: CanvasRenderingContext2D, frame: Frame, { column, y, height }: Node, chosen: boolean, look: Theme): void {
  const x = columnAt(frame, column);
  context.fillStyle = chosen ? (look.series[WAY] ?? look.foreground) : look.foreground;
  context.fillRect(x, TOP + y, BAR, Math.max(1, height));
  if (!chosen) return;
  context.strokeStyle = look.foreground;
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, TOP + y + 0.5, BAR - 1, Math.max(1, height) - 1);
}

function paintTitles(context: CanvasRenderingContext2D, { columnNames }: SankeyPicture, frame: Frame, look: Theme): void {
  context.font = labelFont();
  context.fillStyle = look.muted;
  context.textBaseline = 'alphabetic';
  context.textAlign = 'center';
  let end = Number.NEGATIVE_INFINITY;
  for (const [column, name] of columnNames.entries()) {
    const [x, half] = [columnAt(frame, column) + BAR / 2, context.measureText(name).width / 2];
    if (x - half < end + 6) continue;
    context.fillText(name, x, 14);
    end = x + half;
  }
}

/** Names of tokens: outside at both ends, beside the bars between, where there is room. */
function paintLabels(context: CanvasRenderingContext2D, picture: SankeyPicture, frame: Frame, look: Theme): void {
  const last = picture.columnNames.length - 1;
  context.font = labelFont();
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  const free = picture.columnNames.map(() => Number.NEGATIVE_INFINITY);
  for (const node of picture.sankey.nodes) {
    const { column, token, y, height } = node;
    const middle = TOP + y + height / 2;
    const inside = column > 0 && column < last;
    const chosen = picture.way?.tokens[column] === token;
    if (middle - LINE / 2 < (free[column] ?? 0) || (inside && !chosen && (height < LINE - 1 || frame.pitch < 56))) continue;
    free[column] = middle + LINE / 2;
    context.textAlign = column === 0 ? 'right' : 'left';
    const x = columnAt(frame, column) + (column === 0 ? -6 : BAR + 5);
    const words = inside ? fitted(context, labelOf(picture, token), frame.pitch - BAR - 10) : labelOf(picture, token);
    context.strokeStyle = look.surface;
    context.lineWidth = 3;
    if (inside) context.strokeText(words, x, middle);
    context.fillStyle = look.foreground;
    context.fillText(words, x, middle);
  }
}

function fitted(context: CanvasRenderingContext2D, words: string, width: number): string {
  for (let most = LABEL; most > 1; most--) {
    const short = shortened(words, most);
    if (context.measureText(short).width <= width) return short;
  }
  return '';
}

/** What is pointed at: a bar with all its ribbons, or one ribbon. */
export function paintMark(
  context: CanvasRenderingContext2D,
  { sankey }: SankeyPicture,
  frame: Frame,
  mark: { readonly node?: Node | undefined; readonly ribbon?: Ribbon | undefined },
): void {
  const { node, ribbon } = mark;
  const { foreground } = theme();
  const around = ribbon
    ? [ribbon]
    : sankey.ribbons.filter(one => node && ((one.layer === node.column && one.to === node.token) || (one.layer === node.column - 1 && one.from === node.token)));
  context.strokeStyle = foreground;
  context.lineWidth = 1;
  for (const one of around) {
    traceRibbon(context, frame, one);
    context.stroke();
  }
  if (!node) return;
  context.lineWidth = 2;
  context.strokeRect(columnAt(frame, node.column) - 2, TOP + node.y - 2, BAR + 4, Math.max(1, node.height) + 4);
}
