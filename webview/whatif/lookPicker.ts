import type { AttentionView, HeadAddress } from '../../src/core/viewModels';
import { HeadGrid } from '../charts/headGrid';
import { element } from '../dom';
import { siteName } from '../names';
import type { Stage } from '../stage';
import { t } from '../strings';
import { sentenceOf } from '../views/parts/headSentence';
import { showThumbnails } from '../views/parts/thumbnails';

/** The heads, to look at one of them before and after; what was changed is changed. */
export class LookPicker {
  readonly root = element('section', { class: 'heads', 'aria-label': t('Heads') });
  private readonly live = element('p', { class: 'live muted', role: 'status' });
  private readonly grid: HeadGrid;

  constructor(view: AttentionView, stage: Stage, looked: HeadAddress, look: (head: HeadAddress) => void) {
    const point = (head: HeadAddress | undefined): void => {
      this.live.textContent = sentenceOf(view, head);
    };
    this.grid = new HeadGrid(view.sites, looked, siteName, { point, choose: (head, how) => void (how !== 'row' && look(head)) });
    this.root.append(element('div', { class: 'scroll' }, this.grid.root), this.live);
    void showThumbnails(this.grid, view, stage);
  }

  show(_heads: readonly HeadAddress[], crossed: readonly HeadAddress[]): void {
    this.grid.mark({ framed: [], crossed });
  }

  /** Marks the head that is looked at, wherever it was chosen. */
  look(head: HeadAddress): void {
    this.grid.choose(head);
  }

  dispose(): void {
    this.grid.dispose();
  }
}
