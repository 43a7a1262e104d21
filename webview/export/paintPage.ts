/** What a page is painted with: a canvas' own context, or one that writes SVG down. */
export type Painter = CanvasRenderingContext2D;

/** Paints what stands in a canvas element; false where it is to be copied as it is. */
export type PaintCanvas = (canvas: HTMLCanvasElement, x: number, y: number) => boolean;

/** What is there to be pressed, and says nothing in a picture. */
const LEFT_OUT =
  'button, input, select, textarea, vscode-button, vscode-dropdown, vscode-checkbox, vscode-text-field, vscode-text-area, .control, .unseen, .what, .experiments, .series:not(:has(canvas)), details:not([open]), [data-not-exported]';

/**
 * Paints a part of the page as it stands on the screen: backgrounds, borders, text at its place and canvases. Not a browser's engine: what our own pages are
 * made of, and no more. What is hidden, scrolled away within a box, or only there to be pressed is left out.
 */
export function paintPage(root: HTMLElement, painter: Painter, paintCanvas: PaintCanvas): void {
  const { left, top } = root.getBoundingClientRect();
  painter.save();
  painter.translate(-left, -top);
  paintElement(root, painter, paintCanvas);
  painter.restore();
}

function paintElement(target: Element, painter: Painter, paintCanvas: PaintCanvas): void {
  if (target.matches(LEFT_OUT)) return;
  const style = getComputedStyle(target);
  const box = target.getBoundingClientRect();
  const none = style.display === 'none' || style.visibility === 'hidden' || Number(style.opacity) === 0;
  if (none || (style.display !== 'contents' && (box.width < 1 || box.height < 1))) return;
  if (target instanceof HTMLCanvasElement) {
    if (!paintCanvas(target, box.left, box.top)) painter.drawImage(target, box.left, box.top, box.width, box.height);
    return;
  }
  painter.save();
  paintBox(style, box, painter);
  if (style.overflowX !== 'visible' || style.overflowY !== 'visible') {
    painter.beginPath();
    painter.rect(box.left, box.top, box.width, box.height);
    painter.clip();
  }
  for (const child of target.childNodes) {
    if (child instanceof Text) paintText(child, style, painter);
    else if (child instanceof Element) paintElement(child, painter, paintCanvas);
  }
  painter.restore();
}

const CLEAR = /^(?:transparent|rgba\(\d+, \d+, \d+, 0\))$/;

function paintBox(style: CSSStyleDeclaration, { left, top, width, height }: DOMRect, painter: Painter): void {
  if (!CLEAR.test(style.backgroundColor)) {
    painter.fillStyle = style.backgroundColor;
    painter.fillRect(left, top, width, height);
  }
  const sides = [
    [style.borderTopWidth, style.borderTopStyle, style.borderTopColor, left, top, left + width, top, 0, 0.5],
    [style.borderBottomWidth, style.borderBottomStyle, style.borderBottomColor, left, top + height, left + width, top + height, 0, -0.5],
    [style.borderLeftWidth, style.borderLeftStyle, style.borderLeftColor, left, top, left, top + height, 0.5, 0],
    [style.borderRightWidth, style.borderRightStyle, style.borderRightColor, left + width, top, left + width, top + height, -0.5, 0],
  ] as const;
  for (const [wide, kind, colour, fromX, fromY, toX, toY, inX, inY] of sides) {
    const line = Number.parseFloat(wide);
    if (!(line > 0) || kind === 'none' || kind === 'hidden' || CLEAR.test(colour)) continue;
    painter.strokeStyle = colour;
    painter.lineWidth = line;
    painter.beginPath();
    painter.moveTo(fromX + inX * line, fromY + inY * line);
    painter.lineTo(toX + inX * line, toY + inY * line);
    painter.stroke();
  }
}

/** Writes a text line by line where the page has broken it, each piece at its own place. */
function paintText(text: Text, style: CSSStyleDeclaration, painter: Painter): void {
  if (!/\S/.test(text.data)) return;
  painter.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  painter.fillStyle = style.color;
  painter.textAlign = 'left';
  painter.textBaseline = 'middle';
  for (const { words, left, middle, right } of linesOf(text)) {
    const shown = changed(words, style.textTransform);
    painter.fillText(shown, left, middle);
    if (!style.textDecorationLine.includes('underline')) continue;
    painter.fillRect(left, middle + Number.parseFloat(style.fontSize) / 2 + 1, right - left, 1);
  }
}

const changed = (words: string, transform: string): string => (transform === 'uppercase' ? words.toUpperCase() : words);

interface Piece {
  words: string;
  readonly left: number;
  right: number;
  readonly middle: number;
}

/** The words of a text by the lines that they stand on. */
function linesOf(text: Text): readonly Piece[] {
  const range = document.createRange();
  const lines: Piece[] = [];
  for (const match of text.data.matchAll(/\s*\S+|\s+$/g)) {
    range.setStart(text, match.index);
    range.setEnd(text, match.index + match[0].length);
    const boxes = range.getClientRects();
    const box = boxes[boxes.length - 1];
    if (!box || box.width === 0) continue;
    const middle = box.top + box.height / 2;
    const words = match[0].replace(/\s+/g, ' ');
    const line = lines.at(-1);
    if (line && Math.abs(line.middle - middle) < 2) {
      line.words += words;
      line.right = box.right;
    } else lines.push({ words: words.trimStart(), left: box.left, right: box.right, middle });
  }
  return lines;
}
