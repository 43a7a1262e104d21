import type { HeadAddress, IdentifiabilityView } from '../../../../src/core/viewModels';
import type { Cell } from '../../../charts/layout';
import { Legend } from '../../../charts/legend';
import { MatrixChart } from '../../../charts/matrix';
import { extent } from '../../../charts/pool';
import { element } from '../../../dom';
import { headName, siteName } from '../../../names';
import { significant } from '../../../numbers';
import type { Part } from '../../../pictures';
import { t } from '../../../strings';

/** How much of each head's weight has no effect: a row for each layer, a column for each head; a press chooses the head. */
export class MovedMap implements Part {
  readonly root = element('section', { class: 'map' });
  private readonly live = element('p', { class: 'live', role: 'status' });
  private readonly legend = new Legend();
  private readonly matrix: MatrixChart;
  private readonly heads: number;
  private readonly values: Float32Array;

  constructor(
    private readonly view: Pick<IdentifiabilityView, 'sites' | 'moved'>,
    private readonly choose: (head: HeadAddress) => void,
  ) {
    const { sites, moved } = view;
    this.heads = Math.max(1, ...sites.map(site => site.heads));
    this.values = Float32Array.from({ length: sites.length * this.heads }, (_, at) => moved[Math.floor(at / this.heads)]?.[at % this.heads] ?? Number.NaN);
    this.matrix = new MatrixChart({ point: cell => this.point(cell), choose: cell => this.press(cell) });
    const words = t(
      'Half the summed difference of a row between the weights and what of them has an effect, mean over queries. It can pass 1, since effective weights may be below zero.',
    );
    this.root.append(
      element('h2', {}, t('Weight without effect, by head')),
      element('p', { class: 'muted' }, words),
      this.matrix.root,
      element('div', { class: 'below' }, this.live, this.legend.root),
    );
  }

  draw(): void {
    const { sites } = this.view;
    const [, most] = extent(this.values);
    const domain = [0, most > 0 ? most : 1] as const;
    this.matrix.show({
      matrix: { values: this.values, rows: sites.length, columns: this.heads },
      rowNames: sites.map(siteName),
      columnNames: Array.from({ length: this.heads }, (_, head) => `H${head}`),
      domain,
      flat: 2.2,
      print: significant,
      label: t('Weight without effect by layer (rows) and head (columns). Arrow keys move, Enter shows a head below.'),
    });
    this.legend.show({ domain });
    this.point(undefined);
  }

  dispose(): void {
    this.matrix.dispose();
    this.legend.dispose();
  }

  private point(cell: Cell | undefined): void {
    this.live.textContent = cell
      ? t('{0}: weights move by {1}', headName(this.view.sites[cell.row], cell.column), significant(this.values[cell.row * this.heads + cell.column] ?? Number.NaN))
      : t('Choose a cell to compare its head’s weights below.');
  }

  private press({ row, column }: Cell): void {
    const site = this.view.sites[row];
    if (site && column < site.heads) this.choose({ site: site.index, head: column });
  }
}
