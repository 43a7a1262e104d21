import { button } from './controls';
import { describe, element, listen } from './dom';
import { ordered, type RowSpan, rowsInSight, type Sorting, scrolledTo } from './rowOrder';
import { t } from './strings';

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** What rows are sorted by; absent where a column is in no order. NaN and '' stand last. */
  readonly value?: (row: Row) => number | string;
  /** Digits stand under digits, and the largest comes first when sorted. */
  readonly numeric?: boolean;
}

export interface DataTableEvents<Row> {
  /** A click on a row, or Enter in it. */
  readonly choose?: (row: Row) => void;
  readonly sorted?: (sorting: Sorting) => void;
}

/** Height of a row in CSS pixels; the style sheet knows it as well. */
const ROW = 24;
/** Above that many rows only those in sight are elements. */
const ALL = 200;
const SPARE = 12;
/** How much of the window's height the style sheet gives a table at most: before its first rows it has no height of its own. */
const TALLEST = 0.6;

/** Cell that has the keyboard: row -1 are the columns' names. */
interface Place {
  readonly row: number;
  readonly column: number;
}

/** Numbers in rows: sorted by a click on a column's name, read cell by cell with the arrow keys, one stop for Tab. However many rows there are, few are elements. */
export class DataTable<Row> {
  readonly root = element('div', { class: 'data-table' });
  private readonly head = element('tr', { 'aria-rowindex': 1 });
  private readonly body = element('tbody');
  private readonly table = element('table', { role: 'grid' });
  private readonly holder = element('div', { class: 'table' });
  private rows: readonly Row[] = [];
  private order: readonly number[] = [];
  private sorting: Sorting | undefined;
  private place: Place = { row: -1, column: 0 };
  private span: RowSpan = { first: 0, count: 0 };

  constructor(
    private readonly title: string,
    private readonly columns: readonly Column<Row>[],
    private readonly events: DataTableEvents<Row> = {},
  ) {
    describe(this.table, { 'aria-label': title });
    this.table.append(element('thead', {}, this.head), this.body);
    this.holder.append(this.table);
    const copy = button(t('Copy'), () => void navigator.clipboard.writeText(this.text()).catch(() => undefined));
    this.root.append(this.holder, copy);
    listen(this.holder, 'scroll', () => this.scrolled());
    listen(this.table, 'keydown', event => this.key(event));
    listen(this.table, 'click', event => this.click(event));
  }

  /** Shows rows in the order that is chosen; they are given in the order that holds where none is. */
  show(rows: readonly Row[], sorting = this.sorting): void {
    this.rows = rows;
    this.sorting = sorting && this.columns[sorting.column]?.value ? sorting : undefined;
    this.place = { row: Math.min(this.place.row, rows.length - 1), column: this.place.column };
    describe(this.table, { 'aria-rowcount': rows.length + 1, 'aria-colcount': this.columns.length });
    this.reorder();
  }

  private reorder(): void {
    const { sorting } = this;
    const value = sorting && this.columns[sorting.column]?.value;
    this.order = value ? ordered(this.rows.map(value), sorting.down) : this.rows.map((_, index) => index);
    this.head.replaceChildren(...this.columns.map((column, index) => this.name(column, index)));
    this.draw();
  }

  private name(column: Column<Row>, index: number): HTMLElement {
    const on = this.sorting?.column === index ? this.sorting : undefined;
    const arrow = on ? (on.down ? '↓' : '↑') : '';
    const stop = this.place.row === -1 && this.place.column === index ? 0 : -1;
    const inside = column.value
      ? element('button', { type: 'button', class: 'sort', tabindex: stop, 'data-row': -1, 'data-column': index }, column.title, element('span', { 'aria-hidden': 'true' }, arrow))
      : element('span', { class: 'plain' }, column.title);
    return element(
      'th',
      {
        scope: 'col',
        class: column.numeric ? 'numeric' : undefined,
        'aria-sort': on ? (on.down ? 'descending' : 'ascending') : column.value ? 'none' : undefined,
        ...(column.value ? {} : { tabindex: stop, 'data-row': -1, 'data-column': index }),
      },
      inside,
    );
  }

  private draw(): void {
    const total = this.order.length;
    this.span = total > ALL ? rowsInSight(this.holder.scrollTop, Math.max(this.holder.clientHeight, innerHeight * TALLEST), ROW, total, SPARE) : { first: 0, count: total };
    const { first, count } = this.span;
    const after = total - first - count;
    this.body.replaceChildren(
      ...(first > 0 ? [space(first, this.columns.length)] : []),
      ...this.order.slice(first, first + count).map((at, index) => this.row(this.rows[at] as Row, first + index)),
      ...(after > 0 ? [space(after, this.columns.length)] : []),
    );
    this.stop();
    // A column keeps the widest that was seen, so that it does not jump while rows come and go.
    if (total > ALL) for (const name of this.head.cells) name.style.minWidth = `${Math.ceil(name.getBoundingClientRect().width)}px`;
  }

