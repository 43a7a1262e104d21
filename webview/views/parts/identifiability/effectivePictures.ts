import type { HeadAddress, IdentifiabilityView, SiteView } from '../../../../src/core/viewModels';
import type { Cell } from '../../../charts/layout';
import { extent, strongest } from '../../../charts/pool';
import { type SideMatrix, Triple } from '../../../charts/triple';
import { element } from '../../../dom';
import { axisNames, headName, quoted } from '../../../names';
import { signed, significant } from '../../../numbers';
import { floats } from '../../../slices';
import type { Stage } from '../../../stage';
import { say, t } from '../../../strings';
import { NumbersTable } from '../../../tables';
import { apartness, howMuch, ROUNDING } from './moved';

/** How many cells the table lists. */
const LISTED = 200;

interface Head {
  readonly site: SiteView;
  readonly head: number;
  /** [queries * keys] each. */
  readonly raw: Float32Array;
  readonly effective: Float32Array;
  readonly apart: Float32Array;
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
  private readonly panes: Triple;
  private readonly table = new NumbersTable(t('Cells that change most'), [t('Query'), t('Key'), t('Weight'), t('Effective'), t('Difference')]);
  private readonly names: readonly string[];
  private shown: Head | undefined;
  /** Cell under pointer or keyboard: another head is read at the same place. */
  private pointed: Cell | undefined;
  private asked = 0;
  private underWay: string | undefined;

  constructor(
    private readonly view: IdentifiabilityView,
    private readonly stage: Stage,
  ) {
    this.names = axisNames(view.tokens, view.tokens.length);
    const heading = (text: string): HTMLElement => element('h3', {}, text);
    this.panes = new Triple(
      { left: heading(t('Weights')), right: heading(t('Effective weights')), difference: heading(t('Difference: effective − weights')) },
      { point: cell => this.point(cell) },
    );
    this.root.append(this.title, this.said, this.panes.root, element('div', { class: 'below' }, this.live, this.panes.legends), this.table.root);
  }

  /** Asks for both forms of a head's weights and shows them; the pictures before stay until then. A head that is under way is not asked for again. */
  async open({ site: index, head }: HeadAddress): Promise<void> {
    const wanted = `${index}.${head}`;
    if (this.underWay === wanted) return;
    this.underWay = wanted;
    const asked = ++this.asked;
    const late = setTimeout(() => this.root.classList.add('waiting'), 300);
    const sums = this.stage.options.sums === 'kept' ? 'kept' : 'free';
    const [raw, effective] = await Promise.all([this.stage.slice({ kind: 'head', site: index, head }), this.stage.slice({ kind: 'effective', site: index, head, sums })]);
    clearTimeout(late);
    if (asked !== this.asked) return;
    this.underWay = undefined;
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
    this.panes.dispose();
  }

  private show(shown: Head): void {
    this.shown = shown;
    const { site, head, raw, effective, apart } = shown;
    const name = headName(site, head);
    const domain = commonDomain(raw, effective);
    const side = (values: Float32Array, label: string): SideMatrix => ({
      values,
      rows: site.queries,
      columns: site.keys,
      rowNames: this.names,
      columnNames: this.names,
      label,
    });
    this.panes.show({
      left: side(raw, t('Weights of {0}: queries as rows, keys as columns. Arrow keys move.', name)),
      right: side(effective, t('Effective weights of {0}: queries as rows, keys as columns.', name)),
      difference: { values: apart, label: t('Effective weights of {0} less its weights.', name) },
      domain,
      hatched: site.causal ? t('later tokens, masked') : undefined,
      look: { causal: site.causal },
    });
    this.panes.pointAt(this.pointed);
    this.said.textContent = `${howMuch(name, apartness(apart, site.queries))} ${identifiable(site)}`;
    this.list(shown);
    this.point(this.pointed);
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
