import type { IdentifiabilityView } from '../../src/core/viewModels';
import { axis, ThemedChart } from '../charts/chart';
import { choice } from '../controls';
import { element } from '../dom';
import { axisNames } from '../names';
import { significant } from '../numbers';
import type { View } from '../stage';
import { say, t } from '../strings';
import { nullSpaceTable } from './parts/nullSpace';

/** How long a token can still be told from its neighbours: curves over layers, null spaces of the heads, nearest neighbours. */
export const identifiability: View<IdentifiabilityView> = (root, view, stage) => {
  const curves = curveChart(view);
  const [left, right] = [element('section', {}, element('h2', {}, t('Tokens found again')), curves.root), element('section', {}, ...nullSpaceTable(view))];
  const neighbours = neighbourTable(view);
  root.append(element('div', { class: 'pair' }, left, right), neighbours);
  curves.draw();
  stage.shade(undefined, undefined);
  return { chooseToken: () => undefined, dispose: () => curves.dispose() };
};

const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3]];
const POINTS = ['circle', 'rect', 'triangle', 'rectRot'] as const;

/** Curves differ in colour, dash and point, so that none of the three is needed to tell them apart. */
function curveChart(view: IdentifiabilityView): ThemedChart<'line'> {
  const layers = Math.max(1, ...view.curves.map(curve => curve.values.length));
  const described = view.curves.map(curve => `${say(curve.title)} ${curve.values.map(significant).join(', ')}`).join('; ');
  return new ThemedChart<'line'>(look => ({
    type: 'line',
    label: t('Share of tokens found again by layer: {0}. Chance is {1}.', described, significant(view.chance)),
    data: {
      labels: Array.from({ length: layers }, (_, layer) => (layer === 0 ? t('input') : String(layer))),
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
        {
          label: t('chance'),
          data: Array.from({ length: layers }, () => view.chance),
          borderColor: look.muted,
          backgroundColor: look.muted,
          borderDash: [2, 4],
          borderWidth: 1.5,
          pointRadius: 0,
          pointStyle: 'line' as const,
        },
      ],
    },
    options: {
      scales: { x: axis(t('layer'), look, { grid: { display: false } }), y: axis(t('share of tokens'), look, { min: 0, max: 1 }) },
      plugins: {
        legend: { position: 'bottom', labels: { color: look.foreground, usePointStyle: true, boxHeight: 7 } },
        tooltip: { callbacks: { label: ({ dataset, parsed }) => `${dataset.label ?? ''}: ${significant(parsed.y ?? 0)}` } },
      },
    },
  }));
}

/** For one layer: each token and the input token that its hidden state is nearest to. */
function neighbourTable(view: IdentifiabilityView): HTMLElement {
  const names = axisNames(view.tokens, view.tokens.length);
  const title = t('Nearest input token of each hidden state');
  const body = element('tbody');
  const said = element('p', { class: 'muted', role: 'status' });
  const show = (layer: string): void => {
    const nearest = view.neighbours.find(one => String(one.layer) === layer)?.nearest ?? [];
    const found = nearest.filter((to, from) => to === from).length;
    said.textContent = t('{0} of {1} tokens are nearest to themselves.', found, nearest.length);
    body.replaceChildren(
      ...nearest.map((to, from) =>
        element(
          'tr',
          { class: to === from ? undefined : 'lost' },
          ...[String(from), names[from] ?? '', names[to] ?? '', String(to), to === from ? t('itself') : t('another')].map(cell => element('td', {}, cell)),
        ),
      ),
    );
  };
  const choices = view.neighbours.map(({ layer }) => ({ id: String(layer), title: layer === 0 ? t('input') : String(layer) }));
  const last = choices.at(-1)?.id ?? '';
  show(last);
  const head = element('tr', {}, ...[t('Position'), t('Token'), t('Nearest'), t('Position of nearest'), t('Found')].map(cell => element('th', { scope: 'col' }, cell)));
  const table = element('div', { class: 'table', tabindex: 0, role: 'region', 'aria-label': title }, element('table', {}, element('thead', {}, head), body));
  return element('section', {}, element('h2', {}, title), element('div', { class: 'options' }, choice(t('Layer'), choices, last, show)), said, table);
}
