import { describe, element, listen } from '../dom';
import { t } from '../strings';
import { onTheme } from '../theme';
import { type Cell, cellAt, type Layout, moved, reachAt, showing, zoomed } from './layout';
import { empty, layOut, type Picture, paintMarks, paintPicture, type Shown, sizeOf } from './matrixPaint';
import { Minimap } from './minimap';
import { sized } from './raster';

export interface MatrixEvents {
  /**
   * The cell under the pointer or the keyboard's focus; undefined when neither is in the picture. `among` are all cells under the pointer where
   * several share its pixel.
   */
  readonly point: (cell: Cell | undefined, among?: Shown) => void;
  /** A click or Enter chooses one cell; Space, Ctrl and Shift add it. */
  readonly choose: (cell: Cell, how: 'one' | 'add') => void;
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
interface Size {
  readonly rows: number;
  readonly columns: number;
}

const TREMOR = 4;
const LEAST_HEIGHT = 260;
const MOST_HEIGHT = 760;

/** A matrix on two canvases: the picture, and over it what moves. Reached, read and chosen from by pointer or keyboard alone. */
export class MatrixChart {
  readonly root = element('div', { class: 'matrix', role: 'application', tabindex: 0, 'aria-roledescription': t('matrix') });
  private readonly base = element('canvas', { role: 'img' });
  private readonly over = element('canvas', { class: 'over', 'aria-hidden': 'true' });
  private readonly whole = element('button', { class: 'whole', type: 'button', hidden: true }, t('Show all'));
  /** Where the window is, for a place beside the picture. */
  readonly minimap = new Minimap((down, across) => this.goTo(down, across));
  private readonly stop: (() => void)[];
  private picture: Picture | undefined;
  private shown: Shown = { rows: { first: 0, count: 1 }, columns: { first: 0, count: 1 } };
  private layout: Layout | undefined;
  private focused: Cell | undefined;
  private hovered: Cell | undefined;
  /** Cell that is pointed at in a picture beside this one. */
  private beside: Cell | undefined;
  private rows: readonly number[] = [];
  private drawnWidth = 0;
  /** Where a window was grasped to be moved, and where it was then. */
  private dragged: { readonly x: number; readonly y: number; readonly shown: Shown; moved: boolean } | undefined;
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
      listen(this.over, 'pointermove', event => void ((event.movementX !== 0 || event.movementY !== 0) && this.hover(this.under(event), this.among(event)))),
      listen(this.over, 'pointerleave', () => this.hover(undefined)),
      listen(this.over, 'click', event => this.click(event)),
      listen(this.over, 'pointerdown', event => this.grasp(event)),
      listen(this.over, 'pointermove', event => (this.dragged ? this.drag(event) : this.pull(event, false))),
      listen(this.over, 'pointerup', event => this.pull(event, true)),
      listen(this.over, 'pointercancel', event => {
        this.dragged = undefined;
        this.pull(event, true);
      }),
      listen(this.over, 'wheel', event => this.wheel(event)),
      listen(this.root, 'keydown', event => this.key(event)),
      listen(this.root, 'focus', () => this.mark()),
      listen(this.root, 'blur', () => this.mark()),
      listen(this.whole, 'click', () => this.showAll()),
    ];
  }

  /** Shows another picture; the window and the focus stay where the size stays. */
  show(picture: Picture): void {
    const before = this.picture && sizeOf(this.picture);
    const size = sizeOf(picture);
    this.picture = picture;
    if (before?.rows !== size.rows || before?.columns !== size.columns) {
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
    this.chooseRows(row === undefined ? [] : [row]);
  }

  /** Outlines the chosen rows. */
  chooseRows(rows: readonly number[]): void {
    this.rows = rows;
    const [only] = rows;
    if (rows.length === 1 && only !== undefined && this.focused && this.focused.row !== only) this.focused = { row: only, column: this.focused.column };
    this.mark();
  }

  /** Draws again what is there, once more of it is. */
  refresh(): void {
    this.draw();
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
    this.minimap.dispose();
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
    this.whole.hidden = !this.zoomedIn;
    this.over.classList.toggle('movable', this.zoomedIn);
    this.minimap.show(picture, this.shown);
    this.mark();
  }

  private mark(): void {
    const { picture, layout } = this;
    if (!picture || !layout) return;
    const context = sized(this.over, this.drawnWidth, Math.ceil(layout.top + layout.height + 4));
    const keyed = this.root.matches(':focus') ? this.focused : undefined;
    paintMarks(context, picture, layout, { cell: this.hovered ?? keyed ?? this.beside, rows: this.rows });
  }

  private under(event: MouseEvent): Cell | undefined {
    return this.layout && cellAt(this.layout, event.offsetX, event.offsetY);
  }

  private among(event: MouseEvent): Shown | undefined {
    return this.layout && reachAt(this.layout, event.offsetX, event.offsetY);
  }

  private get zoomedIn(): boolean {
    if (!this.picture) return false;
    const { rows, columns } = sizeOf(this.picture);
    return this.shown.rows.count < rows || this.shown.columns.count < columns;
  }

  /** A click that ends a pull or a drag is none. */
  private click(event: MouseEvent): void {
    const moved = this.pulled?.moved ?? this.dragged?.moved;
    this.pulled = undefined;
    this.dragged = undefined;
    if (!moved) this.press(this.under(event), event.ctrlKey || event.metaKey || event.shiftKey ? 'add' : 'one');
  }

  private grasp(event: PointerEvent): void {
    if (!this.events.pull && event.button === 0 && this.zoomedIn) {
      this.dragged = { x: event.clientX, y: event.clientY, shown: this.shown, moved: false };
      this.over.setPointerCapture(event.pointerId);
      return;
    }
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

  private hover(cell: Cell | undefined, among?: Shown): void {
    if ((this.pulled?.moved && this.over.matches(':active')) || this.dragged?.moved) return;
    if (cell?.row === this.hovered?.row && cell?.column === this.hovered?.column) return;
    this.hovered = cell;
    this.mark();
    if (cell) this.events.point(cell, among);
    else this.events.point(this.root.matches(':focus') ? this.focused : undefined);
  }

  private press(cell: Cell | undefined, how: 'one' | 'add'): void {
    this.root.focus();
    if (!cell) return;
    this.focused = cell;
    this.mark();
    this.events.choose(cell, how);
  }

  /** Moves the window with the pointer that grasped it. */
  private drag(event: PointerEvent): void {
    const { dragged, layout } = this;
    if (!dragged || !layout || !this.over.hasPointerCapture(event.pointerId)) return;
    const [across, down] = [dragged.x - event.clientX, dragged.y - event.clientY];
    if (!dragged.moved && Math.hypot(across, down) < TREMOR) return;
    dragged.moved = true;
    this.hovered = undefined;
    this.pan(dragged.shown, (down / layout.height) * dragged.shown.rows.count, (across / layout.width) * dragged.shown.columns.count);
  }

  /** The wheel zooms with Ctrl, and moves a window; where that is at its end, or all is shown, the page scrolls. */
  private wheel(event: WheelEvent): void {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const cell = this.under(event);
      if (cell) this.zoom(event.deltaY > 0 ? 1.25 : 0.8, cell);
      this.rehover(event);
    } else if (this.layout && this.zoomedIn) {
      const [across, down] = event.shiftKey ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
      const { rows, columns } = this.shown;
      if (this.pan(this.shown, wheeled(down, rows.count, this.layout.height), wheeled(across, columns.count, this.layout.width))) {
        event.preventDefault();
        this.rehover(event);
      }
    }
  }

  /** Another cell came under a pointer that rests, or more or fewer share its pixel. */
  private rehover(event: WheelEvent): void {
    this.hovered = undefined;
    this.hover(this.under(event), this.among(event));
  }

  /** Shows the window so many cells further than another; true where that moves it. */
  private pan(from: Shown, down: number, across: number): boolean {
    if (!this.picture) return false;
    const size = sizeOf(this.picture);
    const rows = moved(from.rows, Math.round(down), size.rows);
    const columns = moved(from.columns, Math.round(across), size.columns);
    if (rows.first === this.shown.rows.first && columns.first === this.shown.columns.first) return false;
    this.shown = { rows, columns };
    this.draw();
    return true;
  }

  private goTo(down: number, across: number): void {
    if (!this.picture) return;
    const size = sizeOf(this.picture);
    const { rows, columns } = this.shown;
    this.pan(this.shown, down * size.rows - rows.count / 2 - rows.first, across * size.columns - columns.count / 2 - columns.first);
  }

  private key(event: KeyboardEvent): void {
    const { picture } = this;
    if (!picture || event.altKey || event.target !== this.root) return;
    const at = this.focused ?? { row: this.rows[0] ?? this.shown.rows.first, column: this.shown.columns.first };
    const to = this.moved(event, at, sizeOf(picture));
    if (to) this.move(to, sizeOf(picture));
    else if (event.key === 'Enter' || event.key === ' ') this.press(at, event.key === ' ' ? 'add' : 'one');
    else if (event.key === '+' || event.key === '=') this.zoom(0.8, at);
    else if (event.key === '-') this.zoom(1.25, at);
    else if (event.key === '0' || (event.key === 'Escape' && !this.whole.hidden)) this.showAll();
    else return;
    event.preventDefault();
  }

  private moved(event: KeyboardEvent, at: Cell, size: Size): Cell | undefined {
    const far = event.ctrlKey || event.metaKey;
    if (event.key === 'Home') return { row: far ? 0 : at.row, column: 0 };
    if (event.key === 'End') return { row: far ? size.rows - 1 : at.row, column: size.columns - 1 };
    const step = STEPS[event.key];
    if (!step || far) return undefined;
    // The first arrow shows where the focus stands before any moves it.
    const [down, across] = this.focused ? step : [0, 0];
    return { row: clamp(at.row + down, size.rows), column: clamp(at.column + across, size.columns) };
  }

  private move(cell: Cell, size: Size): void {
    this.focused = cell;
    this.hovered = undefined;
    const rows = showing(this.shown.rows, cell.row, size.rows);
    const columns = showing(this.shown.columns, cell.column, size.columns);
    const scrolled = rows.first !== this.shown.rows.first || columns.first !== this.shown.columns.first;
    this.shown = { rows, columns };
    if (scrolled) this.draw();
    else this.mark();
    this.events.point(cell);
  }

  private zoom(factor: number, centre: Cell): void {
    if (!this.picture) return;
    const { rows, columns } = sizeOf(this.picture);
    this.shown = { rows: zoomed(this.shown.rows, factor, centre.row, rows), columns: zoomed(this.shown.columns, factor, centre.column, columns) };
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

/** Cells that a turn of the wheel moves: as far as the page would scroll, at least one. */
const wheeled = (turn: number, cells: number, pixels: number): number => Math.sign(turn) * Math.max(turn === 0 ? 0 : 1, Math.abs((turn / pixels) * cells));

const allOf = (picture: Picture): Shown => {
  const { rows, columns } = sizeOf(picture);
  return { rows: { first: 0, count: rows }, columns: { first: 0, count: columns } };
};
