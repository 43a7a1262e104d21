import { message } from '../../src/core/message';
import type { Remote } from '../../src/protocol/channel';
import type { FileCard } from '../../src/protocol/inspect';
import type { InspectorApi, InspectorEvents, InspectorWorld } from '../../src/protocol/inspector';
import { button } from '../controls';
import { describe, element } from '../dom';
import { noteList } from '../shell/explain';
import { staleBar } from '../shell/stale';
import { Tabs } from '../shell/tabs';
import { say, t } from '../strings';
import { cardPart, headline } from './card';
import type { Around } from './host';
import { nameSpan } from './names';
import { Sites } from './sites';
import type { InspectorState, Part } from './state';
import { Tensors } from './tensors';

const PART = 'part';

/** The editor of one file: a line that says what it is, and its tensors, attention sites and card as tabs. */
export class Inspector {
  private parts: { readonly tensors: Tensors; readonly sites: Sites } | undefined;
  private readonly stale = element('div');
  private readonly part = element('div', { id: PART, role: 'tabpanel' });
  private readonly tabs = new Tabs(PART, id => this.choose(id as Part), t('Parts of this file'));
  private sitesFound: number | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Remote<InspectorApi>,
    private readonly save: (state: InspectorState) => void,
    private state: InspectorState,
    private world: InspectorWorld,
  ) {
    root.addEventListener('keydown', event => this.key(event));
  }

  /** What the host tells unasked. */
  readonly events: { readonly [E in keyof InspectorEvents]: (params: Parameters<InspectorEvents[E]>[0]) => void } = {
    stale: ({ message: words }) => this.changed(say(words)),
    offer: offer => this.parts?.sites.offer(offer),
  };

  start(): void {
    this.parts?.tensors.dispose();
    this.parts?.sites.dispose();
    this.parts = undefined;
    this.stale.replaceChildren();
    const { card, fault, name } = this.world;
    if (!card) {
      const words = fault ? say(fault.message) : t('This file could not be read.');
      const again = button(t('Reload'), () => void this.reload(), 'primary');
      const page = element('div', { class: 'fault', role: 'alert' }, element('h1', {}, nameSpan(name)), element('p', {}, words), again);
      this.root.replaceChildren(page, this.stale);
      return;
    }
    const around = this.around(card);
    const sites = new Sites(
      around,
      () => this.command('manageTrust'),
      count => this.counted(count),
    );
    const tensors = new Tensors(around);
    this.parts = { tensors, sites };
    this.root.replaceChildren(
      header(card, () => this.command('openCheckpoint')),
      this.stale,
      ...[noteList(card.notes)].filter(part => part !== undefined),
      this.tabs.root,
      this.part,
    );
    this.drawTabs();
    this.show(card);
    void tensors.start();
    sites.offer(this.world.sites);
  }

  private around(card: FileCard): Around {
    return {
      host: this.host,
      stamp: card.stamp,
      state: () => this.state,
      keep: change => this.keep(change),
      stale: words => this.changed(words),
    };
  }

  private keep(change: Partial<InspectorState>): void {
    this.state = { ...this.state, ...change };
    this.save(this.state);
  }

  private choose(part: Part): void {
    this.keep({ part });
    this.tabs.select(part);
    if (this.world.card) this.show(this.world.card);
  }

  private drawTabs(): void {
    const found = this.sitesFound === undefined ? message('Attention sites') : message('Attention sites ({0})', this.sitesFound);
    this.tabs.show(
      [
        { id: 'tensors', title: message('Tensors'), shows: message('The tensors of this file, and a look into one.') },
        { id: 'sites', title: found, shows: message('Where the model attends, and what was not taken as attention.') },
        { id: 'card', title: message('Card'), shows: message('What the file says of itself.') },
      ],
      this.state.part,
    );
  }

  private counted(count: number | undefined): void {
    const focused = document.activeElement?.id;
    this.sitesFound = count;
    this.drawTabs();
    // The tabs were made anew; who stood on one stands there still.
    if (focused?.startsWith('tab-')) document.getElementById(focused)?.focus();
  }

  private show(card: FileCard): void {
    const { part } = this.state;
    describe(this.part, { 'aria-labelledby': `tab-${part}` });
    if (part === 'card') this.part.replaceChildren(cardPart(card));
    else if (this.parts) this.part.replaceChildren(this.parts[part].root);
  }

  private changed(words: string): void {
    if (this.stale.childElementCount > 0) return;
    this.stale.replaceChildren(staleBar(words, () => void this.reload(), t('Reload')));
  }

  private async reload(): Promise<void> {
    const world = await this.host.reload({}).catch(() => undefined);
    if (!world) return;
    this.world = world;
    this.start();
  }

  private command(command: 'openCheckpoint' | 'manageTrust' | 'showLog'): void {
    void this.host.command({ command }).catch(() => undefined);
  }

  private key(event: KeyboardEvent): void {
    const typing = event.target instanceof HTMLElement && event.target.closest('vscode-text-field, input') !== null;
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey || !this.parts) return;
    event.preventDefault();
    if (this.state.part !== 'tensors') this.choose('tensors');
    this.parts.tensors.focusSearch();
  }
}

function header(card: FileCard, open: () => void): HTMLElement {
  const words = element('div', { class: 'words' }, element('h1', {}, nameSpan(card.name)), element('p', { class: 'summary' }, headline(card)));
  return element('header', { class: 'bar file' }, words, card.notRunnable ? undefined : button(t('Open in Headlight'), open, 'primary'));
}
