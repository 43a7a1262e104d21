import type { AttentionView, HeadAddress } from '../../src/core/viewModels';
import { HeadGrid } from '../charts/headGrid';
import { button } from '../controls';
import { element } from '../dom';
import { siteName } from '../names';
import type { Stage } from '../stage';
import { t } from '../strings';
import { sentenceOf } from '../views/parts/headSentence';
import { showThumbnails } from '../views/parts/thumbnails';
import { placeWords, scopesOf, toggled, wholeSite } from './scope';

export interface ScopeEvents {
  /** Another choice of heads; none are all. `looked` is the head to be shown. */
  readonly choose: (heads: readonly HeadAddress[], looked?: HeadAddress) => void;
  /** Knock these out, or let them back in. */
  readonly knockOut: (heads: readonly HeadAddress[]) => void;
}

/** The heads that a change is tried on, chosen on the grid. */
export class ScopePicker {
  readonly root = element('section', { class: 'heads', 'aria-label': t('Heads that are changed') });
  private readonly live = element('p', { class: 'live muted', role: 'status' });
  private readonly said = element('p', { class: 'scope' });
  private readonly grid: HeadGrid;
  private heads: readonly HeadAddress[] = [];

  constructor(
    private readonly view: AttentionView,
    stage: Stage,
    looked: HeadAddress,
    private readonly events: ScopeEvents,
  ) {
    const most = Math.max(1, ...view.sites.map(site => site.heads));
    const label = t(
      'Heads that are changed: {0} layers, {1} heads. Arrow keys move, Enter chooses a head, Space adds it, L its layer, A all, K knocks it out.',
      view.sites.length,
      most,
    );
    const choose = (head: HeadAddress, how: 'one' | 'add' | 'row'): void => {
      if (how === 'one') events.choose([head], head);
      else events.choose(toggled(this.heads, how === 'add' ? [head] : this.row(head)), how === 'add' ? head : undefined);
    };
    const point = (head: HeadAddress | undefined): void => {
      this.live.textContent = sentenceOf(view, head);
    };
    this.grid = new HeadGrid(view.sites, looked, siteName, { point, choose, key: (key, head) => this.key(key, head) }, label);
    const hint = element('p', { class: 'muted' }, t('Space adds a head, L its layer, A takes all, K knocks a head out.'));
    const all = button(t('All heads'), () => events.choose([]));
    this.root.append(element('div', { class: 'scroll' }, this.grid.root), this.live, element('div', { class: 'options' }, this.said, all), hint);
    void showThumbnails(this.grid, view, stage);
  }

  show(heads: readonly HeadAddress[], crossed: readonly HeadAddress[]): void {
    this.heads = heads;
    this.grid.mark({ framed: heads, crossed });
    const scopes = scopesOf(heads, this.view.sites).map(placeWords);
    this.said.textContent = scopes.join('') === '' ? t('Scope: all heads') : t('Scope: {0}', scopes.join(', '));
  }

  /** Marks the head that is looked at, wherever it was chosen. */
  look(head: HeadAddress): void {
    this.grid.choose(head);
  }

  dispose(): void {
    this.grid.dispose();
  }

  private row({ site }: HeadAddress): readonly HeadAddress[] {
    const found = this.view.sites.find(one => one.index === site);
    return found ? wholeSite(found) : [];
  }

  private key(key: string, head: HeadAddress): boolean {
    const acts: Readonly<Record<string, () => void>> = {
      a: () => this.events.choose([]),
      l: () => this.events.choose(toggled(this.heads, this.row(head))),
      k: () => this.events.knockOut([head]),
    };
    const act = acts[key.toLowerCase()];
    act?.();
    return act !== undefined;
  }
}
