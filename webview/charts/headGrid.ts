import type { HeadAddress, SiteView } from '../../src/core/viewModels';
import { describe, element, listen } from '../dom';
import { t } from '../strings';
import { onTheme, theme } from '../theme';
import { labelled, labelStep } from './layout';
import { labelFont } from './matrixPaint';
import { coloured, sized } from './raster';

/** Thumbnails of all heads as one block of bytes: [sites][heads][side * side], each scaled to its own largest weight. */
export interface Thumbnails {
  readonly bytes: Uint8Array;
  readonly heads: number;
  readonly side: number;
}

export interface HeadGridEvents {
  /** The head under pointer or keyboard focus; undefined when none is. */
  readonly point: (head: HeadAddress | undefined) => void;
  /** A click or Enter chooses one head; Space, Ctrl and Shift add it; a click on a row's name takes the whole row. */
  readonly choose: (head: HeadAddress, how: 'one' | 'add' | 'row') => void;
  /** A key that means nothing to the grid itself; true where it meant something. */
  readonly key?: (key: string, head: HeadAddress) => boolean;
}

/** Heads that are framed as chosen together, and those that are crossed out. */
export interface HeadMarks {
  readonly framed: readonly HeadAddress[];
  readonly crossed: readonly HeadAddress[];
  /** The framed ones are chosen as the one that is opened is, not otherwise. */
  readonly alike?: boolean;
}

/** Smallest and largest side of a head's thumbnail in CSS pixels, and the space between two. */
const SMALLEST = 9;
const LARGEST = 48;
const SPACE = 3;
const TOP = 18;

const STEPS: Readonly<Record<string, readonly [number, number]>> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** All heads at once: a row for each site, a column for each head. Never an element for each head. */
export class HeadGrid {
  readonly root = element('div', { class: 'head-grid', role: 'application', tabindex: 0, 'aria-roledescription': t('grid of heads') });
  private readonly canvas = element('canvas', { role: 'img' });
  private readonly stop: (() => void)[];
  private readonly most: number;
  private thumbnails: Thumbnails | undefined;
  private marks: HeadMarks = { framed: [], crossed: [] };
  private chosen: HeadAddress;
  private focused: HeadAddress | undefined;
  private hovered: HeadAddress | undefined;
  private painted: { readonly canvas: OffscreenCanvas; readonly of: readonly unknown[] } | undefined;
  private cell = SMALLEST;
  private left = 30;

  constructor(
    private readonly sites: readonly SiteView[],
    chosen: HeadAddress,
    private readonly nameOf: (site: SiteView) => string,
    private readonly events: HeadGridEvents,
    label = t('All heads: {0} layers, {1} heads. Arrow keys move, Enter opens a head.', sites.length, Math.max(1, ...sites.map(site => site.heads))),
  ) {
    this.chosen = chosen;
    this.most = Math.max(1, ...sites.map(site => site.heads));
    describe(this.root, { 'aria-label': label });
    describe(this.canvas, { 'aria-label': label });
    this.root.append(this.canvas);
    const resized = new ResizeObserver(() => this.draw());
    resized.observe(this.root);
    this.stop = [
      () => resized.disconnect(),
      onTheme(() => this.draw()),
      listen(this.canvas, 'pointermove', event => this.point(this.under(event))),
      listen(this.canvas, 'pointerleave', () => this.point(undefined)),
      listen(this.canvas, 'click', event => this.click(event)),
      listen(this.root, 'keydown', event => this.key(event)),
      listen(this.root, 'focus', () => this.draw()),
      listen(this.root, 'blur', () => this.draw()),
    ];
  }

  /** Side in device pixels that a thumbnail can show here; what to ask the engine for. */
  get wantedSide(): number {
    this.measure();
    return Math.max(8, Math.min(64, Math.ceil(this.cell * devicePixelRatio)));
  }

  show(thumbnails: Thumbnails): void {
    this.thumbnails = thumbnails;
    this.draw();
  }

  /** Frames and crosses out heads. */
  mark(marks: HeadMarks): void {
    this.marks = marks;
    this.draw();
  }

  /** Marks the head that is opened; the keyboard's focus goes there, or stays where it is. */
  choose(head: HeadAddress, follow = true): void {
    this.chosen = head;
    if (follow) this.focused = head;
    this.draw();
  }

  dispose(): void {
    for (const end of this.stop) end();
  }

  private measure(): void {
    const width = this.root.clientWidth || 280;
    const context = this.canvas.getContext('2d');
    if (context) {
      context.font = labelFont();
      this.left = Math.ceil(Math.max(...this.sites.map(site => context.measureText(this.nameOf(site)).width), 10)) + 8;
    }
    this.cell = Math.max(SMALLEST, Math.min(LARGEST, Math.floor((width - this.left - 4) / this.most) - SPACE));
  }

  private draw(): void {
    this.measure();
    const pitch = this.cell + SPACE;
    const context = sized(this.canvas, this.left + this.most * pitch + 2, TOP + this.sites.length * pitch + 2);
    this.paintLabels(context, pitch);
    this.paintHeads(context, pitch);
    for (const head of this.marks.framed) this.outline(context, head, this.marks.alike ? theme().focus : (theme().series[1] ?? theme().foreground), 2);
    for (const head of this.marks.crossed) this.cross(context, head);
    this.outline(context, this.chosen, theme().focus, this.marks.alike ? 3.5 : 2);
    const marked = this.hovered ?? (this.root.matches(':focus') ? (this.focused ?? this.chosen) : undefined);
    if (marked) this.outline(context, marked, theme().foreground, 1.5);
  }

