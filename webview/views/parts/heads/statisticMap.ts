import type { HeadsView, Statistic } from '../../../../src/core/viewModels';
import type { Cell } from '../../../charts/layout';
import { Legend } from '../../../charts/legend';
import { MatrixChart } from '../../../charts/matrix';
import { choice } from '../../../controls';
import { element } from '../../../dom';
import { headName, siteName } from '../../../names';
import { significant, withUnit } from '../../../numbers';
import type { Part } from '../../../pictures';
import type { Stage } from '../../../stage';
import { say, t } from '../../../strings';
import { domainOf } from '../domain';
import type { Settings } from '../settings';

/** One statistic of all heads: a row for each layer, a column for each head. */
export class StatisticMap implements Part {
  readonly root = element('section', { class: 'map' });
  private readonly live = element('p', { class: 'live', role: 'status' });
  private readonly explanation = element('p', { class: 'muted' });
  private readonly legend = new Legend();
  private readonly matrix: MatrixChart;
  private statistic: Statistic | undefined;

  constructor(
    private readonly view: HeadsView,
    private readonly stage: Stage,
    private readonly settings: Settings,
  ) {
    this.matrix = new MatrixChart({ point: cell => this.point(cell), choose: cell => this.open(cell) });
    const ids = view.statistics.map(({ id }) => id);
    const chosen = settings.choice('statistic', ids);
    this.statistic = view.statistics.find(({ id }) => id === chosen);
    const choices = view.statistics.map(({ id, title }) => ({ id, title: say(title) }));
    const list = choice(t('Statistic'), choices, chosen, id => this.choose(id));
    this.root.append(list, this.explanation, this.matrix.root, element('div', { class: 'below' }, this.live, this.legend.root));
  }

  draw(): void {
    const { view, statistic } = this;
    if (!statistic) return;
    const domain = domainOf(statistic);
    const differences = domain[0] < 0;
    this.explanation.textContent = say(statistic.explanation);
    this.matrix.show({
      matrix: { values: statistic.values, rows: view.sites.length, columns: view.heads },
      rowNames: view.sites.map(siteName),
      columnNames: Array.from({ length: view.heads }, (_, head) => `H${head}`),
      domain,
      differences,
      flat: 2.2,
      print: significant,
      label: t('{0} by layer (rows) and head (columns). Arrow keys move, Enter opens a head.', say(statistic.title)),
    });
    const hatched = statistic.values.some(Number.isNaN) ? { hatched: t('does not apply') } : {};
    this.legend.show({ domain, differences, unit: statistic.unit, ...hatched });
    this.point(undefined);
  }

  dispose(): void {
    this.matrix.dispose();
    this.legend.dispose();
  }

  private choose(id: string): void {
    this.statistic = this.view.statistics.find(one => one.id === id) ?? this.statistic;
    this.settings.keep('statistic', id);
    this.draw();
  }

  private point(cell: Cell | undefined): void {
    const { statistic, view } = this;
    if (!statistic) return;
    const value = cell && statistic.values[cell.row * view.heads + cell.column];
    this.live.textContent =
      cell && value !== undefined
        ? `${headName(view.sites[cell.row], cell.column)} · ${say(statistic.title)} ${withUnit(value, statistic.unit)}`
        : t('Choose a cell to open its head.');
  }

  private open({ row, column }: Cell): void {
    const site = this.view.sites[row];
    if (site && column < site.heads) this.stage.openHead(site.index, column);
  }
}
