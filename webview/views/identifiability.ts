import type { HeadAddress, IdentifiabilityView } from '../../src/core/viewModels';
import { element } from '../dom';
import { showsLine } from '../shell/explain';
import type { Drawn, Stage, View } from '../stage';
import { t } from '../strings';
import { curveChart } from './parts/identifiability/curves';
import { EffectivePictures } from './parts/identifiability/effectivePictures';
import { MovedMap } from './parts/identifiability/movedMap';
import { NeighbourTable } from './parts/identifiability/neighbours';
import { nullSpaceTable } from './parts/identifiability/nullSpace';
import { Settings } from './parts/settings';

/** A table of so many heads has room beside the curves. */
const NARROW_HEADS = 8;

/** How long a token can still be told from its neighbours: curves over layers, null spaces of the heads, nearest neighbours; or what of each head's weights has no effect. */
export const identifiability: View<IdentifiabilityView> = (root, view, stage) => {
  const shows = showsLine(stage.info);
  root.append(...(shows ? [shows] : []));
  stage.shade(undefined, undefined);
  return view.effective ? weights(root, view, stage) : tokens(root, view, new Settings(stage));
};

function tokens(root: HTMLElement, view: IdentifiabilityView, settings: Settings): Drawn {
  const curves = curveChart(view);
  const neighbours = view.neighbours.length > 0 ? new NeighbourTable(view, settings) : undefined;
  const [left, right] = [element('section', {}, element('h2', {}, t('Tokens found again')), curves.root), element('section', {}, ...nullSpaceTable(view))];
  root.append(element('div', { class: view.sites.some(({ heads }) => heads > NARROW_HEADS) ? 'pair wide' : 'pair' }, left, right), ...(neighbours ? [neighbours.root] : []));
  curves.draw();
  neighbours?.draw();
  return { chooseToken: token => neighbours?.chooseToken(token), dispose: () => curves.dispose() };
}

function weights(root: HTMLElement, view: IdentifiabilityView, stage: Stage): Drawn {
  const curves = curveChart(view);
  const pictures = new EffectivePictures(view, stage);
  const open = (head: HeadAddress): void => {
    stage.keep(head);
    void pictures.open(head);
  };
  const map = new MovedMap(view, open);
  const right = element('section', {}, element('h2', {}, t('Weight without effect, by layer')), curves.root);
  root.append(element('div', { class: 'pair' }, map.root, right), pictures.root, element('section', {}, ...nullSpaceTable(view)));
  map.draw();
  curves.draw();
  void pictures.open(firstHead(view, stage));
  return {
    chooseToken: () => undefined,
    dispose: () => {
      for (const part of [curves, map, pictures]) part.dispose();
    },
  };
}

/** The head that was chosen before, where it is one of these; else the one that has most to be taken out. */
function firstHead({ sites, moved }: IdentifiabilityView, { chosen }: Stage): HeadAddress {
  if (sites.some(({ index, heads }) => index === chosen.site && chosen.head >= 0 && chosen.head < heads)) return { site: chosen.site, head: chosen.head };
  const all = sites.flatMap(({ index, heads }, row) => Array.from({ length: heads }, (_, head) => ({ site: index, head, share: moved[row]?.[head] ?? 0 })));
  const { site, head } = all.reduce((best, one) => (one.share > best.share ? one : best), { site: sites[0]?.index ?? 0, head: 0, share: 0 });
  return { site, head };
}
