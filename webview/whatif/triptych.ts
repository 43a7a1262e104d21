import type { AttentionView, SiteView } from '../../src/core/viewModels';
import type { Cell } from '../charts/layout';
import { extent } from '../charts/pool';
import { type SideMatrix, Triple } from '../charts/triple';
import { differences } from '../compare/judge';
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

/** Absent where nothing can be changed. */
export interface TriptychEvents {
  /** A cell of the changed model was chosen: its weight can be set. */
  readonly edit: (cell: Cell) => void;
  /** A cell of the changed model is pulled to a weight. */
  readonly pull: (cell: Cell, weight: number, done: boolean) => void;
}

/** How far a cell is pulled, in CSS pixels, for a whole unit of weight. */
const UNIT = 160;

/** Later tokens cannot be attended to: there is no weight to be set. */
const pairMasked = (pair: HeadPair | undefined, { row, column }: Cell): boolean => pair?.site.causal === true && column > row;

/** The same head before, after, and the difference, side by side on the same tokens. */
export class Triptych {
  readonly root = element('section', { class: 'triptych-holder', 'aria-label': t('One head before and after') });
  private readonly title = element('h2');
  private readonly changed = element('h3');
  private readonly live = element('p', { class: 'live', role: 'status' });
  private readonly panes: Triple;
  private pair: HeadPair | undefined;
  private pointed: Cell | undefined;
  /** Weight of the cell that is pulled, when it was grasped. */
  private grasped: number | undefined;

  constructor(
    private readonly view: Pick<AttentionView, 'queries' | 'keys'>,
    private readonly events: TriptychEvents | undefined,
  ) {
    const edit = (cell: Cell): void => {
      if (!pairMasked(this.pair, cell)) events?.edit(cell);
    };
    this.panes = new Triple(
      { left: element('h3', {}, t('Before')), right: this.changed, difference: element('h3', {}, t('Difference: after − before')) },
      {
        point: cell => this.point(cell),
        choose: (cell, pane) => void (pane === 'right' && edit(cell)),
        ...(events ? { pull: (cell: Cell, up: number, done: boolean) => events.pull(cell, this.pulled(cell, up, done), done) } : {}),
      },
    );
    this.root.hidden = true;
    this.root.append(this.title, this.panes.root, element('div', { class: 'below' }, this.live, this.panes.legends));
  }

  show(pair: HeadPair): void {
    if (this.pair && this.pair.before.length !== pair.before.length) this.pointed = undefined;
    this.pair = pair;
    this.root.hidden = false;
    const { site, head, before, after, changed } = pair;
    const domain = [Math.min(0, extent(after)[0]), Math.max(extent(before)[1], extent(after)[1]) || 1] as const;
    const name = headName(site, head);
    this.changed.textContent = changed === '' ? t('After') : t('After, changed');
    this.title.textContent = changed === '' ? t('{0} as it is', name) : t('{0} before and after', name);
    const side = (values: Float32Array, label: string): SideMatrix => ({
      values,
      rows: site.queries,
      columns: site.keys,
      rowNames: axisNames(this.view.queries, site.queries),
      columnNames: axisNames(this.view.keys, site.keys),
      label,
    });
    const words = changed || t('nothing yet');
    this.panes.show({
      left: side(before, t('Attention of {0} as it is: queries as rows, keys as columns.', name)),
      right: side(
        after,
        this.events
          ? t('Attention of {0}, changed: {1}. Enter on a cell sets its weight, pulling it up or down too.', name, words)
          : t('Attention of {0}, changed: {1}.', name, words),
      ),
      difference: { values: differences(before, after), label: t('Change of attention of {0}: {1}.', name, words) },
      domain,
      hatched: site.causal ? t('later tokens, masked') : undefined,
      look: { causal: site.causal },
    });
    this.panes.pointAt(this.pointed);
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
    this.panes.focusRight();
  }

  dispose(): void {
    this.panes.dispose();
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
    if (!pair || !cell) {
      this.live.textContent = this.events
        ? t('Point at a cell, or move with the arrow keys. Enter on a cell of the changed head sets its weight; so does pulling it up or down.')
        : t('Point at a cell, or move with the arrow keys.');
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
