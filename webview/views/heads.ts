import type { HeadsView, Statistic } from '../../src/core/viewModels';
import type { Cell } from '../charts/layout';
import { Legend } from '../charts/legend';
import { MatrixChart } from '../charts/matrix';
import { choice } from '../controls';
import { element } from '../dom';
import { headName, siteName } from '../names';
import { significant, withUnit } from '../numbers';
import type { Stage, View } from '../stage';
import { say, t } from '../strings';
import { NumbersTable } from '../tables';
import { domainOf } from './parts/domain';
import { diversityChart, scatterChart } from './parts/headsCharts';

/** Statistics of all heads: a map of one, a scatter of two, all of them as a table. */
export const heads: View<HeadsView> = (root, view, stage) => {
  const map = new StatisticMap(view, stage);
  const scatter = scatterChart(view, stage);
  const diversity = diversityChart(view);
  const table = allNumbers(view, stage);
  const columns = element('div', { class: 'pair' }, map.root, scatter.root);
  root.append(columns, diversity.root, table.root);
  scatter.draw();
  diversity.draw();
  stage.shade(undefined, undefined);
  return {
    chooseToken: () => undefined,
    dispose: () => {
      map.dispose();
      scatter.dispose();
      diversity.dispose();
    },
  };
};

class StatisticMap {
  readonly root = element('section', { class: 'map' });
  private readonly live = element('p', { class: 'live', role: 'status' });
  private readonly explanation = element('p', { class: 'muted' });
  private readonly legend = new Legend();
  private readonly matrix: MatrixChart;
  private statistic: Statistic | undefined;

  constructor(
    private readonly view: HeadsView,
    private readonly stage: Stage,
  ) {
    this.matrix = new MatrixChart({ point: cell => this.point(cell), choose: cell => this.open(cell) });
    const choices = view.statistics.map(({ id, title }) => ({ id, title: say(title) }));
    const list = choice(t('Statistic'), choices, choices[0]?.id ?? '', id => this.show(view.statistics.find(one => one.id === id)));
    this.root.append(list, this.explanation, this.matrix.root, element('div', { class: 'below' }, this.live, this.legend.root));
    this.show(view.statistics[0]);
  }

  dispose(): void {
    this.matrix.dispose();
    this.legend.dispose();
  }

  private show(statistic: Statistic | undefined): void {
    if (!statistic) return;
    this.statistic = statistic;
    const { view } = this;
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

function allNumbers(view: HeadsView, stage: Stage): NumbersTable {
  const addresses = view.sites.flatMap((site, row) => Array.from({ length: site.heads }, (_, head) => ({ site, row, head })));
  const titles = view.statistics.map(({ title, unit }) => (unit === '' ? say(title) : `${say(title)} (${unit})`));
  const table = new NumbersTable(t('All numbers'), [t('Head'), ...titles], index => {
    const address = addresses[index];
    if (address) stage.openHead(address.site.index, address.head);
  });
  table.show(addresses.map(({ site, row, head }) => [headName(site, head), ...view.statistics.map(({ values }) => significant(values[row * view.heads + head] ?? Number.NaN))]));
  return table;
}
