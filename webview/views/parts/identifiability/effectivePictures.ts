import type { HeadAddress, IdentifiabilityView, SiteView } from '../../../../src/core/viewModels';
import type { Cell } from '../../../charts/layout';
import { Legend } from '../../../charts/legend';
import { MatrixChart } from '../../../charts/matrix';
import { extent, strongest } from '../../../charts/pool';
import { element } from '../../../dom';
import { axisNames, headName, quoted } from '../../../names';
import { signed, significant } from '../../../numbers';
import { floats } from '../../../slices';
import type { Stage } from '../../../stage';
import { say, t } from '../../../strings';
import { NumbersTable } from '../../../tables';
import { percent } from '../flow/threshold';

/** How many cells the table lists. */
const LISTED = 200;
/** Less than this is rounding of float32, not a change. */
const ROUNDING = 1e-4;

interface Head {
  readonly site: SiteView;
  readonly head: number;
  /** [queries * keys] each. */
  readonly raw: Float32Array;
  readonly effective: Float32Array;
  readonly apart: Float32Array;
}

/** Half the summed difference of a row, mean over rows: how far two matrices are apart as distributions. */
export function apartness(apart: Float32Array, rows: number): number {
  let total = 0;
  for (const value of apart) total += Math.abs(value);
  return total / 2 / Math.max(1, rows);
}

/** Ends of the common scale of weights and effective weights: below zero where some are. */
export function commonDomain(raw: Float32Array, effective: Float32Array): readonly [number, number] {
  const [[, most], [low, high]] = [extent(raw), extent(effective)];
  const top = Math.max(most, high) || 1;
  return [Math.min(0, low), top];
}

/** One head's weights as they are, what of them has an effect, and the difference, side by side on the same tokens. */
export class EffectivePictures {
  readonly root = element('section', { class: 'effective', 'aria-label': t('Weights and effective weights of one head') });
  private readonly title = element('h2');
  private readonly said = element('p', { class: 'summary', role: 'status' });
  private readonly live = element('p', { class: 'live', role: 'status' });
  private readonly scale = new Legend();
  private readonly change = new Legend();
  private readonly charts: readonly [MatrixChart, MatrixChart, MatrixChart];
  private readonly table = new NumbersTable(t('Cells that change most'), [t('Query'), t('Key'), t('Weight'), t('Effective'), t('Difference')]);
  private readonly names: readonly string[];
  private shown: Head | undefined;
  /** Cell under pointer or keyboard: another head is read at the same place. */
  private pointed: Cell | undefined;
  private asked = 0;

  constructor(
    private readonly view: IdentifiabilityView,
    private readonly stage: Stage,
  ) {
    this.names = axisNames(view.tokens, view.tokens.length);
    const chart = (): MatrixChart => new MatrixChart({ point: cell => this.point(cell), choose: cell => this.point(cell) });
    this.charts = [chart(), chart(), chart()];
    const titles = [t('Weights'), t('Effective weights'), t('Difference')];
    const panes = this.charts.map((one, index) => element('div', { class: 'pane' }, element('h3', {}, titles[index] ?? ''), one.root));
    const legends = element('div', { class: 'legends' }, this.scale.root, this.change.root);
    this.root.append(this.title, this.said, element('div', { class: 'triptych' }, ...panes), element('div', { class: 'below' }, this.live, legends), this.table.root);
  }

  /** Asks for both forms of a head's weights and shows them; the pictures before stay until then. */
  async open({ site: index, head }: HeadAddress): Promise<void> {
    const asked = ++this.asked;
    const late = setTimeout(() => this.root.classList.add('waiting'), 300);
    const sums = this.stage.options.sums === 'kept' ? 'kept' : 'free';
    const [raw, effective] = await Promise.all([this.stage.slice({ kind: 'head', site: index, head }), this.stage.slice({ kind: 'effective', site: index, head, sums })]);
    clearTimeout(late);
    if (asked !== this.asked) return;
    this.root.classList.remove('waiting');
    const site = this.view.sites.find(one => one.index === index);
    this.title.textContent = t('{0}: weights, and what of them has an effect', headName(site, head));
    const fault = [raw, effective].find(answer => !answer.ok);
    if (fault && !fault.ok) this.said.textContent = say(fault.message);
    if (!site || !raw.ok || !effective.ok) return;
    const [given, kept] = [floats(raw.value), floats(effective.value)];
    if (given.length !== site.queries * site.keys || kept.length !== given.length) return;
    this.show({ site, head, raw: given, effective: kept, apart: kept.map((value, at) => value - (given[at] ?? 0)) });
  }

