import type { HeadsView } from '../../../../src/core/viewModels';
import { choice } from '../../../controls';
import { type Column, DataTable } from '../../../dataTable';
import { element } from '../../../dom';
import { siteName } from '../../../names';
import { significant } from '../../../numbers';
import type { Part } from '../../../pictures';
import type { Sorting } from '../../../rowOrder';
import type { Stage } from '../../../stage';
import { t } from '../../../strings';
import type { Settings } from '../settings';
import { type HeadRow, headRows, nameOf, numberOf, titled } from './headRows';

const ALL = 'all';

/** Every statistic of every head; a row is a head, and opens it. */
export class HeadTable implements Part {
  readonly root = element('section', { class: 'all-numbers' });
  private readonly said = element('p', { class: 'muted', role: 'status' });
  private readonly table: DataTable<HeadRow>;
  private readonly rows: readonly HeadRow[];
  private layer: string;

  constructor(
    private readonly view: HeadsView,
    stage: Stage,
    private readonly settings: Settings,
  ) {
    this.rows = headRows(view);
    const layers = [ALL, ...view.sites.map(siteName)];
    this.layer = settings.choice('layer', layers);
    this.table = new DataTable(t('Statistics of all heads. Enter on a column’s name sorts, Enter on a row opens its head.'), columnsOf(view), {
      choose: ({ site, head }) => stage.openHead(site.index, head),
      sorted: sorting => settings.keep('sorted', written(view, sorting)),
    });
    const choices = layers.map(id => ({ id, title: id === ALL ? t('all') : id }));
    const list = choice(t('Layer'), choices, this.layer, id => this.filter(id));
    this.root.append(element('div', { class: 'options' }, list, this.said), this.table.root);
  }

  draw(): void {
    const rows = this.layer === ALL ? this.rows : this.rows.filter(({ site }) => siteName(site) === this.layer);
    this.said.textContent = rows.length === this.rows.length ? t('{0} heads', rows.length) : t('{0} of {1} heads', rows.length, this.rows.length);
    const ids = ['', ...this.view.statistics.flatMap(({ id }) => [`${id} down`, `${id} up`]), 'head down', 'head up'];
    this.table.show(rows, sortingOf(this.view, this.settings.choice('sorted', ids)));
  }

  private filter(id: string): void {
    this.layer = id;
    this.settings.keep('layer', id);
    this.draw();
  }
}

const columnsOf = (view: HeadsView): readonly Column<HeadRow>[] => [
  { title: t('Head'), text: nameOf, value: ({ at }) => at },
  ...view.statistics.map(
    (statistic): Column<HeadRow> => ({ title: titled(statistic), text: row => significant(numberOf(statistic, row)), value: row => numberOf(statistic, row), numeric: true }),
  ),
];

/** An order as it is kept: by the statistic's name, which another model may lack, never by a column's number. */
const written = (view: HeadsView, { column, down }: Sorting): string => `${view.statistics[column - 1]?.id ?? 'head'} ${down ? 'down' : 'up'}`;

function sortingOf(view: HeadsView, kept: string): Sorting | undefined {
  const [id, way] = kept.split(' ');
  return kept === '' ? undefined : { column: view.statistics.findIndex(one => one.id === id) + 1, down: way === 'down' };
}
