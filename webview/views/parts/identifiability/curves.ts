import type { IdentifiabilityView } from '../../../../src/core/viewModels';
import { axis, ThemedChart } from '../../../charts/chart';
import { significant } from '../../../numbers';
import { say, t } from '../../../strings';
import { placesOf } from '../places';
import { endsOf } from './moved';

const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3]];
const POINTS = ['circle', 'rect', 'triangle', 'rectRot'] as const;

/** Curves over layers. They differ in colour, dash and point, so that none of the three is needed to tell them apart. */
export function curveChart(view: IdentifiabilityView): ThemedChart<'line'> {
  const places = placesOf(view);
  const described = view.curves.map(curve => `${say(curve.title)} ${curve.values.map(significant).join(', ')}`).join('; ');
  const what = view.effective ? t('half the summed difference') : t('share of tokens');
  const label = view.effective
    ? t('Half the summed difference of a row by layer: {0}.', described)
    : t('Share of tokens found again by layer: {0}. Chance is {1}.', described, significant(view.chance));
  return new ThemedChart<'line'>(look => ({
    type: 'line',
    label,
    data: {
      labels: [...places],
      datasets: [
        ...view.curves.map((curve, index) => ({
          label: say(curve.title),
          data: [...curve.values],
          borderColor: look.series[index % look.series.length] ?? look.foreground,
          backgroundColor: look.series[index % look.series.length] ?? look.foreground,
          borderDash: DASHES[index % DASHES.length] ?? [],
          pointStyle: POINTS[index % POINTS.length] ?? 'circle',
          pointRadius: 4,
          clip: 8,
          borderWidth: 2,
        })),
        ...(view.effective ? [] : [chanceLine(view.chance, places.length, look.muted)]),
      ],
    },
    options: {
      scales: { x: axis(t('layer'), look, { grid: { display: false } }), y: axis(what, look, endsOf(view)) },
      plugins: {
        legend: { position: 'bottom', labels: { color: look.foreground, usePointStyle: true, boxHeight: 7 } },
        tooltip: { callbacks: { label: ({ dataset, parsed }) => `${dataset.label ?? ''}: ${significant(parsed.y ?? 0)}` } },
      },
    },
  }));
}

const chanceLine = (chance: number, places: number, colour: string) => ({
  label: t('chance'),
  data: Array.from({ length: places }, () => chance),
  borderColor: colour,
  backgroundColor: colour,
  borderDash: [2, 4],
  borderWidth: 1.5,
  pointRadius: 0,
  pointStyle: 'line' as const,
});
