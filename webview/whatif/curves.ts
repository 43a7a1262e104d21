import type { CurvesView, Line } from '../../src/core/viewModels';
import { axis, ThemedChart } from '../charts/chart';
import { extent } from '../charts/pool';
import { choice } from '../controls';
import { element } from '../dom';
import { brief, significant } from '../numbers';
import { say, t } from '../strings';

/** Lines that share a scale. */
export interface LineGroup {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
}

/** Shares stand together; every other line has a scale of its own. */
export function groupsOf(lines: readonly Line[]): readonly LineGroup[] {
  const isShare = ({ unit, values }: Line): boolean => unit === '' && extent(values)[0] >= 0 && extent(values)[1] <= 1;
  const shares = lines.filter(isShare);
  const others = lines.filter(line => !isShare(line)).map(line => ({ id: line.id, title: say(line.title), unit: line.unit, lines: [line] }));
  return shares.length > 0 ? [{ id: '', title: shares.length === 1 && shares[0] ? say(shares[0].title) : t('Shares'), unit: '', lines: shares }, ...others] : others;
}

const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3]];
const POINTS = ['circle', 'rect', 'triangle', 'rectRot'] as const;

/** Numbers against one that was varied; ends of intervals as thin lines. */
export class Curves {
  readonly root = element('section', { class: 'curves' });
  private readonly chart: ThemedChart<'line'>;
  private group: LineGroup | undefined;

  constructor(view: CurvesView) {
    const groups = groupsOf(view.lines);
    this.group = groups[0];
    this.chart = new ThemedChart<'line'>(look => {
      const { lines = [], unit = '' } = this.group ?? {};
      const point = (values: readonly number[]) => values.map((y, at) => ({ x: view.x.values[at] ?? at, y }));
      const datasets = lines.flatMap((line, index) => {
        const colour = look.series[index % look.series.length] ?? look.foreground;
        const own = {
          label: say(line.title),
          data: point(line.values),
          borderColor: colour,
          backgroundColor: colour,
          borderDash: DASHES[index % DASHES.length] ?? [],
          pointStyle: POINTS[index % POINTS.length] ?? ('circle' as const),
          pointRadius: 3,
          borderWidth: 2,
        };
        const ends = [line.low, line.high].flatMap(values => (values ? [{ ...own, label: '', data: point(values), borderWidth: 1, pointRadius: 0, borderDash: [1, 3] }] : []));
        return [own, ...ends];
      });
      const described = lines.map(line => `${say(line.title)} ${line.values.map((value, at) => t('{0} at {1}', significant(value), brief(view.x.values[at] ?? at))).join(', ')}`);
      return {
        type: 'line',
        label: `${say(view.x.title)}: ${described.join('; ')}`,
        data: { datasets },
        options: {
          scales: { x: axis(say(view.x.title), look, { type: 'linear', grid: { display: false } }), y: axis(unit, look, { beginAtZero: true }) },
          plugins: {
            legend: { position: 'bottom', labels: { color: look.foreground, usePointStyle: true, boxHeight: 7, filter: ({ text }) => text !== '' } },
            tooltip: { callbacks: { label: ({ dataset, parsed }) => `${dataset.label ?? ''}: ${significant(parsed.y ?? 0)}` } },
          },
        },
      };
    });
    const pick =
      groups.length > 1
        ? choice(t('Show'), groups, this.group?.id ?? '', id => {
            this.group = groups.find(one => one.id === id);
            this.chart.draw();
          })
        : undefined;
    this.root.append(...(pick ? [pick] : []), this.chart.root);
  }

  draw(): void {
    this.chart.draw();
  }

  dispose(): void {
    this.chart.dispose();
  }
}
