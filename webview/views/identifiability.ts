import type { IdentifiabilityView } from '../../src/core/viewModels';
import { choice } from '../controls';
import { element } from '../dom';
import { axisNames } from '../names';
import type { View } from '../stage';
import { t } from '../strings';
import { curveChart } from './parts/curves';
import { nullSpaceTable } from './parts/nullSpace';

/** How long a token can still be told from its neighbours: curves over layers, null spaces of the heads, nearest neighbours. */
export const identifiability: View<IdentifiabilityView> = (root, view, stage) => {
  const curves = curveChart(view);
  const title = view.effective ? t('Weight without effect') : t('Tokens found again');
  const [left, right] = [element('section', {}, element('h2', {}, title), curves.root), element('section', {}, ...nullSpaceTable(view))];
  root.append(element('div', { class: 'pair' }, left, right));
  if (!view.effective && view.neighbours.length > 0) root.append(neighbourTable(view));
  curves.draw();
  stage.shade(undefined, undefined);
  return { chooseToken: () => undefined, dispose: () => curves.dispose() };
};

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
