import type { HeadAddress, HeadChange, WhatIfView } from '../../src/core/viewModels';
import type { Cell } from '../charts/layout';
import { Legend } from '../charts/legend';
import { MatrixChart } from '../charts/matrix';
import { extent } from '../charts/pool';
import { choice } from '../controls';
import { element } from '../dom';
import { headName, siteName } from '../names';
import { signed, significant } from '../numbers';
import { say, t } from '../strings';

/** What became of each head: a statistic's change as a map of layers and heads. */
export class HeadChanges {
  readonly root = element('section', { class: 'map' });
  private readonly holder = element('div');
  private readonly live = element('p', { class: 'live', role: 'status' });
  private readonly legend = new Legend();
  private readonly matrix: MatrixChart;
  private view: WhatIfView | undefined;
  private chosen = '';

  constructor(open: (head: HeadAddress) => void) {
    const press = ({ row, column }: Cell): void => {
      const site = this.view?.sites[row];
      if (site && column < site.heads) open({ site: site.index, head: column });
    };
    this.matrix = new MatrixChart({ point: cell => this.point(cell), choose: press });
    this.root.append(element('h2', {}, t('Change by head')), this.holder, this.matrix.root, element('div', { class: 'below' }, this.live, this.legend.root));
  }

  show(view: WhatIfView): void {
    const first = this.view === undefined;
    this.view = view;
    this.root.hidden = view.statistics.length === 0;
    if (this.root.hidden) return;
    if (first) {
      const choices = view.statistics.map(({ id, title }) => ({ id, title: say(title) }));
      this.chosen = choices[0]?.id ?? '';
      const pick = choice(t('Statistic'), choices, this.chosen, id => {
        this.chosen = id;
        this.draw();
      });
      this.holder.replaceChildren(pick);
    }
    this.draw();
  }

  dispose(): void {
    this.matrix.dispose();
    this.legend.dispose();
  }

  private statistic(): HeadChange | undefined {
    return this.view?.statistics.find(({ id }) => id === this.chosen) ?? this.view?.statistics[0];
  }

  private draw(): void {
    const { view } = this;
    const statistic = this.statistic();
    if (!view || !statistic) return;
    const values = statistic.after.map((after, at) => after - (statistic.before[at] ?? Number.NaN));
    const reach = Math.max(...extent(values).map(Math.abs)) || 1;
    const domain = [-reach, reach] as const;
    this.matrix.show({
      matrix: { values, rows: view.sites.length, columns: view.heads },
      rowNames: view.sites.map(siteName),
      columnNames: Array.from({ length: view.heads }, (_, head) => `H${head}`),
      domain,
      differences: true,
      flat: 2.2,
      print: signed,
      label: t('Change of {0} by layer (rows) and head (columns). Arrow keys move, Enter shows a head.', say(statistic.title)),
    });
    this.legend.show({ domain, differences: true, unit: statistic.unit, ...(values.some(Number.isNaN) ? { hatched: t('does not apply') } : {}) });
    this.point(undefined);
  }

  private point(cell: Cell | undefined): void {
    const { view } = this;
    const statistic = this.statistic();
    const at = cell && view ? cell.row * view.heads + cell.column : -1;
    const [before, after] = [statistic?.before[at], statistic?.after[at]];
    this.live.textContent =
      cell && before !== undefined && after !== undefined
        ? t('{0}: before {1}, after {2}, change {3}', headName(view?.sites[cell.row], cell.column), significant(before), significant(after), signed(after - before))
        : t('Choose a cell to see its head.');
  }
}
