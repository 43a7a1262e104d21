import { button } from './controls';
import { element } from './dom';
import { t } from './strings';

/** Numbers as a table under a heading that opens: what a canvas shows, for reading aloud and copying. */
export class NumbersTable {
  readonly root: HTMLDetailsElement;
  private readonly body = element('tbody');
  private readonly holder: HTMLElement;
  private rows: readonly (readonly string[])[] = [];
  private filled = false;

  constructor(
    title: string,
    private readonly columns: readonly string[],
    private readonly press?: (row: number) => void,
  ) {
    const head = element('thead', {}, element('tr', {}, ...columns.map(column => element('th', { scope: 'col' }, column))));
    const copy = button(t('Copy'), () => void navigator.clipboard.writeText(this.text()).catch(() => undefined));
    this.holder = element('div', { class: 'table', tabindex: 0, role: 'region', 'aria-label': title }, element('table', {}, head, this.body));
    this.root = element('details', { class: 'numbers' }, element('summary', {}, title), this.holder, copy);
    this.root.addEventListener('toggle', () => this.fill());
  }

  /** Shows other rows; drawn when the table is opened, since most never are. */
  show(rows: readonly (readonly string[])[]): void {
    this.rows = rows;
    this.filled = false;
    this.fill();
  }

  private fill(): void {
    if (this.filled || !this.root.open) return;
    this.filled = true;
    this.body.replaceChildren(
      ...this.rows.map((row, index) => {
        const cells = row.map((cell, column) => element('td', {}, column === 0 && this.press ? this.link(cell, index) : cell));
        return element('tr', {}, ...cells);
      }),
    );
  }

  private link(label: string, row: number): HTMLElement {
    const made = element('button', { type: 'button', class: 'link' }, label);
    made.addEventListener('click', () => this.press?.(row));
    return made;
  }

  /** Tab-separated, with the columns' names, as spreadsheets read it. */
  private text(): string {
    return [this.columns, ...this.rows].map(row => row.map(cell => cell.replace(/[\t\r\n]/g, ' ')).join('\t')).join('\n');
  }
}
