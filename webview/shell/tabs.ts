import type { AnalysisInfo } from '../../src/protocol/engine';
import { describe, element, listen } from '../dom';
import { say, t } from '../strings';

/** Analyses, or other parts, as tabs: one stop for Tab, arrows move and choose. */
export class Tabs {
  readonly root: HTMLElement;
  private tabs: HTMLButtonElement[] = [];
  private ids: readonly string[] = [];

  constructor(
    private readonly panelId: string,
    private readonly choose: (id: string) => void,
    label = t('Analyses'),
  ) {
    this.root = element('div', { class: 'tabs', role: 'tablist', 'aria-label': label });
    listen(this.root, 'keydown', event => this.key(event));
  }

  show(analyses: readonly Pick<AnalysisInfo, 'id' | 'title' | 'shows'>[], chosen: string): void {
    this.ids = analyses.map(({ id }) => id);
    this.tabs = analyses.map(({ id, title, shows }) => {
      const tab = element('button', { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': this.panelId, title: say(shows) }, say(title));
      tab.addEventListener('click', () => this.choose(id));
      return tab;
    });
    this.root.replaceChildren(...this.tabs);
    this.select(chosen);
  }

  select(chosen: string): void {
    for (const [index, tab] of this.tabs.entries()) {
      const on = this.ids[index] === chosen;
      describe(tab, { 'aria-selected': String(on), tabindex: on ? 0 : -1 });
    }
    const first = this.tabs[0];
    if (first && !this.ids.includes(chosen)) first.tabIndex = 0;
  }

  private key(event: KeyboardEvent): void {
    const at = this.tabs.findIndex(tab => tab.matches(':focus'));
    const last = this.tabs.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
    const id = to === undefined ? undefined : this.ids[to];
    if (to === undefined || id === undefined || at < 0) return;
    event.preventDefault();
    this.tabs[to]?.focus();
    this.choose(id);
  }
}
