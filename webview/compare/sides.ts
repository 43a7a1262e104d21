import type { Cell } from '../charts/layout';
import { Legend } from '../charts/legend';
import { MatrixChart } from '../charts/matrix';
import type { Picture } from '../charts/matrixPaint';
import { extent } from '../charts/pool';
import { element } from '../dom';
import { t } from '../strings';

/** A matrix of one side; values [rows, columns]. */
export interface SideMatrix {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly rowNames: readonly string[];
  readonly columnNames: readonly string[];
  readonly label: string;
}

export interface SidesPicture {
  readonly left: SideMatrix;
  readonly right: SideMatrix;
  /** right - left, where that means something. */
  readonly difference?: Float32Array | undefined;
  readonly domain: readonly [number, number];
  readonly unit?: string;
  /** What hatched cells are; undefined where there are none. */
  readonly hatched?: string | undefined;
  /** How pictures are drawn besides. */
  readonly look?: Pick<Picture, 'causal' | 'flat' | 'print'>;
}

export interface SidesEvents {
  /** The cell pointed at, on the side given; the same cell of the others where they correspond. */
  readonly point: (cell: Cell | undefined, side: 'left' | 'right') => void;
  readonly choose?: (cell: Cell, side: 'left' | 'right') => void;
}

/** Two matrices side by side on one scale, and their difference on a scale around zero where there is one. What is pointed at in one is marked in all that correspond. */
export class Sides {
  readonly root = element('div', { class: 'triptych' });
  readonly legends: HTMLElement;
  private readonly scale = new Legend();
  private readonly moved = new Legend();
  private readonly left: MatrixChart;
  private readonly right: MatrixChart;
  private readonly apart: MatrixChart;
  private readonly third: HTMLElement;
  private corresponds = true;

  constructor(
    private readonly names: readonly [string, string],
    private readonly events: SidesEvents,
  ) {
    const chart = (side: 'left' | 'right'): MatrixChart => new MatrixChart({ point: cell => this.point(cell, side), choose: cell => this.choose(cell, side) });
    [this.left, this.right, this.apart] = [chart('left'), chart('right'), chart('right')];
    const pane = (title: string, of: MatrixChart): HTMLElement => element('div', { class: 'pane' }, element('h2', {}, title), of.root);
    this.third = pane(t('Difference: second − first'), this.apart);
    this.root.append(pane(names[0], this.left), pane(names[1], this.right), this.third);
    this.legends = element('div', { class: 'legends' }, this.scale.root, this.moved.root);
  }

  show({ left, right, difference, domain, unit, hatched, look }: SidesPicture): void {
    this.corresponds = difference !== undefined;
    const picture = ({ values, rows, columns, ...names }: SideMatrix): Picture => ({ matrix: { values, rows, columns }, ...names, domain, ...look });
    this.left.show(picture(left));
    this.right.show(picture(right));
    this.third.hidden = difference === undefined;
    this.root.classList.toggle('two', difference === undefined);
    this.moved.root.hidden = difference === undefined;
    const more = { ...(unit ? { unit } : {}), ...(hatched ? { hatched } : {}) };
    this.scale.show({ domain, ...more });
    if (!difference) return;
    const reach = Math.max(...extent(difference).map(Math.abs)) || 1;
    this.apart.show({ ...picture({ ...right, values: difference }), domain: [-reach, reach], differences: true, label: t('{0}, minus {1}', this.names[1], this.names[0]) });
    this.moved.show({ domain: [-reach, reach], differences: true, ...(unit ? { unit } : {}) });
  }

  chooseRow(row: number | undefined): void {
    for (const chart of [this.left, ...(this.corresponds ? [this.right, this.apart] : [])]) chart.chooseRow(row);
  }

  dispose(): void {
    for (const one of [this.left, this.right, this.apart, this.scale, this.moved]) one.dispose();
  }

  private point(cell: Cell | undefined, side: 'left' | 'right'): void {
    if (this.corresponds) for (const chart of [this.left, this.right, this.apart]) chart.pointAt(cell);
    this.events.point(cell, side);
  }

  private choose(cell: Cell, side: 'left' | 'right'): void {
    this.point(cell, side);
    this.events.choose?.(cell, side);
  }
}
