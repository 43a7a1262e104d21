import type { HeadsView, SiteView, Statistic } from '../../../../src/core/viewModels';
import { type Box, PointChart } from '../../../charts/points';
import { button, choice } from '../../../controls';
import { element } from '../../../dom';
import { siteName } from '../../../names';
import { significant, withUnit } from '../../../numbers';
import type { Part } from '../../../pictures';
import type { Stage } from '../../../stage';
import { say, t } from '../../../strings';
import { NumbersTable } from '../../../tables';
import type { Settings } from '../settings';
import { type HeadRow, headRows, nameOf, numberOf, titled } from './headRows';

/** Heads of one layer stand beside each other within this width, in layers. */
const SPREAD = 0.5;
const FIVE = 5;
/** Over the heads of each layer, or over the queries of each head of a layer. */
const OVER = ['heads', 'queries'] as const;

/** How a statistic spreads: over the heads of each layer with every head a point, or over the queries of each head of one layer. */
export class Distributions implements Part {
  readonly root = element('section', { class: 'distributions' });
  private readonly controls = element('div', { class: 'options' });
  private readonly explanation = element('p', { class: 'muted' });
  private readonly missing = element('div', { class: 'missing' });
  private readonly live = element('p', { class: 'live', role: 'status' });
  private readonly chart: PointChart;
  private readonly table = new NumbersTable(t('Five numbers of each'), [t('Of'), t('Minimum'), t('Lower quartile'), t('Median'), t('Upper quartile'), t('Maximum')]);
  private rows: readonly HeadRow[] = [];
  private statistic: Statistic | undefined;
  private over: string;
  private layer: string;

  constructor(
    private readonly view: HeadsView,
    private readonly stage: Stage,
    private readonly settings: Settings,
  ) {
    const ids = view.statistics.map(({ id }) => id);
    this.statistic = view.statistics[ids.indexOf(settings.choice('statistic', ids))];
    this.over = settings.choice('over', OVER);
    this.layer = settings.choice('layerOfHeads', view.sites.map(siteName));
    this.chart = new PointChart({
      point: index => this.point(index),
      choose: index => {
        const row = this.rows[index];
        if (row) stage.openHead(row.site.index, row.head);
      },
    });
    this.root.append(this.controls, this.explanation, this.missing, this.chart.root, this.live, this.table.root);
    this.drawControls();
  }

  draw(): void {
    const { statistic } = this;
    if (!statistic) return;
    const queries = this.over === 'queries';
    this.explanation.textContent = `${say(statistic.explanation)} ${
      queries
        ? t('A box is a head: quartiles and median over its queries, lines to the ends, the point its mean.')
        : t('A point is a head, a box a layer: quartiles and median, lines to the ends.')
    }`;
    const unknown = queries && !statistic.byHead;
    this.chart.root.hidden = unknown;
    this.live.hidden = unknown;
    this.table.root.hidden = unknown;
    this.missing.hidden = !unknown;
    if (unknown) this.missing.replaceChildren(...this.whyMissing());
    else if (queries) this.showQueries(statistic);
    else this.showHeads(statistic);
  }

  dispose(): void {
    this.chart.dispose();
  }

  private drawControls(): void {
    const { view, settings } = this;
    const list = (name: string, label: string, choices: readonly { readonly id: string; readonly title: string }[], chosen: string, set: (id: string) => void): HTMLElement =>
      choice(label, choices, chosen, id => {
        settings.keep(name, id);
        set(id);
        this.draw();
      });
    const statistics = view.statistics.map(({ id, title }) => ({ id, title: say(title) }));
    const statistic = list('statistic', t('Statistic'), statistics, this.statistic?.id ?? '', id => {
      this.statistic = view.statistics.find(one => one.id === id);
    });
    const overs = [
      { id: OVER[0], title: t('heads of each layer') },
      { id: OVER[1], title: t('queries of each head') },
    ];
    const layers = list(
      'layerOfHeads',
      t('Layer'),
      view.sites.map(site => ({ id: siteName(site), title: siteName(site) })),
      this.layer,
      id => (this.layer = id),
    );
    layers.hidden = this.over !== 'queries';
    const over = list('over', t('Over'), overs, this.over, id => {
      this.over = id;
      layers.hidden = id !== 'queries';
    });
    this.controls.replaceChildren(statistic, over, layers);
  }

