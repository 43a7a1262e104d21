import type { IdentifiabilityView } from '../../src/core/viewModels';
import { element } from '../dom';
import { showsLine } from '../shell/explain';
import type { Drawn, View } from '../stage';
import { t } from '../strings';
import { curveChart } from './parts/identifiability/curves';
import { MovedMap } from './parts/identifiability/movedMap';
import { NeighbourTable } from './parts/identifiability/neighbours';
import { nullSpaceTable } from './parts/identifiability/nullSpace';
import { Settings } from './parts/settings';

/** How long a token can still be told from its neighbours: curves over layers, null spaces of the heads, nearest neighbours; or what of each head's weights has no effect. */
export const identifiability: View<IdentifiabilityView> = (root, view, stage) => {
  const shows = showsLine(stage.info);
  root.append(...(shows ? [shows] : []));
  stage.shade(undefined, undefined);
  return view.effective ? weights(root, view) : tokens(root, view, new Settings(stage));
};

function tokens(root: HTMLElement, view: IdentifiabilityView, settings: Settings): Drawn {
  const curves = curveChart(view);
  const neighbours = view.neighbours.length > 0 ? new NeighbourTable(view, settings) : undefined;
  const [left, right] = [element('section', {}, element('h2', {}, t('Tokens found again')), curves.root), element('section', {}, ...nullSpaceTable(view))];
  root.append(element('div', { class: 'pair' }, left, right), ...(neighbours ? [neighbours.root] : []));
  curves.draw();
  neighbours?.draw();
  return { chooseToken: token => neighbours?.chooseToken(token), dispose: () => curves.dispose() };
}

function weights(root: HTMLElement, view: IdentifiabilityView): Drawn {
  const curves = curveChart(view);
  const map = new MovedMap(view, () => undefined);
  const [left, right] = [element('section', {}, element('h2', {}, t('Weight without effect')), curves.root), element('section', {}, ...nullSpaceTable(view))];
  root.append(element('div', { class: 'pair' }, left, right), map.root);
  curves.draw();
  map.draw();
  return {
    chooseToken: () => undefined,
    dispose: () => {
      curves.dispose();
      map.dispose();
    },
  };
}
