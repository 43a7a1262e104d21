import type { AttentionView, HeadAddress } from '../../src/core/viewModels';
import { HeadGrid } from '../charts/headGrid';
import { element, listen } from '../dom';
import { siteName } from '../names';
import type { View } from '../stage';
import { t } from '../strings';
import { HeadDetail } from './parts/headDetail';
import { sentenceOf } from './parts/headSentence';
import { showThumbnails } from './parts/thumbnails';
import { worthALook } from './parts/worthALook';

/** All heads as thumbnails, those worth a look, and one in detail. */
export const attention: View<AttentionView> = (root, view, stage) => {
  const { site, head } = stage.chosen;
  const known = view.sites.some(candidate => candidate.index === site && head >= 0 && head < candidate.heads);
  const detail = new HeadDetail(view, stage);
  const status = element('p', { class: 'live muted', role: 'status' });
  const open = (address: HeadAddress): void => {
    grid.choose(address);
    stage.keep({ site: address.site, head: address.head });
    void detail.open(address);
  };
  const chosen = known ? { site, head } : view.chosen;
  const grid = new HeadGrid(view.sites, chosen, siteName, {
    point: at => (status.textContent = sentenceOf(view, at ?? undefined)),
    choose: (address, how) => void (how !== 'row' && open(address)),
  });
  const heads = element('section', { class: 'heads', 'aria-label': t('Heads') }, element('div', { class: 'scroll' }, grid.root), status, worthALook(view, open));
  root.append(element('div', { class: 'split' }, heads, detail.root));
  listen(detail.root, 'keydown', event => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    grid.root.focus();
  });
  void showThumbnails(grid, view, stage);
  void detail.open(chosen);
  return {
    chooseToken: index => detail.chooseQuery(index),
    dispose: () => {
      grid.dispose();
      detail.dispose();
    },
  };
};