  /** The engine gives the numbers of single queries when asked, and of some statistics only. */
  private whyMissing(): readonly HTMLElement[] {
    const known = this.view.statistics.filter(({ byHead }) => byHead).map(({ title }) => say(title));
    if (known.length > 0) return [element('p', {}, t('This statistic is not known of single queries. These are: {0}.', known.join(', ')))];
    const asked = this.stage.info?.parameters.find(({ id }) => id === 'spread');
    const ask = asked ? [button(t('Compute the spread over queries'), () => this.stage.setOption(asked.id, 'true'), 'primary')] : [];
    return [element('p', {}, t('Only means over queries were computed.')), ...ask];
  }

  private showHeads(statistic: Statistic): void {
    const { view } = this;
    this.rows = headRows(view);
    const aside = ({ site, head }: HeadRow): number => (site.heads > 1 ? (head / (site.heads - 1) - 0.5) * SPREAD : 0);
    const boxes = view.sites.map((_, row) => boxOf(row, statistic.bySite, row));
    const label = t('{0} of the heads of each layer. Arrow keys move to the nearest head, Enter opens it. The table has the five numbers of each layer.', say(statistic.title));
    this.show(
      statistic,
      boxes,
      view.sites.map(siteName),
      this.rows.map(row => ({ x: row.row + aside(row), y: numberOf(statistic, row), group: 0 })),
      label,
    );
  }

  private showQueries(statistic: Statistic): void {
    const { view } = this;
    const row = view.sites.findIndex(site => siteName(site) === this.layer);
    const site: SiteView | undefined = view.sites[row];
    if (!site || !statistic.byHead) return;
    this.rows = headRows(view).filter(one => one.row === row);
    const { byHead } = statistic;
    const boxes = this.rows.map(({ head, at }) => boxOf(head, byHead, at));
    const label = t('{0} of the queries of each head of {1}. Arrow keys move, Enter opens a head. The table has the five numbers of each.', say(statistic.title), siteName(site));
    this.show(
      statistic,
      boxes,
      this.rows.map(({ head }) => `H${head}`),
      this.rows.map(one => ({ x: one.head, y: numberOf(statistic, one), group: 0 })),
      label,
    );
  }

  private show(statistic: Statistic, boxes: readonly Box[], names: readonly string[], points: readonly { x: number; y: number; group: number }[], label: string): void {
    this.chart.show({
      points,
      groups: [{ title: t('heads') }],
      across: { title: '', names },
      up: { title: titled(statistic), ...(statistic.domain ? { domain: statistic.domain } : { zero: true }) },
      boxes,
      label,
      nameOf: index => this.words(index),
    });
    this.table.show(boxes.map((box, at) => [names[at] ?? '', ...[box.low, box.lowerQuartile, box.median, box.upperQuartile, box.high].map(significant)]));
    this.point(undefined);
  }

  private words(index: number): string {
    const [row, statistic] = [this.rows[index], this.statistic];
    return row && statistic ? `${nameOf(row)} · ${say(statistic.title)} ${withUnit(numberOf(statistic, row), statistic.unit)}` : '';
  }

  private point(index: number | undefined): void {
    this.live.textContent = index === undefined ? t('Point at a head, or move with the arrow keys; a click or Enter opens it.') : this.words(index);
  }
}

/** The five numbers that stand at one place of many, as a box. */
const boxOf = (x: number, fives: Float32Array, at: number): Box => {
  const [low, lowerQuartile, median, upperQuartile, high] = Array.from({ length: FIVE }, (_, number) => fives[at * FIVE + number] ?? Number.NaN) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { x, low, lowerQuartile, median, upperQuartile, high };
};
