import type { AttentionView, HeadAddress } from '../../src/core/viewModels';
import { HeadGrid } from '../charts/headGrid';
import { element, listen } from '../dom';
import { siteName } from '../names';
import type { View } from '../stage';
import { t } from '../strings';
import { HeadChooser } from './parts/headChooser';
import { HeadDetail } from './parts/headDetail';
import { sentenceOf } from './parts/headSentence';
import { allHeads, fitting, type HeadSet, read, sameHead, toggled, toggledSite, written } from './parts/headSet';
import { showThumbnails } from './parts/thumbnails';
import { worthALook } from './parts/worthALook';

/** All heads as thumbnails, those worth a look, and one or several in detail. */
export const attention: View<AttentionView> = (root, view, stage) => {
  const detail = new HeadDetail(view, stage);
  const status = element('p', { class: 'live muted', role: 'status' });
  let set = openedOn(view, stage);
  const frame = (): void => grid.mark({ framed: set, crossed: [], alike: set.length > 1 });
  const take = (wanted: HeadSet, follow = true): void => {
    set = fitting(view.sites, wanted);
    const [first] = set;
    if (!first) return;
    grid.choose(first, follow);
    frame();
    chooser.show(set);
    stage.keep({ site: first.site, head: first.head });
    stage.keepChoices({ heads: set.length > 1 ? written(set) : '' });
    void detail.open(set);
  };
  const open = ({ site, head }: HeadAddress): void => take([{ site, head }]);
  const chooser = new HeadChooser(
    view,
    () => set,
    take,
    { rule: stage.choices.rule, entropy: stage.choices.entropy },
    change => stage.keepChoices(change),
  );
  const grid = new HeadGrid(
    view.sites,
    set[0] ?? view.chosen,
    siteName,
    {
      point: at => (status.textContent = sentenceOf(view, at ?? undefined)),
      choose: (address, how) => {
        const site = view.sites.find(one => one.index === address.site);
        if (how === 'one') open(address);
        else if (how === 'add') take(toggled(set, address), false);
        else if (site) take(toggledSite(set, site), false);
      },
      key: (key, address) => {
        const site = view.sites.find(one => one.index === address.site);
        if (key === 'l' && site) take(toggledSite(set, site), false);
        else if (key === 'a') take(allHeads(view.sites, address), false);
        else return false;
        return true;
      },
    },
    t(
      'All heads: {0} layers, {1} heads. Arrow keys move, Enter opens a head, Space adds it, L adds its layer, A takes all.',
      view.sites.length,
      Math.max(1, ...view.sites.map(site => site.heads)),
    ),
  );
  const heads = element('section', { class: 'heads', 'aria-label': t('Heads') }, element('div', { class: 'scroll' }, grid.root), status, worthALook(view, open), chooser.root);
  root.append(element('div', { class: 'split' }, heads, detail.root));
  listen(detail.root, 'keydown', event => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    grid.root.focus();
  });
  frame();
  chooser.show(set);
  void showThumbnails(grid, view, stage);
  void detail.open(set);
  return {
    chooseToken: index => detail.chooseToken(index),
    addToken: index => detail.chooseToken(index, 'add'),
    dispose: () => {
      grid.dispose();
      detail.dispose();
    },
  };
};

/** The heads that were shown last, where they are here; else the one that the panel or the view names. */
function openedOn(view: AttentionView, { chosen: { site, head }, choices }: Parameters<View<AttentionView>>[2]): HeadSet {
  const kept = read(choices.heads, view.sites);
  const named = { site, head };
  const [first] = kept;
  if (first && (sameHead(first, named) || head < 0)) return kept;
  const known = view.sites.some(candidate => candidate.index === site && head >= 0 && head < candidate.heads);
  return [known ? named : view.chosen];
}
