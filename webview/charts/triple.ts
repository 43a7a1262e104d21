import { element } from '../dom';
import type { Cell } from './layout';
import { Legend } from './legend';
import { MatrixChart, type MatrixEvents } from './matrix';
import type { Picture } from './matrixPaint';
import { extent } from './pool';

/** A matrix of one side; values [rows, columns]. */
export interface SideMatrix {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly rowNames: readonly string[];
  readonly columnNames: readonly string[];
  readonly label: string;
}

export interface TriplePicture {
  readonly left: SideMatrix;
  readonly right: SideMatrix;
  /** right - left, where that means something, and what it is in words. */
  readonly difference?: { readonly values: Float32Array; readonly label: string } | undefined;
  readonly domain: readonly [number, number];
  readonly unit?: string;
  /** What hatched cells are; undefined where there are none. */
  readonly hatched?: string | undefined;
  /** How pictures are drawn besides. */
  readonly look?: Pick<Picture, 'causal' | 'flat' | 'print'>;
}

export type Pane = 'left' | 'right' | 'difference';

export interface TripleEvents {
  /** The cell pointed at, in the pane given; the same cell of the others where they correspond. */
  readonly point: (cell: Cell | undefined, pane: Pane) => void;
  readonly choose?: (cell: Cell, pane: Pane) => void;
  /** A cell of the right pane is pulled up or down. */
  readonly pull?: MatrixEvents['pull'];
}

/** Two matrices side by side on one scale, and their difference on a scale around zero where there is one. What is pointed at in one is marked in all that correspond. */
export class Triple {
  readonly root = element('div', { class: 'triptych' });
  readonly legends: HTMLElement;
  private readonly scale = new Legend();
  private readonly moved = new Legend();
  private readonly left: MatrixChart;
  private readonly right: MatrixChart;
  private readonly difference: MatrixChart;
  private readonly third: HTMLElement;
  private corresponds = true;

  constructor(
    headings: Readonly<Record<Pane, HTMLElement>>,
    private readonly events: TripleEvents,
  ) {
    const chart = (pane: Pane, more: Partial<MatrixEvents> = {}): MatrixChart =>
      new MatrixChart({ point: cell => this.point(cell, pane), choose: cell => this.choose(cell, pane), ...more });
    this.left = chart('left');
    this.right = chart('right', events.pull ? { pull: events.pull } : {});
    this.difference = chart('difference');
    const pane = (heading: HTMLElement, of: MatrixChart): HTMLElement => element('div', { class: 'pane' }, heading, of.root);
    this.third = pane(headings.difference, this.difference);
    this.root.append(pane(headings.left, this.left), pane(headings.right, this.right), this.third);
    this.legends = element('div', { class: 'legends' }, this.scale.root, this.moved.root);
  }

  show({ left, right, difference, domain, unit, hatched, look }: TriplePicture): void {
    this.corresponds = difference !== undefined;
    const picture = ({ values, rows, columns, ...names }: SideMatrix): Picture => ({ matrix: { values, rows, columns }, ...names, domain, ...look });
    this.left.show(picture(left));
    this.right.show(picture(right));
    this.third.hidden = difference === undefined;
    this.root.classList.toggle('two', difference === undefined);
    this.moved.root.hidden = difference === undefined;
    this.scale.show({ domain, ...(unit ? { unit } : {}), ...(hatched ? { hatched } : {}) });
    if (!difference) return;
    const reach = Math.max(...extent(difference.values).map(Math.abs)) || 1;
    this.difference.show({ ...picture({ ...right, ...difference }), domain: [-reach, reach], differences: true });
    this.moved.show({ domain: [-reach, reach], differences: true, ...(unit ? { unit } : {}) });
  }

  chooseRow(row: number | undefined): void {
    for (const chart of [this.left, ...(this.corresponds ? [this.right, this.difference] : [])]) chart.chooseRow(row);
  }

  /** Marks a cell in all that correspond. */
  pointAt(cell: Cell | undefined): void {
    if (this.corresponds) for (const chart of [this.left, this.right, this.difference]) chart.pointAt(cell);
  }

  /** Gives the keyboard to the right pane. */
  focusRight(): void {
    this.right.root.focus();
  }

  dispose(): void {
    for (const one of [this.left, this.right, this.difference, this.scale, this.moved]) one.dispose();
  }

  private point(cell: Cell | undefined, pane: Pane): void {
    this.pointAt(cell);
    this.events.point(cell, pane);
  }

  private choose(cell: Cell, pane: Pane): void {
    this.point(cell, pane);
    this.events.choose?.(cell, pane);
  }
}
