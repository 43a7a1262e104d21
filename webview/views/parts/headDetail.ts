import type { AttentionView, HeadAddress, SiteView } from '../../../src/core/viewModels';
import type { Cell } from '../../charts/layout';
import { Legend } from '../../charts/legend';
import { MatrixChart } from '../../charts/matrix';
import { extent, rankOf, strongest } from '../../charts/pool';
import { element } from '../../dom';
import { axisNames, headName, quoted } from '../../names';
import { significant } from '../../numbers';
import { floats } from '../../slices';
import type { Stage } from '../../stage';
import { say, t } from '../../strings';
import { NumbersTable } from '../../tables';
import { sentenceOf } from './headSentence';
import { worthyQuery } from './worthyQuery';

/** How many keys the line about the chosen query names, and how many its table lists. */
const NAMED = 5;
const NAMED_FROM = 0.001;
const LISTED = 200;

interface Weights {
  readonly site: SiteView;
  readonly head: number;
  readonly values: Float32Array;
  readonly rowNames: readonly string[];
  readonly columnNames: readonly string[];
}

/** One head: its matrix of weights, what is under the pointer, and the chosen query in words and numbers. */
export class HeadDetail {
  readonly root = element('section', { class: 'detail', 'aria-label': t('One head') });
  private readonly title = element('h2');
  private readonly live = element('p', { class: 'live', role: 'status' });
  private readonly summary = element('p', { class: 'summary' });
  private readonly legend = new Legend();
  private readonly matrix: MatrixChart;
  private readonly numbers = new NumbersTable(t('Numbers of this query'), [t('Rank'), t('Key'), t('Token'), t('Weight')]);
  private weights: Weights | undefined;
  private query: number;
  private asked = 0;

  constructor(
    private readonly view: AttentionView,
    private readonly stage: Stage,
  ) {
    this.query = stage.chosen.query;
    this.matrix = new MatrixChart({ point: cell => this.point(cell), choose: cell => this.chooseQuery(cell.row) });
    const below = element('div', { class: 'below' }, this.live, this.legend.root);
    this.root.append(this.title, this.matrix.root, below, this.summary, this.numbers.root);
  }

  /** Asks for a head's weights and shows them; the picture before stays until then. */
  async open(address: HeadAddress): Promise<void> {
    const asked = ++this.asked;
    const late = setTimeout(() => this.root.classList.add('waiting'), 300);
    const answer = await this.stage.slice({ kind: 'head', site: address.site, head: address.head });
    clearTimeout(late);
    if (asked !== this.asked) return;
    this.root.classList.remove('waiting');
    const site = this.view.sites.find(candidate => candidate.index === address.site);
    this.title.textContent = sentenceOf(this.view, address);
    if (!answer.ok) {
      this.live.textContent = say(answer.message);
      return;
    }
    const values = floats(answer.value);
    if (site && values.length === site.queries * site.keys) this.show(site, address.head, values);
  }

  chooseQuery(query: number): void {
    if (!this.weights || query < 0 || query >= this.weights.site.queries) return;
    this.query = query;
    this.stage.keep({ query });
    this.showQuery();
  }

  dispose(): void {
    this.asked += 1;
    this.matrix.dispose();
    this.legend.dispose();
  }

  private show(site: SiteView, head: number, values: Float32Array): void {
    const rowNames = axisNames(this.view.queries, site.queries);
    const columnNames = axisNames(this.view.keys, site.keys);
    this.weights = { site, head, values, rowNames, columnNames };
    if (this.query < 0 || this.query >= site.queries) this.query = worthyQuery(values, site, this.view);
    const [, most] = extent(values);
    const domain = [0, most > 0 ? most : 1] as const;
    this.matrix.show({
      matrix: { values, rows: site.queries, columns: site.keys },
      rowNames,
      columnNames,
      domain,
      causal: site.causal,
      label: t(
        'Attention of {0}: {1} queries as rows, {2} keys as columns. Arrow keys move, Enter chooses a query, plus and minus zoom.',
        headName(site, head),
        site.queries,
        site.keys,
      ),
    });
    this.legend.show({ domain, ...(site.causal ? { hatched: t('later tokens, masked') } : {}) });
    this.showQuery();
  }

  private showQuery(): void {
    const { weights } = this;
    if (!weights) return;
    const row = this.row(this.query);
    this.matrix.chooseRow(this.query);
    this.stage.shade(scaledTo(row), this.query);
    const order = strongest(row, LISTED).filter(key => (row[key] ?? 0) > 0);
    const named = order
      .filter((key, rank) => rank < NAMED && (rank === 0 || (row[key] ?? 0) >= NAMED_FROM))
      .map(key => `${quoted(weights.columnNames[key] ?? '')} ${significant(row[key] ?? 0)}`);
    const from = quoted(weights.rowNames[this.query] ?? '');
    this.summary.textContent = named.length > 0 ? t('Query {0} → {1}', from, named.join(', ')) : t('Query {0} attends to nothing.', from);
    this.numbers.show(order.map((key, rank) => [String(rank + 1), String(key), weights.columnNames[key] ?? '', significant(row[key] ?? 0)]));
    this.point(undefined);
  }

  private row(query: number): Float32Array {
    const { weights } = this;
    return weights ? weights.values.subarray(query * weights.site.keys, (query + 1) * weights.site.keys) : new Float32Array();
  }

  private point(cell: Cell | undefined): void {
    const { weights } = this;
    if (!weights) return;
    if (!cell) {
      this.live.textContent = t('Point at a cell, or move with the arrow keys.');
      return;
    }
    const from = `${quoted(weights.rowNames[cell.row] ?? '')} (${cell.row})`;
    const to = `${quoted(weights.columnNames[cell.column] ?? '')} (${cell.column})`;
    if (weights.site.causal && cell.column > cell.row) {
      this.live.textContent = t('{0} → {1}: masked, a later token', from, to);
      return;
    }
    const row = this.row(cell.row);
    const seen = weights.site.causal ? cell.row + 1 : weights.site.keys;
    this.live.textContent = t('{0} → {1}: {2}, rank {3} of {4}', from, to, significant(row[cell.column] ?? 0), rankOf(row, cell.column), seen);
  }
}

/** Weights of one row as shares of its largest, for shading text. */
function scaledTo(row: Float32Array): Float32Array {
  const [, most] = extent(row);
  return most > 0 ? row.map(weight => weight / most) : row;
}
