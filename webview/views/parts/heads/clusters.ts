import type { HeadClusters, HeadsView, PlacedHead } from '../../../../src/core/viewModels';
import { PointChart } from '../../../charts/points';
import { button } from '../../../controls';
import { type Column, DataTable } from '../../../dataTable';
import { element } from '../../../dom';
import { headName } from '../../../names';
import { significant, withUnit } from '../../../numbers';
import type { Part } from '../../../pictures';
import type { Stage } from '../../../stage';
import { say, t } from '../../../strings';
import { percent } from '../flow/threshold';
import { inCommon } from './common';

/** Statistics that are named of a cluster. */
const TELLING = 3;

/** Which heads attend alike: a map where near heads are like each other, its clusters in words, and all heads in a table. */
export function clusters(view: HeadsView, stage: Stage): Part {
  return view.clusters ? new Clusters(view, view.clusters, stage) : notCompared(stage);
}

function notCompared(stage: Stage): Part {
  const asked = stage.info?.parameters.find(({ id }) => id === 'clusters');
  const ask = asked
    ? [
        element(
          'p',
          {},
          button(t('Compare all heads'), () => stage.setOption(asked.id, 'true'), 'primary'),
        ),
      ]
    : [];
  return {
    root: element(
      'section',
      { class: 'clusters' },
      element('p', {}, t('The heads were not compared with each other. How alike two heads attend is measured at every query, which takes a while.')),
      ...ask,
    ),
  };
}

class Clusters implements Part {
  readonly root = element('section', { class: 'clusters' });
  private readonly live = element('p', { class: 'live', role: 'status' });
  private readonly chart: PointChart;
  private readonly table: DataTable<PlacedHead>;
  /** Groups of the picture: the clusters, and what is in none where there is such a head. */
  private readonly groups: readonly (readonly PlacedHead[])[];
  private readonly titles: readonly string[];

  constructor(
    private readonly view: HeadsView,
    private readonly found: HeadClusters,
    stage: Stage,
  ) {
    const { placed } = found;
    const alone = placed.filter(({ cluster }) => cluster < 0);
    this.groups = [...Array.from({ length: found.clusters }, (_, index) => placed.filter(({ cluster }) => cluster === index)), ...(alone.length > 0 ? [alone] : [])];
    this.titles = this.groups.map((_, index) => this.titleOf(index));
    const open = (one: PlacedHead | undefined): void => void (one && stage.openHead(one.site, one.head));
    this.chart = new PointChart({ point: index => this.point(index), choose: index => open(placed[index]) });
    this.table = new DataTable(t('All heads by cluster. Enter on a row opens its head.'), this.columns(), { choose: open });
    const words = element(
      'p',
      { class: 'muted' },
      t(
        'Near heads attend alike; directions mean nothing. Fit of the two dimensions: {0} (their eigenvalues over the sum of all absolute ones).',
        percent(Math.max(0, Math.min(1, found.fit))),
      ),
    );
    const left = element('div', {}, words, this.chart.root, this.live);
    const right = element('div', {}, element('h2', {}, this.heading()), this.list(), this.table.root);
    this.root.append(element('div', { class: 'pair' }, left, right));
  }

  draw(): void {
    const { placed } = this.found;
    const ends = squareEnds(placed);
    this.chart.show({
      points: placed.map(({ x, y, cluster }) => ({ x, y, group: cluster < 0 ? this.found.clusters : cluster })),
      groups: this.titles.map((title, index) => ({ title, none: index >= this.found.clusters })),
      across: { title: t('nats'), domain: ends.x },
      up: { title: t('nats'), domain: ends.y },
      label: t(
        '{0} heads, near where they attend alike, in {1} clusters. Arrow keys move to the nearest head, Enter opens it. The table lists them.',
        placed.length,
        this.found.clusters,
      ),
      nameOf: index => this.words(index),
    });
    this.table.show(placed, { column: 1, down: false });
    this.point(undefined);
  }

  dispose(): void {
    this.chart.dispose();
  }

  private titleOf = (index: number): string => (index < this.found.clusters ? t('Cluster {0}', index + 1) : t('In no cluster'));

