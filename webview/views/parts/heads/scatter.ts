import type { HeadsView, Statistic } from '../../../../src/core/viewModels';
import { type PointAxis, PointChart } from '../../../charts/points';
import { choice } from '../../../controls';
import { element } from '../../../dom';
import { withUnit } from '../../../numbers';
import type { Part } from '../../../pictures';
import type { Stage } from '../../../stage';
import { say, t } from '../../../strings';
import type { Settings } from '../settings';
import { type HeadRow, headRows, nameOf, numberOf, titled } from './headRows';

/** One point for each head, placed by two statistics; a click or Enter opens the head. */
export class Scatter implements Part {
  readonly root = element('section', { class: 'scatter' });
  private readonly live = element('p', { class: 'live', role: 'status' });
  private readonly chart: PointChart;
  private readonly rows: readonly HeadRow[];
  private x: Statistic | undefined;
  private y: Statistic | undefined;

  constructor(view: HeadsView, stage: Stage, settings: Settings) {
    this.rows = headRows(view);
    this.chart = new PointChart({
      point: index => this.point(index),
      choose: index => {
        const row = this.rows[index];
        if (row) stage.openHead(row.site.index, row.head);
      },
    });
    const ids = view.statistics.map(({ id }) => id);
    const find = (id: string): Statistic | undefined => view.statistics.find(one => one.id === id);
    const choices = view.statistics.map(({ id, title }) => ({ id, title: say(title) }));
    const list = (name: string, label: string, among: readonly string[], set: (found: Statistic | undefined) => void): HTMLElement => {
      const chosen = settings.choice(name, among);
      set(find(chosen));
      return choice(label, choices, chosen, id => {
        settings.keep(name, id);
        set(find(id));
        this.draw();
      });
    };
    const across = list('across', t('Across'), ids, found => (this.x = found));
    const up = list('up', t('Up'), [...ids.slice(1), ...ids.slice(0, 1)], found => (this.y = found));
    this.root.append(element('div', { class: 'options' }, across, up), this.chart.root, this.live);
  }

  draw(): void {
    const { x, y, rows } = this;
    if (!x || !y) return;
    const points = rows.map(row => ({ x: numberOf(x, row), y: numberOf(y, row), group: 0 }));
    const missing = points.filter(point => Number.isNaN(point.x) || Number.isNaN(point.y)).length;
    this.chart.show({
      points,
      groups: [{ title: t('heads') }],
      across: { title: titled(x), ...ends(x) },
      up: { title: titled(y), ...ends(y) },
      label: t(
        '{0} heads by {1} (across) and {2} (up). Arrow keys move to the nearest head, Enter opens it. The table has the numbers.',
        rows.length - missing,
        say(x.title),
        say(y.title),
      ),
      nameOf: index => this.words(index),
    });
    this.point(undefined);
  }

  dispose(): void {
    this.chart.dispose();
  }

  private words(index: number): string {
    const { x, y } = this;
    const row = this.rows[index];
    if (!row || !x || !y) return '';
    const of = (statistic: Statistic): string => `${say(statistic.title)} ${withUnit(numberOf(statistic, row), statistic.unit)}`;
    return x === y ? `${nameOf(row)} · ${of(x)}` : `${nameOf(row)} · ${of(x)} · ${of(y)}`;
  }

  private point(index: number | undefined): void {
    const missing = this.rows.filter(row => Number.isNaN(numberOf(this.x, row)) || Number.isNaN(numberOf(this.y, row))).length;
    const left = missing > 0 ? ` ${t('{0} heads are left out: one of the statistics does not apply to them.', missing)}` : '';
    this.live.textContent = index === undefined ? `${t('Point at a head, or move with the arrow keys; a click or Enter opens it.')}${left}` : this.words(index);
  }
}

/** The scale that a statistic knows; else from zero to what there is. */
const ends = ({ domain }: Statistic): Partial<PointAxis> => (domain ? { domain } : { zero: true });
