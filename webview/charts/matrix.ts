import { describe, element, listen } from '../dom';
import { t } from '../strings';
import { onTheme } from '../theme';
import { type Cell, cellAt, type Layout, showing, zoomed } from './layout';
import { empty, layOut, type Picture, paintMarks, paintPicture, type Shown } from './matrixPaint';
import { sized } from './raster';

export interface MatrixEvents {
  /** The cell under the pointer or the keyboard's focus; undefined when neither is in the picture. */
  readonly point: (cell: Cell | undefined) => void;
  /** A click or Enter. */
  readonly choose: (cell: Cell) => void;
  /** A cell is pulled up or down: how far up in CSS pixels, and whether it was let go. Absent where cells cannot be pulled. */
  readonly pull?: (cell: Cell, up: number, done: boolean) => void;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};
const TREMOR = 4;
const LEAST_HEIGHT = 260;
const MOST_HEIGHT = 760;

/** A matrix on two canvases: the picture, and over it what moves. Reached, read and chosen from by pointer or keyboard alone. */
export class MatrixChart {
  readonly root = element('div', { class: 'matrix', role: 'application', tabindex: 0, 'aria-roledescription': t('matrix') });
  private readonly base = element('canvas', { role: 'img' });
  private readonly over = element('canvas', { class: 'over', 'aria-hidden': 'true' });
  private readonly whole = element('button', { class: 'whole', type: 'button', hidden: true }, t('Show all'));
  private readonly stop: (() => void)[];
  private picture: Picture | undefined;
  private shown: Shown = { rows: { first: 0, count: 1 }, columns: { first: 0, count: 1 } };
  private layout: Layout | undefined;
  private focused: Cell | undefined;
  private hovered: Cell | undefined;
  /** Cell that is pointed at in a picture beside this one. */
  private beside: Cell | undefined;
  private row: number | undefined;
  private drawnWidth = 0;
  private pulled: { readonly cell: Cell; readonly from: number; moved: boolean } | undefined;

  constructor(private readonly events: MatrixEvents) {
    this.root.append(this.base, this.over, this.whole);
    const resized = new ResizeObserver(() => {
      if (Math.abs(this.root.clientWidth - this.drawnWidth) > 1) this.draw();
    });
    resized.observe(this.root);
    this.stop = [
      () => resized.disconnect(),
      onTheme(() => this.draw()),
      // What scrolls under a pointer that rests is not pointed at: the keyboard may have scrolled it.
      listen(this.over, 'pointermove', event => void ((event.movementX !== 0 || event.movementY !== 0) && this.hover(this.under(event)))),
      listen(this.over, 'pointerleave', () => this.hover(undefined)),
      listen(this.over, 'click', event => this.click(event)),
      listen(this.over, 'pointerdown', event => this.grasp(event)),
      listen(this.over, 'pointermove', event => this.pull(event, false)),
      listen(this.over, 'pointerup', event => this.pull(event, true)),
      listen(this.over, 'pointercancel', event => this.pull(event, true)),
      listen(this.over, 'wheel', event => this.wheel(event)),
      listen(this.root, 'keydown', event => this.key(event)),
      listen(this.root, 'focus', () => this.mark()),
      listen(this.root, 'blur', () => this.mark()),
      listen(this.whole, 'click', () => this.showAll()),
    ];
  }

  /** Shows another picture; the window and the focus stay where the size stays. */
  show(picture: Picture): void {
    const before = this.picture?.matrix;
    this.picture = picture;
    if (before?.rows !== picture.matrix.rows || before?.columns !== picture.matrix.columns) {
      this.shown = allOf(picture);
      this.focused = undefined;
    }
    if (!this.pulled) this.hovered = undefined;
    describe(this.root, { 'aria-label': picture.label });
    describe(this.base, { 'aria-label': picture.label });
    this.draw();
  }

  /** Outlines the chosen row, undefined for none. */
  chooseRow(row: number | undefined): void {
    this.row = row;
    if (row !== undefined && this.focused && this.focused.row !== row) this.focused = { row, column: this.focused.column };
    this.mark();
  }

  /** Moves the keyboard's cell without choosing it. */
  focusCell(cell: Cell): void {
    this.focused = cell;
    this.mark();
  }

  /** Marks the cell that is pointed at in a picture beside this one. */
  pointAt(cell: Cell | undefined): void {
    this.beside = cell;
    this.mark();
  }

  dispose(): void {
    for (const end of this.stop) end();
  }

  private draw(): void {
    const { picture } = this;
    const width = this.root.clientWidth;
    if (!picture || width === 0) return;
    this.drawnWidth = width;
    const probe = this.base.getContext('2d');
    if (!probe) return;
    const height = Math.max(LEAST_HEIGHT, Math.min(MOST_HEIGHT, innerHeight - 260));
    const layout = layOut(probe, picture, this.shown, width, height);
    this.layout = layout;
    const tall = Math.ceil(layout.top + layout.height + 4);
    paintPicture(sized(this.base, width, tall), picture, layout);
    const all = allOf(picture);
    this.whole.hidden = this.shown.rows.count === all.rows.count && this.shown.columns.count === all.columns.count;
    this.mark();
  }