  private heading(): string {
    const { clusters: count, tried } = this.found;
    const silhouette = tried.find(one => one.clusters === count)?.silhouette;
    return silhouette === undefined ? t('{0} clusters', count) : t('{0} clusters · mean silhouette {1}', count, significant(silhouette));
  }

  /** What each cluster's heads have in common, in words. */
  private list(): HTMLElement {
    const all = this.found.placed.map(one => this.at(one));
    const rows = this.groups.map((heads, index) => {
      const typical = this.found.placed[this.found.typical[index] ?? -1];
      const named = typical && index < this.found.clusters ? t('{0} heads, typical {1}', heads.length, this.nameOf(typical)) : t('{0} heads', heads.length);
      const telling =
        index < this.found.clusters
          ? inCommon(
              this.view,
              heads.map(one => this.at(one)),
              all,
              TELLING,
            )
          : [];
      const words = telling.map(({ statistic, mean, overall }) => t('{0} {1} (all heads {2})', say(statistic.title), withUnit(mean, statistic.unit), significant(overall)));
      return element(
        'li',
        {},
        element('strong', {}, this.titles[index] ?? ''),
        ` · ${named}`,
        ...(index < this.found.clusters ? [element('br'), element('span', { class: 'muted' }, words.join(' · ') || t('No statistic stands out.'))] : []),
      );
    });
    return element('ul', { class: 'cluster-list', 'aria-label': t('What heads of a cluster have in common') }, ...rows);
  }

  private columns(): readonly Column<PlacedHead>[] {
    const group = ({ cluster }: PlacedHead): number => (cluster < 0 ? this.found.clusters : cluster);
    return [
      { title: t('Head'), text: one => this.nameOf(one), value: one => this.at(one) },
      { title: t('Cluster'), text: one => this.titles[group(one)] ?? '', value: group },
      { title: t('Silhouette'), text: ({ silhouette }) => significant(silhouette), value: ({ silhouette }) => silhouette, numeric: true },
      { title: t('Most like'), text: ({ nearest: [first] }) => (first ? this.nameOf(this.found.placed[first.head]) : '–') },
      {
        title: t('Distance (nats)'),
        text: ({ nearest: [first] }) => significant(first?.distance ?? Number.NaN),
        value: ({ nearest: [first] }) => first?.distance ?? Number.NaN,
        numeric: true,
      },
    ];
  }

  /** Where a head's numbers stand in every statistic. */
  private at({ site, head }: PlacedHead): number {
    return this.view.sites.findIndex(({ index }) => index === site) * this.view.heads + head;
  }

  private nameOf(one: PlacedHead | undefined): string {
    return headName(
      this.view.sites.find(({ index }) => index === one?.site),
      one?.head ?? 0,
    );
  }

  private words(index: number): string {
    const one = this.found.placed[index];
    if (!one) return '';
    const [first] = one.nearest;
    const like = first ? ` · ${t('most like {0}, {1} away', this.nameOf(this.found.placed[first.head]), withUnit(first.distance, 'nats'))}` : '';
    return `${this.nameOf(one)} · ${this.titles[one.cluster < 0 ? this.found.clusters : one.cluster] ?? ''}${like}`;
  }

  private point(index: number | undefined): void {
    this.live.textContent = index === undefined ? t('Point at a head, or move with the arrow keys; a click or Enter opens it.') : this.words(index);
  }
}

/** Ends of both axes, equally far apart: distances are read in every direction. */
function squareEnds(placed: readonly PlacedHead[]): { readonly x: readonly [number, number]; readonly y: readonly [number, number] } {
  const middle = (values: readonly number[]): number => (Math.min(...values) + Math.max(...values)) / 2;
  const reach = (values: readonly number[]): number => (Math.max(...values) - Math.min(...values)) / 2;
  const [x, y] = [placed.map(one => one.x), placed.map(one => one.y)];
  const half = 1.08 * Math.max(reach(x), reach(y), 1e-3);
  return { x: [middle(x) - half, middle(x) + half], y: [middle(y) - half, middle(y) + half] };
}