  private paintLabels(context: CanvasRenderingContext2D, pitch: number): void {
    context.font = labelFont();
    context.fillStyle = theme().foreground;
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    for (const row of labelled({ first: 0, count: this.sites.length }, labelStep(pitch, 12))) {
      const site = this.sites[row];
      if (site) context.fillText(this.nameOf(site), this.left - 5, TOP + row * pitch + this.cell / 2);
    }
    context.textAlign = 'center';
    for (const head of labelled({ first: 0, count: this.most }, labelStep(pitch, 28))) context.fillText(`H${head}`, this.left + head * pitch + this.cell / 2, TOP / 2);
  }

  /** All thumbnails: painted once for a size and a theme, since the frames move with the pointer. */
  private paintHeads(context: CanvasRenderingContext2D, pitch: number): void {
    const { cell, left, most, thumbnails, sites } = this;
    const { ramp, faint } = theme();
    const of = [cell, left, devicePixelRatio, thumbnails, ramp, faint];
    if (!this.painted || of.some((value, at) => value !== this.painted?.of[at])) {
      const density = devicePixelRatio;
      const canvas = new OffscreenCanvas(Math.max(1, Math.ceil((left + most * pitch) * density)), Math.max(1, Math.ceil((TOP + sites.length * pitch) * density)));
      const inner = canvas.getContext('2d');
      inner?.scale(density, density);
      if (inner) for (const [row, site] of sites.entries()) for (let head = 0; head < site.heads; head++) this.paintHead(inner, row, head);
      this.painted = { canvas, of };
    }
    const { canvas } = this.painted;
    context.drawImage(canvas, 0, 0, canvas.width / devicePixelRatio, canvas.height / devicePixelRatio);
  }

  private paintHead(context: OffscreenCanvasRenderingContext2D, row: number, head: number): void {
    const { x, y } = this.corner({ site: row, head });
    context.strokeStyle = theme().faint;
    context.lineWidth = 1;
    context.strokeRect(x - 0.5, y - 0.5, this.cell + 1, this.cell + 1);
    if (!this.thumbnails) return;
    const { bytes, heads, side } = this.thumbnails;
    const from = (row * heads + head) * side * side;
    const values = Float32Array.from(bytes.subarray(from, from + side * side));
    if (values.length < side * side) return;
    const raster = new OffscreenCanvas(side, side);
    raster.getContext('2d')?.putImageData(new ImageData(coloured({ values, rows: side, columns: side }, theme().ramp, [0, 255]), side, side), 0, 0);
    context.imageSmoothingEnabled = side > this.cell * devicePixelRatio;
    context.drawImage(raster, x, y, this.cell, this.cell);
  }

  private outline(context: CanvasRenderingContext2D, head: HeadAddress, colour: string, width: number): void {
    const row = this.sites.findIndex(site => site.index === head.site);
    if (row < 0) return;
    const { x, y } = this.corner({ site: row, head: head.head });
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.strokeRect(x - 1, y - 1, this.cell + 2, this.cell + 2);
  }

  private cross(context: CanvasRenderingContext2D, head: HeadAddress): void {
    const row = this.sites.findIndex(site => site.index === head.site);
    if (row < 0) return;
    const { x, y } = this.corner({ site: row, head: head.head });
    // Two lines, the wider in the background's colour, so that the cross stands out from any weights.
    for (const [colour, width] of [
      [theme().surface, 4],
      [theme().foreground, 1.5],
    ] as const) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      context.moveTo(x + 1, y + 1);
      context.lineTo(x + this.cell - 1, y + this.cell - 1);
      context.moveTo(x + this.cell - 1, y + 1);
      context.lineTo(x + 1, y + this.cell - 1);
      context.stroke();
    }
  }

  private corner({ site, head }: HeadAddress): { readonly x: number; readonly y: number } {
    const pitch = this.cell + SPACE;
    return { x: this.left + head * pitch, y: TOP + site * pitch };
  }

  private under({ offsetX, offsetY }: MouseEvent): HeadAddress | undefined {
    const pitch = this.cell + SPACE;
    return this.at(Math.floor((offsetY - TOP) / pitch), Math.floor((offsetX - this.left) / pitch));
  }

  private at(row: number, head: number): HeadAddress | undefined {
    const site = this.sites[row];
    return site && head >= 0 && head < site.heads ? { site: site.index, head } : undefined;
  }

  private point(head: HeadAddress | undefined): void {
    if (head?.site === this.hovered?.site && head?.head === this.hovered?.head) return;
    this.hovered = head;
    this.draw();
    this.events.point(head);
  }

  private click(event: MouseEvent): void {
    const row = this.sites[Math.floor((event.offsetY - TOP) / (this.cell + SPACE))];
    if (row && event.offsetX < this.left - 2) this.events.choose({ site: row.index, head: 0 }, 'row');
    else this.press(this.under(event), event.ctrlKey || event.metaKey || event.shiftKey ? 'add' : 'one');
  }

  private press(head: HeadAddress | undefined, how: 'one' | 'add'): void {
    if (!head) return;
    this.choose(head);
    this.events.choose(head, how);
  }

  private key(event: KeyboardEvent): void {
    const from = this.focused ?? this.chosen;
    const row = this.sites.findIndex(site => site.index === from.site);
    const step = STEPS[event.key];
    if (step) {
      const to = this.at(row + step[0], from.head + step[1]);
      if (to) this.focused = to;
      this.hovered = undefined;
      this.draw();
      this.events.point(this.focused);
    } else if (event.key === 'Enter' || event.key === ' ') this.press(from, event.key === ' ' ? 'add' : 'one');
    else if (event.ctrlKey || event.metaKey || event.altKey || !this.events.key?.(event.key, from)) return;
    event.preventDefault();
  }
}
