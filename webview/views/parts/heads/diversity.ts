import type { HeadsView } from '../../../../src/core/viewModels';
import { axis, ThemedChart } from '../../../charts/chart';
import { element } from '../../../dom';
import { siteName } from '../../../names';
import { significant } from '../../../numbers';
import type { Part } from '../../../pictures';
import { t } from '../../../strings';

/** How differently the heads of each layer attend. */
export function diversityChart(view: HeadsView): Part {
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
  const words = t('Jensen-Shannon divergence among the heads of each layer: 0 where all heads attend alike.');
  return {
    root: element('section', {}, element('h2', {}, t('Diversity of heads')), element('p', { class: 'muted' }, words), chart.root),
    draw: () => chart.draw(),
    dispose: () => chart.dispose(),
  };
}
