import { type Affine, compose, growth, IDENTITY, PathData, short } from './path';

/** What pictures are made of that are not lines and text, as a canvas takes them. */
export type Bitmap = HTMLCanvasElement | OffscreenCanvas | ImageBitmap;

export interface SvgTools {
  /** A bitmap as a data address; canvases of a worker's kind have no such method of their own. */
  readonly encode: (bitmap: Bitmap) => string;
  /** Width of a text in CSS pixels. */
  readonly measure: (text: string, font: string) => TextMetrics;
}

/** A pattern that was made for this drawing. */
class Pattern {
  constructor(readonly id: string) {}
}

interface Style {
  transform: Affine;
  fillStyle: unknown;
  strokeStyle: unknown;
  lineWidth: number;
  lineCap: string;
  lineJoin: string;
  lineDashOffset: number;
  dash: readonly number[];
  globalAlpha: number;
  font: string;
  textAlign: string;
  textBaseline: string;
  imageSmoothingEnabled: boolean;
  clip: string;
}

const FRESH: Style = {
  transform: IDENTITY,
  fillStyle: '#000',
  strokeStyle: '#000',
  lineWidth: 1,
  lineCap: 'butt',
  lineJoin: 'miter',
  lineDashOffset: 0,
  dash: [],
  globalAlpha: 1,
  font: '10px sans-serif',
  textAlign: 'start',
  textBaseline: 'alphabetic',
  imageSmoothingEnabled: true,
  clip: '',
};

const ANCHORS: Readonly<Record<string, string>> = { center: 'middle', right: 'end', end: 'end' };
/** How far below its own baseline a text stands that is aligned otherwise, in parts of its size: few programs read `dominant-baseline`. */
const DROPS: Readonly<Record<string, number>> = { middle: 0.35, top: 0.8, hanging: 0.8, bottom: -0.2, ideographic: -0.2 };

export const escaped = (text: string): string =>
  // Characters that XML cannot hold at all are left out.
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

let drawings = 0;

/**
 * The part of a 2d canvas that our charts and Chart.js paint with, written down as SVG: so a drawing is the picture that is on the screen, made by the
 * same code. Libraries that do this set `style` attributes, which the panel's content security policy forbids.
 */
export class SvgContext {
  private readonly parts: string[] = [];
  private readonly definitions: string[] = [];
  private readonly name = `d${++drawings}`;
  private readonly saved: Style[] = [];
  private style: Style = { ...FRESH };
  private path = new PathData();
  private made = 0;

  constructor(
    /** Stands for the canvas where a painter asks its context for it. */
    readonly canvas: { readonly width: number; readonly height: number },
    private readonly tools: SvgTools,
  ) {}

  /** The drawing's elements and what they refer to, to be put into a document or a group of one. */
  get content(): string {
    const definitions = this.definitions.length > 0 ? `<defs>${this.definitions.join('')}</defs>` : '';
    return definitions + this.parts.join('');
  }

  save(): void {
    this.saved.push({ ...this.style });
  }

  restore(): void {
    this.style = this.saved.pop() ?? this.style;
  }

  translate(x: number, y: number): void {
    this.transform(1, 0, 0, 1, x, y);
  }

  scale(x: number, y: number): void {
    this.transform(x, 0, 0, y, 0, 0);
  }

  rotate(angle: number): void {
    this.transform(Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0);
  }

  transform(...map: Affine): void {
    this.style.transform = compose(this.style.transform, map);
  }

  setTransform(...map: Affine | []): void {
    this.style.transform = map.length === 6 ? map : IDENTITY;
  }

  resetTransform(): void {
    this.style.transform = IDENTITY;
  }

  beginPath(): void {
    this.path = new PathData();
  }

  closePath(): void {
    this.path.close();
  }

  moveTo(x: number, y: number): void {
    this.path.move(this.style.transform, x, y);
  }

  lineTo(x: number, y: number): void {
    this.path.line(this.style.transform, x, y);
  }

  quadraticCurveTo(...points: [number, number, number, number]): void {
    this.path.quadratic(this.style.transform, ...points);
  }

  bezierCurveTo(...points: [number, number, number, number, number, number]): void {
    this.path.cubic(this.style.transform, ...points);
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.path.rectangle(this.style.transform, x, y, width, height);
  }

  /** Corners are drawn sharp where radii differ; ours never do. */
  roundRect(x: number, y: number, width: number, height: number): void {
    this.rect(x, y, width, height);
  }

  arc(x: number, y: number, radius: number, from: number, to: number, backwards = false): void {
    this.path.arc(this.style.transform, x, y, radius, radius, from, to, backwards);
  }

  ellipse(x: number, y: number, across: number, down: number, _turned: number, from: number, to: number, backwards = false): void {
    this.path.arc(this.style.transform, x, y, across, down, from, to, backwards);
  }

  fill(): void {
    this.add(`<path d="${this.path.data}" ${this.paint('fill')}/>`);
  }

  stroke(): void {
    this.add(`<path d="${this.path.data}" fill="none" ${this.paint('stroke')}/>`);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.apart(() => {
      this.rect(x, y, width, height);
      this.fill();
    });
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.apart(() => {
      this.rect(x, y, width, height);
      this.stroke();
    });
  }

  /** A drawing begins empty and nothing is drawn twice. */
  clearRect(): void {}