  private mark(): void {
    const { picture, layout } = this;
    if (!picture || !layout) return;
    const context = sized(this.over, this.drawnWidth, Math.ceil(layout.top + layout.height + 4));
    const keyed = this.root.matches(':focus') ? this.focused : undefined;
    paintMarks(context, picture, layout, { cell: this.hovered ?? keyed ?? this.beside, row: this.row });
  }

  private under(event: MouseEvent): Cell | undefined {
    return this.layout && cellAt(this.layout, event.offsetX, event.offsetY);
  }

  /** A click that ends a pull is none. */
  private click(event: MouseEvent): void {
    const moved = this.pulled?.moved;
    this.pulled = undefined;
    if (!moved) this.press(this.under(event));
  }

  private grasp(event: PointerEvent): void {
    const cell = this.events.pull && event.button === 0 ? this.under(event) : undefined;
    if (!cell || !this.picture || empty(this.picture, cell)) return;
    this.pulled = { cell, from: event.clientY, moved: false };
    this.over.setPointerCapture(event.pointerId);
  }

  private pull(event: PointerEvent, done: boolean): void {
    const { pulled } = this;
    if (!pulled || !this.over.hasPointerCapture(event.pointerId)) return;
    const up = pulled.from - event.clientY;
    // A hand that clicks trembles.
    if (!pulled.moved && Math.abs(up) < TREMOR) return;
    pulled.moved = true;
    this.events.pull?.(pulled.cell, up, done);
  }

  private hover(cell: Cell | undefined): void {
    if (this.pulled?.moved && this.over.matches(':active')) return;
    if (cell?.row === this.hovered?.row && cell?.column === this.hovered?.column) return;
    this.hovered = cell;
    this.mark();
    this.events.point(cell ?? (this.root.matches(':focus') ? this.focused : undefined));
  }

  private press(cell: Cell | undefined): void {
    this.root.focus();
    if (!cell) return;
    this.focused = cell;
    this.mark();
    this.events.choose(cell);
  }

  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const cell = this.under(event);
    if (cell) this.zoom(event.deltaY > 0 ? 1.25 : 0.8, cell);
  }

  private key(event: KeyboardEvent): void {
    const { picture } = this;
    if (!picture || event.altKey || event.target !== this.root) return;
    const at = this.focused ?? { row: this.row ?? this.shown.rows.first, column: this.shown.columns.first };
    const moved = this.moved(event, at, picture);
    if (moved) this.move(moved, picture);
    else if (event.key === 'Enter' || event.key === ' ') this.press(at);
    else if (event.key === '+' || event.key === '=') this.zoom(0.8, at);
    else if (event.key === '-') this.zoom(1.25, at);
    else if (event.key === '0' || (event.key === 'Escape' && !this.whole.hidden)) this.showAll();
    else return;
    event.preventDefault();
  }

  private moved(event: KeyboardEvent, at: Cell, { matrix }: Picture): Cell | undefined {
    const far = event.ctrlKey || event.metaKey;
    if (event.key === 'Home') return { row: far ? 0 : at.row, column: 0 };
    if (event.key === 'End') return { row: far ? matrix.rows - 1 : at.row, column: matrix.columns - 1 };
    const step = STEPS[event.key];
    if (!step || far) return undefined;
    // The first arrow shows where the focus stands before any moves it.
    const [down, across] = this.focused ? step : [0, 0];
    return { row: clamp(at.row + down, matrix.rows), column: clamp(at.column + across, matrix.columns) };
  }

  private move(cell: Cell, { matrix }: Picture): void {
    this.focused = cell;
    this.hovered = undefined;
    const rows = showing(this.shown.rows, cell.row, matrix.rows);
    const columns = showing(this.shown.columns, cell.column, matrix.columns);
    const scrolled = rows.first !== this.shown.rows.first || columns.first !== this.shown.columns.first;
    this.shown = { rows, columns };
    if (scrolled) this.draw();
    else this.mark();
    this.events.point(cell);
  }

  private zoom(factor: number, centre: Cell): void {
    const { picture } = this;
    if (!picture) return;
    this.shown = {
      rows: zoomed(this.shown.rows, factor, centre.row, picture.matrix.rows),
      columns: zoomed(this.shown.columns, factor, centre.column, picture.matrix.columns),
    };
    this.draw();
  }

  private showAll(): void {
    if (!this.picture) return;
    this.shown = allOf(this.picture);
    this.draw();
    this.root.focus();
  }
}

const clamp = (index: number, count: number): number => Math.max(0, Math.min(count - 1, index));

const allOf = ({ matrix }: Picture): Shown => ({ rows: { first: 0, count: matrix.rows }, columns: { first: 0, count: matrix.columns } });
