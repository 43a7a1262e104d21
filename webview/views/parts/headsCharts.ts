import type { HeadsView, Statistic } from '../../../src/core/viewModels';
import { axis, ThemedChart } from '../../charts/chart';
import { choice } from '../../controls';
import { element } from '../../dom';
import { headName, siteName } from '../../names';
import { significant } from '../../numbers';
import type { Stage } from '../../stage';
import { say, t } from '../../strings';

interface ChartPart {
  readonly root: HTMLElement;
  draw(): void;
  dispose(): void;
}

const titled = ({ title, unit }: Statistic): string => (unit === '' ? say(title) : `${say(title)} (${unit})`);

/** One point for each head, placed by two statistics; a click opens the head. */
export function scatterChart(view: HeadsView, stage: Stage): ChartPart {
  let [x, y] = [view.statistics[0], view.statistics[1] ?? view.statistics[0]];
  const heads = view.sites.flatMap((site, row) => Array.from({ length: site.heads }, (_, head) => ({ site, row, head })));
  const points = (): { x: number; y: number }[] =>
    heads.map(({ row, head }) => ({ x: x?.values[row * view.heads + head] ?? Number.NaN, y: y?.values[row * view.heads + head] ?? Number.NaN }));
  const chart = new ThemedChart<'scatter'>(look => ({
    type: 'scatter',
    label: t('Scatter of {0} heads: {1} across, {2} up. The table below has the numbers.', heads.length, x ? say(x.title) : '', y ? say(y.title) : ''),
    data: { datasets: [{ data: points(), backgroundColor: look.series[0], borderColor: look.surface, borderWidth: 1, pointRadius: 5, pointHoverRadius: 7 }] },
    options: {
      scales: { x: axis(x ? titled(x) : '', look, { grace: '4%', beginAtZero: true }), y: axis(y ? titled(y) : '', look, { grace: '4%', beginAtZero: true }) },
      onClick: (_, [hit]) => {
        const head = hit && heads[hit.index];
        if (head) stage.openHead(head.site.index, head.head);
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          callbacks: {
            label: ({ dataIndex, parsed }) => `${headName(heads[dataIndex]?.site, heads[dataIndex]?.head ?? 0)}: ${significant(parsed.x ?? 0)}, ${significant(parsed.y ?? 0)}`,
          },
        },
      },
    },
  }));
  const choices = view.statistics.map(({ id, title }) => ({ id, title: say(title) }));
  const find = (id: string): Statistic | undefined => view.statistics.find(one => one.id === id);
  const across = choice(t('Across'), choices, x?.id ?? '', id => redraw(() => (x = find(id))));
  const up = choice(t('Up'), choices, y?.id ?? '', id => redraw(() => (y = find(id))));
  const redraw = (change: () => void): void => {
    change();
    chart.draw();
  };
  return { root: element('section', { class: 'scatter' }, element('div', { class: 'options' }, across, up), chart.root), draw: () => chart.draw(), dispose: () => chart.dispose() };
}

/** How differently the heads of each layer attend. */
export function diversityChart(view: HeadsView): ChartPart {
  const values = [...view.diversity];
  const chart = new ThemedChart<'bar'>(look => ({
    type: 'bar',
    label: t('Diversity of heads by layer, nats: {0}', view.sites.map((site, index) => `${siteName(site)} ${significant(values[index] ?? Number.NaN)}`).join(', ')),
    data: { labels: view.sites.map(siteName), datasets: [{ data: values, backgroundColor: look.series[0], maxBarThickness: 36 }] },
    options: {
      scales: { x: axis('', look, { grid: { display: false } }), y: axis(t('nats'), look, { beginAtZero: true }) },
      plugins: { legend: { display: false }, tooltip: { callbacks: { label: ({ parsed }) => `${significant(parsed.y ?? 0)} nats` } } },
    },
  }));
  chart.root.classList.add('low');
  const words = t('Jensen–Shannon divergence among the heads of each layer: 0 where all heads attend alike.');
  return {
    root: element('section', {}, element('h2', {}, t('Diversity of heads')), element('p', { class: 'muted' }, words), chart.root),
    draw: () => chart.draw(),
    dispose: () => chart.dispose(),
  };
}