  /** Everything drawn until the next `restore` stays within the path. */
  clip(): void {
    const id = this.define(name => `<clipPath id="${name}"${this.clipped()}><path d="${this.path.data}"/></clipPath>`);
    this.style.clip = id;
  }

  fillText(text: string, x: number, y: number): void {
    this.text(text, x, y, this.paint('fill'));
  }

  strokeText(text: string, x: number, y: number): void {
    this.text(text, x, y, `fill="none" ${this.paint('stroke')}`);
  }

  measureText(text: string): TextMetrics {
    return this.tools.measure(text, this.style.font);
  }

  setLineDash(dash: readonly number[]): void {
    this.style.dash = [...dash];
  }

  getLineDash(): readonly number[] {
    return this.style.dash;
  }

  /** The whole of a bitmap at a place, in a size. */
  drawImage(bitmap: Bitmap, x: number, y: number, width: number = bitmap.width, height: number = bitmap.height): void {
    const rendering = this.style.imageSmoothingEnabled ? '' : ' image-rendering="pixelated"';
    const place = `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" preserveAspectRatio="none"`;
    this.add(`<image ${place}${rendering}${this.mapping()}${this.see()} href="${this.tools.encode(bitmap)}"/>`);
  }

  createPattern(bitmap: Bitmap): Pattern {
    const { width, height } = bitmap;
    const size = `width="${width}" height="${height}"`;
    return new Pattern(this.define(id => `<pattern id="${id}" patternUnits="userSpaceOnUse" ${size}><image ${size} href="${this.tools.encode(bitmap)}"/></pattern>`));
  }

  /** Puts another drawing at a place of this one. */
  place(drawing: SvgContext, x: number, y: number): void {
    const [, , , , left, top] = compose(this.style.transform, [1, 0, 0, 1, x, y]);
    this.add(`<g transform="translate(${short(left)} ${short(top)})">${drawing.content}</g>`);
  }

  private apart(draw: () => void): void {
    const { path } = this;
    this.path = new PathData();
    draw();
    this.path = path;
  }

  private text(text: string, x: number, y: number, paint: string): void {
    const { font, textAlign, textBaseline, transform } = this.style;
    const { size, family, weight, slant } = readFont(font);
    const anchor = ANCHORS[textAlign];
    const place = `x="${short(x)}" y="${short(y + (DROPS[textBaseline] ?? 0) * size)}"${anchor ? ` text-anchor="${anchor}"` : ''}${transform === IDENTITY ? '' : this.mapping()}`;
    const look = `font-family="${escaped(family)}" font-size="${short(size)}"${weight ? ` font-weight="${weight}"` : ''}${slant ? ' font-style="italic"' : ''}`;
    this.add(`<text ${place} ${look} xml:space="preserve" ${paint}>${escaped(text)}</text>`);
  }

  private add(part: string): void {
    this.parts.push(this.style.clip ? `<g clip-path="url(#${this.style.clip})">${part}</g>` : part);
  }

  private clipped(): string {
    return this.style.clip ? ` clip-path="url(#${this.style.clip})"` : '';
  }

  private define(make: (id: string) => string): string {
    const id = `${this.name}-${++this.made}`;
    this.definitions.push(make(id));
    return id;
  }

  private mapping(): string {
    return this.style.transform.every((value, index) => value === IDENTITY[index])
      ? ''
      : ` transform="matrix(${this.style.transform.map(value => String(Math.round(value * 1e5) / 1e5)).join(' ')})"`;
  }

  private see(): string {
    return this.style.globalAlpha < 1 ? ` opacity="${short(this.style.globalAlpha)}"` : '';
  }

  private paint(kind: 'fill' | 'stroke'): string {
    const { fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, lineDashOffset, dash, transform } = this.style;
    const style = kind === 'fill' ? fillStyle : strokeStyle;
    const paint = `${kind}="${style instanceof Pattern ? `url(#${style.id})` : escaped(String(style))}"${this.see()}`;
    if (kind === 'fill') return paint;
    const wide = growth(transform);
    const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.map(value => short(value * wide)).join(' ')}" stroke-dashoffset="${short(lineDashOffset * wide)}"` : '';
    return `${paint} stroke-width="${short(lineWidth * wide)}"${lineCap === 'butt' ? '' : ` stroke-linecap="${lineCap}"`}${lineJoin === 'miter' ? '' : ` stroke-linejoin="${lineJoin}"`}${dashes}`;
  }
}

/** What a painter sets is set in the style, which `save` and `restore` keep. */
for (const name of Object.keys(FRESH) as (keyof Style)[]) {
  if (name === 'transform' || name === 'clip' || name === 'dash') continue;
  Object.defineProperty(SvgContext.prototype, name, {
    get(this: { style: Style }) {
      return this.style[name];
    },
    set(this: { style: Record<string, unknown> }, value: unknown) {
      this.style[name] = value;
    },
  });
}

/** A canvas' font: size in CSS pixels, family, weight and slant. */
export function readFont(font: string): { readonly size: number; readonly family: string; readonly weight: string; readonly slant: boolean } {
  const [, before = '', size = '10', family = 'sans-serif'] = /^(.*?)([\d.]+)px(?:\/\S+)?\s+(.*)$/.exec(font) ?? [];
  const weight = /\b(bold|[1-9]00)\b/.exec(before)?.[1] ?? '';
  return { size: Number(size), family, weight: weight === '400' ? '' : weight, slant: /italic|oblique/.test(before) };
}
