import { ranksOf } from '../../charts/pool';
import { element } from '../../dom';
import { significant } from '../../numbers';
import { t } from '../../strings';
import { NumbersTable } from '../../tables';
import type { HeadAxes } from './headAxes';
import { masked, type ShownHeads } from './headPicture';

/** How many of a line's tokens its table lists, and the longest axis of a matrix that is a table as a whole. */
export const LISTED = 200;
const SMALL = 32;

/** What a picture of heads shows, as tables: the chosen line, and all weights where they are few. */
export class HeadTables {
  readonly root = element('div', { class: 'tables' });
  private readonly keys = new NumbersTable(t('Numbers of this query'), [t('Rank'), t('Key'), t('Token'), t('Weight')]);
  private readonly queries = new NumbersTable(t('Numbers of this key'), [t('Rank'), t('Query'), t('Token'), t('Weight')]);
  private readonly all = element('div');
  private whole: NumbersTable | undefined;

  constructor() {
    this.root.append(this.keys.root, this.queries.root, this.all);
  }

  /** All weights, where a person could read them. */
  showAll(shown: ShownHeads): void {
    const { weights, axes } = shown;
    const open = this.whole?.root.open === true;
    this.whole = undefined;
    this.all.replaceChildren();
    if (!weights.whole || Math.max(weights.rows, weights.columns) > SMALL) return;
    const name = (names: readonly string[], at: number): string => `${names[at] ?? ''} (${at})`;
    this.whole = new NumbersTable(t('All weights as a table: queries as rows, keys as columns'), [t('Query'), ...axes.columns.map((_, at) => name(axes.columnNames, at))]);
    this.whole.show(
      axes.rows.map((_, row) => [
        name(axes.rowNames, row),
        ...axes.columns.map((_column, column) => (masked(shown, { row, column }) ? t('masked') : significant(weights.matrix.values[row * weights.columns + column] ?? 0))),
      ]),
    );
    this.whole.root.open = open;
    this.all.append(this.whole.root);
  }

  /** A line's tokens in order of their weight. */
  showLine(look: 'query' | 'key', axes: HeadAxes, line: ArrayLike<number>, order: readonly number[]): void {
    const byKey = look === 'query';
    this.keys.root.hidden = !byKey;
    this.queries.root.hidden = byKey;
    const names = byKey ? axes.columnNames : axes.rowNames;
    // As the line below the picture tells it: equal weights share a rank.
    const ranks = ranksOf(line, order);
    (byKey ? this.keys : this.queries).show(order.map((at, place) => [String(ranks[place] ?? 0), String(at), names[at] ?? '', significant(line[at] ?? 0)]));
  }
}
