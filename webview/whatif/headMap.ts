import type { HeadAddress, HeadMapView } from '../../src/core/viewModels';
import { Legend } from '../charts/legend';
import { MatrixChart } from '../charts/matrix';
import { element } from '../dom';
import { headName, siteName } from '../names';
import { significant } from '../numbers';
import { say, t } from '../strings';
import { domainOf } from '../views/parts/domain';
import { Curves } from './curves';

/** One number for each head, from a change of that head alone; a press shows the head. */
export class HeadMap {
  readonly root = element('div', { class: 'pair' });
  private readonly legend = new Legend();
  private readonly matrix: MatrixChart;
  private readonly removal: Curves | undefined;

  constructor(
    private readonly view: HeadMapView,
    open: (head: HeadAddress) => void,
  ) {
    const live = element('p', { class: 'live', role: 'status' }, t('Choose a cell to see its head.'));
    this.matrix = new MatrixChart({
      point: cell => {
        live.textContent = cell ? `${headName(view.sites[cell.row], cell.column)}: ${significant(view.values[cell.row * view.heads + cell.column] ?? Number.NaN)}` : '';
      },
      choose: ({ row, column }) => {
        const site = view.sites[row];
        if (site && column < site.heads) open({ site: site.index, head: column });
      },
    });
    const words = [element('h3', {}, say(view.title)), element('p', { class: 'muted' }, say(view.explanation))];
    this.root.append(element('section', {}, ...words, this.matrix.root, element('div', { class: 'below' }, live, this.legend.root)));
    this.removal = view.removal && new Curves(view.removal);
    if (this.removal) this.root.append(element('section', {}, element('h3', {}, t('More and more heads')), this.removal.root));
  }

  draw(): void {
    const { view } = this;
    const domain = domainOf(view);
    this.matrix.show({
      matrix: { values: view.values, rows: view.sites.length, columns: view.heads },
      rowNames: view.sites.map(siteName),
      columnNames: Array.from({ length: view.heads }, (_, head) => `H${head}`),
      domain,
      differences: domain[0] < 0,
      flat: 2.2,
      print: significant,
      label: t('{0} by layer (rows) and head (columns). Arrow keys move, Enter shows a head.', say(view.title)),
    });
    this.legend.show({ domain, differences: domain[0] < 0, unit: view.unit });
    this.removal?.draw();
  }

  dispose(): void {
    this.matrix.dispose();
    this.legend.dispose();
    this.removal?.dispose();
  }
}
