import type { FlowView } from '../../../../src/core/viewModels';
import type { Cell } from '../../../charts/layout';
import { Legend } from '../../../charts/legend';
import { MatrixChart } from '../../../charts/matrix';
import { extent, rankOf, strongest } from '../../../charts/pool';
import { button, choice } from '../../../controls';
import { element } from '../../../dom';
import { axisNames, quoted } from '../../../names';
import { significant } from '../../../numbers';
import type { Part } from '../../../pictures';
import type { Stage } from '../../../stage';
import { say, t } from '../../../strings';
import { NumbersTable } from '../../../tables';
import type { Settings } from '../settings';
import { FlowBars } from './flowBars';

type Variant = FlowView['matrices'][number];

/** How much of each input token reaches each position: a matrix, and bars for one position. */
export class FlowMatrix implements Part {
  readonly root = element('div', { class: 'pair flow' });
  private readonly live = element('p', { class: 'live', role: 'status' });
  private readonly heading = element('h2');
  private readonly missing = element('div', { class: 'missing', hidden: true });
  private readonly legend = new Legend();
  private readonly matrix: MatrixChart;
  private readonly bars = new FlowBars();
  private readonly numbers = new NumbersTable(t('Numbers of this position'), [t('Rank'), t('Position'), t('Token'), t('Share')]);
  private readonly rowNames: readonly string[];
  private readonly columnNames: readonly string[];
  private variant: Variant | undefined;
  private query: number;

  constructor(
    private readonly view: FlowView,
    private readonly stage: Stage,
    private readonly settings: Settings,
  ) {
    const ids = view.matrices.map(({ id }) => id);
    this.variant = view.matrices[ids.indexOf(settings.choice('values', ids))];
    this.rowNames = axisNames(view.queries, view.queries.length);
    this.columnNames = axisNames(view.keys, view.keys.length);
    this.query = this.usable(stage.chosen.query) ? stage.chosen.query : view.query;
    this.matrix = new MatrixChart({ point: cell => this.point(cell), choose: cell => this.chooseToken(cell.row) });
    const choices = view.matrices.map(({ id, title }) => ({ id, title: say(title) }));
    const list = choices.length > 1 ? choice(t('Values'), choices, this.variant?.id ?? '', id => this.choose(id)) : undefined;
    const layers = element('p', { class: 'muted' }, t('Layers {0} to {1}. Rows: positions of the last layer. Columns: input tokens.', view.layers[0], view.layers[1]));
    const left = element('section', {}, ...(list ? [list] : []), layers, this.matrix.root, element('div', { class: 'below' }, this.live, this.legend.root));
    const right = element('section', {}, this.heading, this.missing, this.bars.root, this.numbers.root);
    this.root.append(left, right);
  }

  draw(): void {
    const { variant, view } = this;
    if (!variant) return;
    const [, most] = extent(variant.values);
    const domain = [0, most > 0 ? most : 1] as const;
    this.matrix.show({
      matrix: { values: variant.values, rows: view.queries.length, columns: view.keys.length },
      rowNames: this.rowNames,
      columnNames: this.columnNames,
      domain,
      causal: view.causal,
      label: t('{0}: positions as rows, input tokens as columns. Arrow keys move, Enter chooses a position.', view.method === 'flow' ? t('Maximum flow') : t('Attention rollout')),
    });
    const unknown = variant.values.some(Number.isNaN);
    const hatched = unknown ? t('not computed or masked') : view.causal ? t('later tokens, masked') : undefined;
    this.legend.show({ domain, ...(hatched ? { hatched } : {}) });
    this.showQuery();
  }

  chooseToken(index: number): void {
    if (!this.usable(index)) return;
    this.query = index;
    this.stage.keep({ query: index });
    this.showQuery();
  }

  dispose(): void {
    this.matrix.dispose();
    this.legend.dispose();
    this.bars.dispose();
  }

  private usable = (query: number): boolean => query >= 0 && query < this.view.queries.length;

  private choose(id: string): void {
    this.settings.keep('values', id);
    this.variant = this.view.matrices.find(one => one.id === id) ?? this.variant;
    this.draw();
  }

  private row(query: number): Float32Array {
    const width = this.view.keys.length;
    return this.variant?.values.subarray(query * width, (query + 1) * width) ?? new Float32Array();
  }

  private showQuery(): void {
    const row = this.row(this.query);
    const known = row.some(value => !Number.isNaN(value));
    const [, most] = extent(row);
    const name = quoted(this.rowNames[this.query] ?? '');
    this.heading.textContent = t('What {0} draws on', name);
    this.matrix.chooseRow(this.query);
    this.stage.shade(known && most > 0 ? row.map(value => (Number.isNaN(value) ? 0 : value / most)) : undefined, this.query);
    this.bars.root.hidden = !known;
    this.numbers.root.hidden = !known;
    this.missing.hidden = known;
    if (known) this.bars.show(row, this.columnNames, t('Share of each input token in {0}', name));
    else this.missing.replaceChildren(element('p', {}, t('This position was not computed.')), ...this.computeButton(name));
    const order = strongest(row, 200);
    this.numbers.show(order.map((key, rank) => [String(rank + 1), String(key), this.columnNames[key] ?? '', significant(row[key] ?? 0)]));
    this.point(undefined);
  }

  /** Where the analysis takes a token, a position that was left out can be asked for. */
  private computeButton(name: string): readonly HTMLElement[] {
    const parameter = this.stage.info?.parameters.find(one => one.kind === 'token');
    return parameter ? [button(t('Compute {0}', name), () => this.stage.setOption(parameter.id, String(this.query)), 'primary')] : [];
  }

  private point(cell: Cell | undefined): void {
    if (!cell) {
      this.live.textContent = t('Point at a cell, or move with the arrow keys.');
      return;
    }
    const row = this.row(cell.row);
    const value = row[cell.column] ?? Number.NaN;
    const from = `${quoted(this.rowNames[cell.row] ?? '')} (${cell.row})`;
    const to = `${quoted(this.columnNames[cell.column] ?? '')} (${cell.column})`;
    if (this.view.causal && cell.column > cell.row) this.live.textContent = t('{0} → {1}: masked, a later token', from, to);
    else if (Number.isNaN(value)) this.live.textContent = t('{0} → {1}: not computed', from, to);
    else this.live.textContent = t('{0} → {1}: {2}, rank {3} of {4}', from, to, significant(value), rankOf(row, cell.column), this.view.causal ? cell.row + 1 : row.length);
  }
}
