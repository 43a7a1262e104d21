import type { AttentionView, SiteView } from '../../src/core/viewModels';
import type { Cell } from '../charts/layout';
import { Legend } from '../charts/legend';
import { MatrixChart } from '../charts/matrix';
import { extent } from '../charts/pool';
import { element } from '../dom';
import { axisNames, headName, quoted } from '../names';
import { signed, significant } from '../numbers';
import { t } from '../strings';

/** One head before and after, [queries * keys] each. */
export interface HeadPair {
  readonly site: SiteView;
  readonly head: number;
  readonly before: Float32Array;
  readonly after: Float32Array;
  /** What was changed, in words; '' where nothing is. */
  readonly changed: string;
}

export interface TriptychEvents {
  /** A cell of the changed model was chosen: its weight can be set. */
  readonly edit: (cell: Cell) => void;
  /** A cell of the changed model is pulled to a weight. */
  readonly pull: (cell: Cell, weight: number, done: boolean) => void;
}

/** How far a cell is pulled, in CSS pixels, for a whole unit of weight. */
const UNIT = 160;

export const differences = (before: Float32Array, after: Float32Array): Float32Array => after.map((value, at) => value - (before[at] ?? 0));

/** Later tokens cannot be attended to: there is no weight to be set. */
const pairMasked = (pair: HeadPair | undefined, { row, column }: Cell): boolean => pair?.site.causal === true && column > row;

/** The same head before, after, and the difference, side by side on the same tokens. */
export class Triptych {
  readonly root = element('section', { class: 'triptych-holder', 'aria-label': t('One head before and after') });
  private readonly title = element('h2');
  private readonly changed = element('h3');
  private readonly live = element('p', { class: 'live', role: 'status' });
  private readonly scale = new Legend();
  private readonly moved = new Legend();
  private readonly before: MatrixChart;
  private readonly after: MatrixChart;
  private readonly difference: MatrixChart;
  private pair: HeadPair | undefined;
  private pointed: Cell | undefined;
  /** Weight of the cell that is pulled, when it was grasped. */
  private grasped: number | undefined;

  constructor(
    private readonly view: Pick<AttentionView, 'queries' | 'keys'>,
    events: TriptychEvents,
  ) {
    const chart = (more: Partial<ConstructorParameters<typeof MatrixChart>[0]> = {}): MatrixChart =>
      new MatrixChart({ point: cell => this.point(cell), choose: cell => this.point(cell), ...more });
    this.before = chart();
    const edit = (cell: Cell): void => {
      this.point(cell);
      if (pairMasked(this.pair, cell)) return;
      events.edit(cell);
    };
    this.after = chart({ choose: edit, pull: (cell, up, done) => events.pull(cell, this.pulled(cell, up, done), done) });
    this.difference = chart();
    const pane = (title: HTMLElement, one: MatrixChart): HTMLElement => element('div', { class: 'pane' }, title, one.root);
    const panes = [pane(element('h3', {}, t('Before')), this.before), pane(this.changed, this.after), pane(element('h3', {}, t('Difference')), this.difference)];
    this.root.hidden = true;
    const legends = element('div', { class: 'legends' }, this.scale.root, this.moved.root);
    this.root.append(this.title, element('div', { class: 'triptych' }, ...panes), element('div', { class: 'below' }, this.live, legends));
  }

  show(pair: HeadPair): void {
    if (this.pair && this.pair.before.length !== pair.before.length) this.pointed = undefined;
    this.pair = pair;
    this.root.hidden = false;
    const { site, head, before, after, changed } = pair;
    const domain = [Math.min(0, extent(after)[0]), Math.max(extent(before)[1], extent(after)[1]) || 1] as const;
    const apart = differences(before, after);
    const reach = Math.max(...extent(apart).map(Math.abs)) || 1;
    const name = headName(site, head);
    this.changed.textContent = changed === '' ? t('After') : t('After, changed');
    this.title.textContent = changed === '' ? t('{0} as it is', name) : t('{0} before and after', name);
    const picture = (values: Float32Array, label: string, more: object = {}) => ({
      matrix: { values, rows: site.queries, columns: site.keys },
      rowNames: axisNames(this.view.queries, site.queries),
      columnNames: axisNames(this.view.keys, site.keys),
      domain,
      causal: site.causal,
      label,
      ...more,
    });
    this.before.show(picture(before, t('Attention of {0} as it is: queries as rows, keys as columns.', name)));
    this.after.show(picture(after, t('Attention of {0}, changed: {1}. Enter on a cell sets its weight, pulling it up or down too.', name, changed || t('nothing yet'))));
    this.difference.show(picture(apart, t('Change of attention of {0}: {1}.', name, changed || t('nothing yet')), { domain: [-reach, reach], differences: true }));
    this.scale.show({ domain, ...(site.causal ? { hatched: t('later tokens, masked') } : {}) });
    this.moved.show({ domain: [-reach, reach], differences: true });
    this.point(this.pointed);
  }

  /** The weight that is shown for a cell of the changed model. */
  weightAt({ row, column }: Cell): number {
    return this.pair?.after[row * this.pair.site.keys + column] ?? 0;
  }

  /** A cell in words: its query and its key. */
  nameOf({ row, column }: Cell): string {
    const { site } = this.pair ?? {};
    const names = (tokens: AttentionView['keys'], count: number | undefined, at: number): string => `${quoted(axisNames(tokens, count ?? 0)[at] ?? '')} (${at})`;
    return `${names(this.view.queries, site?.queries, row)} → ${names(this.view.keys, site?.keys, column)}`;
  }

  /** Back to the matrix whose cell was chosen. */
  focus(): void {
    this.after.root.focus();
  }

  dispose(): void {
    for (const one of [this.before, this.after, this.difference, this.scale, this.moved]) one.dispose();
  }

  private pulled(cell: Cell, up: number, done: boolean): number {
    this.grasped ??= this.weightAt(cell);
    const weight = Math.max(0, Math.min(1, this.grasped + up / UNIT));
    if (done) this.grasped = undefined;
    return Number(weight.toFixed(3));
  }

  private point(cell: Cell | undefined): void {
    const { pair } = this;
    this.pointed = cell;
    for (const chart of [this.before, this.after, this.difference]) chart.pointAt(cell);
    if (!pair || !cell) {
      this.live.textContent = t('Point at a cell, or move with the arrow keys. Enter on a cell of the changed head sets its weight; so does pulling it up or down.');
      return;
    }
    const at = cell.row * pair.site.keys + cell.column;
    if (pair.site.causal && cell.column > cell.row) this.live.textContent = t('{0}: masked, a later token', this.nameOf(cell));
    else {
      const [before, after] = [pair.before[at] ?? 0, pair.after[at] ?? 0];
      this.live.textContent = t('{0}: before {1}, after {2}, change {3}', this.nameOf(cell), significant(before), significant(after), signed(after - before));
    }
  }
}
