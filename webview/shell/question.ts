import { button, type TextControl, textArea } from '../controls';
import { element } from '../dom';
import { t } from '../strings';

export interface Asked {
  readonly text: string;
  readonly pair: string;
}

/** The text that is asked about, its pair where one is wanted, and Run. */
export class Question {
  readonly root = element('form', { class: 'question' });
  private readonly text: TextControl;
  private readonly pair: TextControl;
  private readonly more: HTMLElement;

  constructor(run: (asked: Asked) => void) {
    const ask = (): void => run({ text: this.text.value, pair: this.pair.root.hidden ? '' : this.pair.value });
    this.text = textArea(t('Text'), t('Type a text and press Enter'), ask);
    this.pair = textArea(t('Second text'), t('Second text of the pair'), ask);
    this.pair.root.hidden = true;
    this.more = element('button', { type: 'button', class: 'link' }, t('Add a second text'));
    this.more.addEventListener('click', () => {
      this.showPair(true);
      this.pair.focus();
    });
    this.root.append(element('div', { class: 'fields' }, this.text.root, this.pair.root), button(t('Run'), ask, 'primary'), this.more);
    this.root.addEventListener('submit', event => event.preventDefault());
  }

  show({ text, pair }: Asked, takesPair: boolean): void {
    this.text.value = text;
    this.pair.value = pair;
    this.showPair(pair !== '');
    this.more.hidden = !takesPair || pair !== '';
  }

  focus(): void {
    this.text.focus();
  }

  private showPair(shown: boolean): void {
    this.pair.root.hidden = !shown;
    if (shown) this.more.hidden = true;
  }
}
