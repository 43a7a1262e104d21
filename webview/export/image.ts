import { record } from '../charts/recorder';
import { redraw, theme } from '../theme';
import { type PaintCanvas, type Painter, paintPage } from './paintPage';
import { type Bitmap, escaped, SvgContext, type SvgTools } from './svgContext';

/** A picture is for papers and slides: two pixels to each of the screen's, where the screen has only one. */
const DENSITY = 2;
/** Space around the picture in CSS pixels. */
const MARGIN = 12;
/** Height of a line of the caption, and space between parts. */
const LINE = 20;
const GAP = 8;
/** What a browser still makes a canvas of. */
const MOST_PIXELS = 120e6;

/** What is exported: parts of the page one below the other, under a caption. */
export interface Sheet {
  /** The first line says what the picture is of. */
  readonly caption: readonly string[];
  readonly parts: readonly HTMLElement[];
}

/** A sheet as a PNG file. */
export async function pngOf(sheet: Sheet): Promise<Blob> {
  const { width, height } = sizeOf(sheet);
  const density = Math.min(Math.max(DENSITY, devicePixelRatio), Math.sqrt(MOST_PIXELS / (width * height)));
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * density);
  canvas.height = Math.ceil(height * density);
  const painter = canvas.getContext('2d');
  if (!painter) throw new Error('this browser gives no 2d canvas');
  painter.scale(density, density);
  painter.fillStyle = theme().surface;
  painter.fillRect(0, 0, width, height);
  paintSheet(sheet, painter, () => false);
  return new Promise((resolve, reject) => canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('the picture is too large'))), 'image/png'));
}

/** A sheet as an SVG document: lines stay lines and text stays text; the cells of a matrix are one image in it, a pixel each. */
export function svgOf(sheet: Sheet): string {
  const drawings = new Map<HTMLCanvasElement, SvgContext>();
  const tools = svgTools();
  try {
    record((canvas, width, height) => {
      const made = new SvgContext({ width, height }, tools);
      drawings.set(canvas, made);
      return made as unknown as Painter;
    }, redraw);
    const { width, height } = sizeOf(sheet);
    const page = new SvgContext({ width, height }, tools);
    paintSheet(sheet, page as unknown as Painter, (canvas, x, y) => {
      const drawn = drawings.get(canvas);
      if (drawn) page.place(drawn, x, y);
      return drawn !== undefined;
    });
    const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
    return `${open}<title>${escaped(sheet.caption.join('. '))}</title><rect width="100%" height="100%" fill="${escaped(theme().surface)}"/>${page.content}</svg>\n`;
  } finally {
    // What was made anew for the drawing is painted on the screen again.
    redraw();
  }
}

const shownOf = ({ parts }: Sheet): readonly HTMLElement[] => parts.filter(part => part.getBoundingClientRect().height >= 1);

function sizeOf(sheet: Sheet): { readonly width: number; readonly height: number } {
  const boxes = shownOf(sheet).map(part => part.getBoundingClientRect());
  const width = Math.max(200, ...boxes.map(box => box.width));
  const height = boxes.reduce((sum, box) => sum + box.height + GAP, sheet.caption.length * LINE);
  return { width: Math.ceil(width + 2 * MARGIN), height: Math.ceil(height + 2 * MARGIN) };
}

function paintSheet(sheet: Sheet, painter: Painter, paintCanvas: PaintCanvas): void {
  painter.translate(MARGIN, MARGIN);
  painter.textAlign = 'left';
  painter.textBaseline = 'middle';
  for (const [index, line] of sheet.caption.entries()) {
    painter.font = `${index === 0 ? 600 : 400} ${index === 0 ? 13 : 11}px ${theme().font}`;
    painter.fillStyle = index === 0 ? theme().foreground : theme().muted;
    painter.fillText(line, 0, LINE / 2);
    painter.translate(0, LINE);
  }
  for (const part of shownOf(sheet)) {
    paintPage(part, painter, paintCanvas);
    painter.translate(0, part.getBoundingClientRect().height + GAP);
  }
}

function svgTools(): SvgTools {
  const probe = document.createElement('canvas').getContext('2d');
  if (!probe) throw new Error('this browser gives no 2d canvas');
  return {
    encode: bitmap => asCanvas(bitmap).toDataURL('image/png'),
    measure: (text, font) => {
      probe.font = font;
      return probe.measureText(text);
    },
  };
}

function asCanvas(bitmap: Bitmap): HTMLCanvasElement {
  if (bitmap instanceof HTMLCanvasElement) return bitmap;
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  return canvas;
}
