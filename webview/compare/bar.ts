import { checkpointName } from '../../src/protocol/checkpointName';
import type { Compared as CompareState, PanelState } from '../../src/protocol/panel';
import { button, textArea } from '../controls';
import { element } from '../dom';
import { Menu } from '../shell/menu';
import { t } from '../strings';

export interface BarEvents {
  readonly state: () => PanelState;
  /** Whether what is shown can be compared: in the tab where things are tried nothing is. */
  readonly compares: () => boolean;
  /** Whether this is an exported page, where nothing else can be compared. */
  readonly still: () => boolean;
  /** Takes what to compare with, or ends the comparison, and asks again. */
  readonly compare: (state: CompareState | undefined) => void;
  /** Asks which checkpoint; '' for none. */
  readonly pick: () => Promise<string>;
}

/** No checkpoint has this path. */
const TEXTS = '';

/** What a panel is compared with, and the menu that begins and ends it. */
export class CompareBar {
  readonly menu: Menu;
  readonly root = element('section', { class: 'compare-bar', hidden: true, 'aria-label': t('Comparison') });
  private readonly text = textArea(t('Second text'), t('Type the text to compare with and press Enter'), { enter: () => this.run(), typed: () => undefined });

  /** What the bar's parts are for: TEXTS, or the path of a checkpoint. */
  private shown: string | undefined;

  constructor(private readonly events: BarEvents) {
    this.menu = new Menu(t('Compare'), () => [
      { title: t('With another text…'), press: () => this.withText() },
      { title: t('With another checkpoint…'), press: () => void this.withCheckpoint() },
      ...(events.state().compare ? [{ title: t('End the comparison'), press: () => events.compare(undefined) }] : []),
    ]);
  }

  /** Shows what the state says. What has the keyboard keeps it. */
  show(): void {
    const { compare } = this.events.state();
    this.menu.root.hidden = !this.events.compares();
    this.root.hidden = !compare || !this.events.compares();
    if (!compare) return;
    if (this.events.still()) {
      this.root.replaceChildren(...told(compare));
      return;
    }
    const texts = compare.model === '';
    if (texts && this.text.value !== compare.text) this.text.value = compare.text;
    const shown = texts ? TEXTS : compare.model;
    if (this.shown !== shown) this.root.replaceChildren(...(texts ? this.textParts() : this.checkpointParts(compare.model)));
    this.shown = shown;
  }

  private textParts(): readonly HTMLElement[] {
    const fields = element('div', { class: 'fields' }, this.text.root);
    return [element('span', {}, t('Compared with')), fields, button(t('Compare'), () => this.run(), 'primary'), this.end()];
  }

  private checkpointParts(path: string): readonly HTMLElement[] {
    const other = element('button', { type: 'button', class: 'link', title: path }, checkpointName(path));
    other.addEventListener('click', () => void this.withCheckpoint());
    return [element('span', {}, t('Compared with the checkpoint')), other, this.end()];
  }

  private end(): HTMLElement {
    return button(t('End the comparison'), () => this.events.compare(undefined));
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

/** What was compared with, where that stands. */
const told = ({ model, text }: CompareState): readonly HTMLElement[] =>
  model === ''
    ? [element('span', {}, t('Compared with')), element('span', { class: 'other' }, t('“{0}”', text))]
    : [element('span', {}, t('Compared with the checkpoint')), element('span', { class: 'other' }, checkpointName(model))];
