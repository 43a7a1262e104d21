import { describe, element, listen } from '../dom';
import { type RowSpan, rowsInSight, scrolledTo } from '../rowOrder';

export interface RowColumn<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Node | string;
  readonly numeric?: boolean;
}

export interface RowsSource<Row> {
  /** Rows from `from` on; may be fewer where the list ends. */
  readonly page: (from: number, count: number) => Promise<readonly Row[] | undefined>;
  readonly choose: (row: Row, index: number) => void;
  readonly scrolled: (top: number) => void;
}

/** Height of a row in CSS pixels, and of one in which the first cell stands above the others; the style sheet knows them as well. */
const ROW = 24;
const TALL_ROW = 42;
/** A narrower list has no room for all cells side by side. */
const NARROW = 560;
const SPARE = 8;
const PAGE = 100;
/** Browsers draw no element higher than some 33 million pixels. */
const MOST_ROWS = 1_000_000;

/**
 * A list that is asked for page by page: only rows in sight are elements, however many there are. One stop for Tab; arrows move and Enter chooses.
 */
export class Rows<Row> {
  readonly root = element('div', { class: 'rows', role: 'grid', tabindex: 0 });
  private readonly body = element('div', { class: 'rows-body', role: 'rowgroup' });
  private readonly head: HTMLElement;
  private pages = new Map<number, readonly Row[] | 'asked'>();
  private total = 0;
  private at = 0;
  private chosen = -1;
  private drawn: RowSpan = { first: 0, count: 0 };
  private generation = 0;
  private height = ROW;

  constructor(
    label: string,
    private readonly columns: readonly RowColumn<Row>[],
    private readonly source: RowsSource<Row>,
  ) {
    const names = columns.map(({ title, numeric }) => element('span', { role: 'columnheader', class: numeric ? 'numeric' : undefined }, title));
    this.head = element('div', { role: 'rowgroup', class: 'rows-head' }, element('div', { role: 'row', class: 'line', 'aria-rowindex': 1 }, ...names));
    describe(this.root, { 'aria-label': label, 'aria-colcount': columns.length });
    this.root.append(this.head, this.body);
    listen(this.root, 'scroll', () => this.scrolled());
    listen(this.root, 'keydown', event => this.key(event));
    listen(this.body, 'click', event => this.click(event));
    new ResizeObserver(() => this.resized()).observe(this.root);
  }

  /** Shows another list of so many rows, of which some may be known already; scrolled to the row `top`. */
  show(total: number, first: readonly Row[], top: number): void {
    this.generation++;
    this.pages = new Map(first.length > 0 ? [[0, first.slice(0, PAGE)]] : []);
    this.total = Math.min(total, MOST_ROWS);
    this.at = Math.min(this.at, Math.max(0, this.total - 1));
    this.chosen = -1;
    this.body.style.height = `${this.total * this.height}px`;
    describe(this.root, { 'aria-rowcount': total + 1 });
    this.root.scrollTop = Math.min(top, Math.max(0, this.total - 1)) * this.height;
    this.draw();
  }

  /** Marks the row that is chosen, -1 for none. */
  mark(index: number): void {
    this.chosen = index;
    if (index >= 0) this.at = index;
    this.draw();
  }

  /** Puts the keyboard into the list. */
  focus(): void {
    this.root.focus({ preventScroll: true });
  }

  /** Keeps the first row in sight where the width changes the rows' height. */
  private resized(): void {
    const tall = this.root.clientWidth > 0 && this.root.clientWidth < NARROW;
    const height = tall ? TALL_ROW : ROW;
    if (height !== this.height) {
      const top = this.root.scrollTop / this.height;
      this.height = height;
      this.root.classList.toggle('tall', tall);
      this.body.style.height = `${this.total * height}px`;
      this.root.scrollTop = top * height;
    }
    this.draw();
  }

  private row(index: number): Row | undefined {
    const page = this.pages.get(Math.floor(index / PAGE));
    return page === undefined || page === 'asked' ? undefined : page[index % PAGE];
  }

  private draw(): void {
    const span = rowsInSight(this.root.scrollTop, this.root.clientHeight || 400, this.height, this.total, SPARE);
    this.drawn = span;
    this.ask(span);
    const lines = Array.from({ length: span.count }, (_, offset) => this.line(span.first + offset));
    this.body.replaceChildren(...lines);
    const active = this.at >= span.first && this.at < span.first + span.count ? rowId(this.at) : undefined;
    describe(this.root, { 'aria-activedescendant': this.total > 0 ? active : undefined });
  }

  private line(index: number): HTMLElement {
    const row = this.row(index);
    const cells = this.columns.map(({ cell, numeric }, column) =>
      element('span', { role: 'gridcell', class: numeric ? 'numeric' : undefined }, row ? cell(row) : column === 0 ? '…' : ''),
    );
    const classes = ['line', ...(index === this.chosen ? ['chosen'] : []), ...(index === this.at ? ['active'] : [])].join(' ');
    const made = element(
      'div',
      { role: 'row', class: classes, id: rowId(index), 'aria-rowindex': index + 2, 'aria-selected': String(index === this.chosen), 'data-index': index },
      ...cells,
    );
    made.style.top = `${index * this.height}px`;
    return made;
  }

  /** Asks for the pages that are in sight and not known. */
  private ask({ first, count }: RowSpan): void {
    const { generation } = this;
    if (count === 0) return;
    for (let page = Math.floor(first / PAGE); page <= Math.floor((first + count - 1) / PAGE); page++) {
      if (this.pages.has(page)) continue;
      this.pages.set(page, 'asked');
      void this.source.page(page * PAGE, PAGE).then(rows => {
        if (generation !== this.generation) return;
        if (rows) this.pages.set(page, rows);
        else this.pages.delete(page);
        if (rows) this.draw();
      });
    }
  }

  private scrolled(): void {
    const next = rowsInSight(this.root.scrollTop, this.root.clientHeight, this.height, this.total, 0);
    const { first, count } = this.drawn;
    if (next.first < first || next.first + next.count > first + count) this.draw();
    this.source.scrolled(Math.floor(this.root.scrollTop / this.height));
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || this.total === 0) return;
    const page = Math.max(1, Math.floor(this.root.clientHeight / this.height) - 2);
    const to = { ArrowUp: this.at - 1, ArrowDown: this.at + 1, PageUp: this.at - page, PageDown: this.at + page, Home: 0, End: this.total - 1 }[event.key];
    if (to !== undefined) this.go(Math.max(0, Math.min(this.total - 1, to)));
    else if (event.key === 'Enter' || event.key === ' ') this.choose(this.at);
    else return;
    event.preventDefault();
  }

  private go(index: number): void {
    this.at = index;
    this.root.scrollTop = scrolledTo(index, this.root.scrollTop, this.root.clientHeight, this.height, this.head.offsetHeight);
    this.draw();
  }

  private click(event: MouseEvent): void {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
    if (line) this.choose(Number(line.dataset.index));
  }

  private choose(index: number): void {
    const row = this.row(index);
    if (!row) return;
    this.mark(index);
    this.source.choose(row, index);
  }
}

const rowId = (index: number): string => `row-${index}`;
