import type { Compared as CompareState, PanelState } from '../../src/protocol/panel';
import { button, textArea } from '../controls';
import { element } from '../dom';
import { Menu } from '../shell/menu';
import { t } from '../strings';

export interface BarEvents {
  readonly state: () => PanelState;
  /** Takes what to compare with, or ends the comparison, and asks again. */
  readonly compare: (state: CompareState | undefined) => void;
  /** Asks which checkpoint; '' for none. */
  readonly pick: () => Promise<string>;
}

/** What a panel is compared with, and the menu that begins and ends it. */
export class CompareBar {
  readonly menu: Menu;
  readonly root = element('section', { class: 'compare-bar', hidden: true, 'aria-label': t('Comparison') });
  private readonly text = textArea(t('Second text'), t('Type the text to compare with and press Enter'), { enter: () => this.run(), typed: () => undefined });

  constructor(private readonly events: BarEvents) {
    this.menu = new Menu(t('Compare'), () => [
      { title: t('With another text…'), press: () => this.withText() },
      { title: t('With another checkpoint…'), press: () => void this.withCheckpoint() },
      ...(events.state().compare ? [{ title: t('End the comparison'), press: () => events.compare(undefined) }] : []),
    ]);
  }

  /** Shows what the state says. */
  show(): void {
    const { compare } = this.events.state();
    this.root.hidden = !compare;
    if (!compare) return;
    const end = button(t('End the comparison'), () => this.events.compare(undefined));
    if (compare.model === '') {
      this.text.value = compare.text;
      this.root.replaceChildren(
        element('span', {}, t('Compared with')),
        element('div', { class: 'fields' }, this.text.root),
        button(t('Compare'), () => this.run(), 'primary'),
        end,
      );
      return;
    }
    const other = element('button', { type: 'button', class: 'link', title: compare.model }, nameOf(compare.model));
    other.addEventListener('click', () => void this.withCheckpoint());
    this.root.replaceChildren(element('span', {}, t('Compared with the checkpoint')), other, end);
  }

  private withText(): void {
    const { text, compare } = this.events.state();
    this.events.compare({ model: '', text: compare?.model === '' ? compare.text : text, pair: '' });
    this.text.focus();
  }

  private async withCheckpoint(): Promise<void> {
    const path = await this.events.pick();
    const { text, pair } = this.events.state();
    if (path !== '') this.events.compare({ model: path, text, pair });
  }

  private run(): void {
    if (this.text.value.trim() !== '') this.events.compare({ model: '', text: this.text.value, pair: '' });
  }
}

/** The last part of a path. */
export const nameOf = (path: string): string => path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