  private row(row: Row, index: number): HTMLElement {
    const cells = this.columns.map((column, at) => {
      const words = element('span', { class: at === 0 && this.events.choose ? 'cell link' : 'cell' }, column.text(row));
      return element('td', { class: column.numeric ? 'numeric' : undefined, tabindex: -1, 'data-row': index, 'data-column': at }, words);
    });
    return element('tr', { 'aria-rowindex': index + 2, class: this.events.choose ? 'press' : undefined }, ...cells);
  }

  private cell({ row, column }: Place): HTMLElement | null {
    return this.table.querySelector(`[data-row="${row}"][data-column="${column}"]`);
  }

  /** Tab stops at the cell that has the keyboard, or, where that is out of sight, at the first that is not. */
  private stop(): void {
    for (const old of this.table.querySelectorAll<HTMLElement>('[tabindex="0"]')) old.tabIndex = -1;
    const at = this.cell(this.place) ?? this.table.querySelector<HTMLElement>('[data-row]');
    if (at) at.tabIndex = 0;
  }

  private scrolled(): void {
    if (this.order.length <= ALL) return;
    const next = rowsInSight(this.holder.scrollTop, this.holder.clientHeight, ROW, this.order.length, 0);
    const { first, count } = this.span;
    if (next.first >= first && next.first + next.count <= first + count) return;
    const within = this.table.contains(document.activeElement);
    this.draw();
    if (within && !this.table.contains(document.activeElement)) (this.cell(this.place) ?? this.cell({ row: -1, column: this.place.column }))?.focus({ preventScroll: true });
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey) return;
    if (event.key === 'Enter' && this.place.row >= 0) this.choose(this.place.row);
    else {
      const to = this.moved(event);
      if (!to) return;
      this.go(to);
    }
    event.preventDefault();
  }

  private moved({ key, ctrlKey, metaKey }: KeyboardEvent): Place | undefined {
    const { row, column } = this.place;
    const [lastRow, lastColumn] = [this.order.length - 1, this.columns.length - 1];
    const far = ctrlKey || metaKey;
    const places: Readonly<Record<string, Place>> = {
      ArrowUp: { row: row - 1, column },
      ArrowDown: { row: row + 1, column },
      ArrowLeft: { row, column: column - 1 },
      ArrowRight: { row, column: column + 1 },
      PageUp: { row: row < 0 ? row : Math.max(0, row - 10), column },
      PageDown: { row: row + 10, column },
      Home: { row: far ? 0 : row, column: 0 },
      End: { row: far ? lastRow : row, column: lastColumn },
    };
    const to = places[key];
    return to && { row: Math.max(-1, Math.min(lastRow, to.row)), column: Math.max(0, Math.min(lastColumn, to.column)) };
  }

  /** Brings a row into sight and marks it; the focus stays where it is. */
  reveal(row: Row): void {
    const at = this.order.indexOf(this.rows.indexOf(row));
    if (at < 0) return;
    this.bring({ row: at, column: 0 });
    for (const old of this.body.querySelectorAll('.revealed')) old.classList.remove('revealed');
    this.cell(this.place)?.closest('tr')?.classList.add('revealed');
  }

  private go(place: Place): void {
    this.bring(place);
    const cell = this.cell(place);
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  private bring(place: Place): void {
    this.place = place;
    if (place.row >= 0) {
      const covered = this.head.offsetHeight;
      const top = scrolledTo(place.row, this.holder.scrollTop, this.holder.clientHeight, ROW, covered);
      if (top !== this.holder.scrollTop) this.holder.scrollTop = top;
      const { first, count } = this.span;
      if (place.row < first || place.row >= first + count) this.draw();
    }
    this.stop();
  }

  private click(event: MouseEvent): void {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;
    if (!cell) return;
    this.place = { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
    if (this.place.row < 0) this.sortBy(this.place.column);
    else {
      this.stop();
      this.choose(this.place.row);
    }
  }

  private choose(row: number): void {
    const at = this.order[row];
    if (at !== undefined) this.events.choose?.(this.rows[at] as Row);
  }

  /** A column's name turns the order round; another column begins with what is looked for first. */
  private sortBy(index: number): void {
    const column = this.columns[index];
    if (!column?.value) return;
    const down = this.sorting?.column === index ? !this.sorting.down : column.numeric === true;
    this.sorting = { column: index, down };
    this.holder.scrollTop = 0;
    this.reorder();
    this.cell({ row: -1, column: index })?.focus({ preventScroll: true });
    this.events.sorted?.(this.sorting);
  }

  /** Tab-separated in the order that is shown, with the columns' names, as spreadsheets read it. */
  private text(): string {
    const plain = (words: string): string => words.replace(/[\t\r\n]/g, ' ');
    const lines = this.order.map(at => this.columns.map(column => plain(column.text(this.rows[at] as Row))).join('\t'));
    return [this.columns.map(({ title }) => plain(title)).join('\t'), ...lines].join('\n');
  }
}

/** Stands for rows that are out of sight. */
function space(rows: number, columns: number): HTMLElement {
  const cell = element('td', { colspan: columns });
  cell.style.height = `${rows * ROW}px`;
  cell.style.padding = '0';
  return element('tr', { 'aria-hidden': 'true' }, cell);
}