  dispose(): void {
    this.asked += 1;
    for (const one of [...this.charts, this.scale, this.change]) one.dispose();
  }

  private show(shown: Head): void {
    this.shown = shown;
    const { site, head, raw, effective, apart } = shown;
    const name = headName(site, head);
    const domain = commonDomain(raw, effective);
    const reach = Math.max(...extent(apart).map(Math.abs)) || 1;
    const picture = (values: Float32Array, label: string, more: object = {}) => ({
      matrix: { values, rows: site.queries, columns: site.keys },
      rowNames: this.names,
      columnNames: this.names,
      domain,
      causal: site.causal,
      label,
      ...more,
    });
    const [before, after, difference] = this.charts;
    before.show(picture(raw, t('Weights of {0}: queries as rows, keys as columns. Arrow keys move.', name)));
    after.show(picture(effective, t('Effective weights of {0}: queries as rows, keys as columns.', name)));
    difference.show(picture(apart, t('Effective weights of {0} less its weights.', name), { domain: [-reach, reach], differences: true }));
    this.scale.show({ domain, ...(site.causal ? { hatched: t('later tokens, masked') } : {}) });
    this.change.show({ domain: [-reach, reach], differences: true });
    this.said.textContent = `${this.howMuch(shown)} ${identifiable(site)}`;
    this.list(shown);
    this.point(this.pointed);
  }

  private howMuch({ site, head, apart }: Head): string {
    const moved = apartness(apart, site.queries);
    if (moved < ROUNDING) return t('Nothing can be taken out of the weights of {0}: all of it has an effect.', headName(site, head));
    return t('{0} of the weight of {1} has no effect on its output.', percent(moved), headName(site, head));
  }

  private list({ site, raw, effective, apart }: Head): void {
    const cells = strongest(
      apart.map(value => Math.abs(value)),
      LISTED,
    ).filter(at => Math.abs(apart[at] ?? 0) >= ROUNDING);
    const row = (at: number): readonly string[] => [
      this.named(Math.floor(at / site.keys)),
      this.named(at % site.keys),
      significant(raw[at] ?? 0),
      significant(effective[at] ?? 0),
      signed(apart[at] ?? 0),
    ];
    this.table.show(cells.map(row));
  }

  private named = (token: number): string => `${quoted(this.names[token] ?? '')} (${token})`;

  private point(cell: Cell | undefined): void {
    this.pointed = cell;
    for (const chart of this.charts) chart.pointAt(cell);
    const { shown } = this;
    if (!shown || !cell) {
      this.live.textContent = t('Point at a cell, or move with the arrow keys.');
      return;
    }
    const { site, raw, effective, apart } = shown;
    const at = cell.row * site.keys + cell.column;
    const both = `${this.named(cell.row)} → ${this.named(cell.column)}`;
    this.live.textContent =
      site.causal && cell.column > cell.row
        ? t('{0}: masked, a later token', both)
        : t('{0}: weight {1}, effective {2}, difference {3}', both, significant(raw[at] ?? 0), significant(effective[at] ?? 0), signed(apart[at] ?? 0));
  }
}

/** Whether other weights could give the same output at all. */
function identifiable({ keys, valueWidth }: SiteView): string {
  if (valueWidth === undefined) return '';
  return keys <= valueWidth
    ? t('n = {0} ≤ d_v = {1}: weights are identifiable unless values depend on each other.', keys, valueWidth)
    : t('n = {0} > d_v = {1}: weights are not identifiable.', keys, valueWidth);
}
