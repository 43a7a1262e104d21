import { button, type TextControl, textArea } from '../controls';
import { element } from '../dom';
import { t } from '../strings';

export interface Asked {
  readonly text: string;
  readonly pair: string;
}

/** How long nobody may have typed before a text is asked about unbidden, milliseconds. */
const PAUSE = 400;

/** The text that is asked about, its pair where one is wanted, and Run. */
export class Question {
  readonly root = element('form', { class: 'question' });
  private readonly text: TextControl;
  private readonly pair: TextControl;
  private readonly more: HTMLElement;

  private typing: ReturnType<typeof setTimeout> | undefined;
  private asked: Asked = { text: '', pair: '' };

  constructor(private readonly run: (asked: Asked) => void) {
    const ask = (): void => this.ask();
    const typed = (): void => this.typed();
    this.text = textArea(t('Text'), t('Type a text and press Enter'), { enter: ask, typed });
    this.pair = textArea(t('Second text'), t('Second text of the pair'), { enter: ask, typed });
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
    clearTimeout(this.typing);
    this.asked = { text, pair };
    // Writing the same again would take the cursor from its place.
    if (this.text.value !== text) this.text.value = text;
    if (this.pair.value !== pair) this.pair.value = pair;
    this.showPair(pair !== '');
    this.more.hidden = !takesPair || pair !== '';
  }

  focus(): void {
    this.text.focus();
  }

  private get value(): Asked {
    return { text: this.text.value, pair: this.pair.root.hidden ? '' : this.pair.value };
  }

  private ask(): void {
    clearTimeout(this.typing);
    this.asked = this.value;
    this.run(this.asked);
  }

  private typed(): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => {
      const { text, pair } = this.value;
      if (text !== this.asked.text || pair !== this.asked.pair) this.ask();
    }, PAUSE);
  }

  private showPair(shown: boolean): void {
    this.pair.root.hidden = !shown;
    if (shown) this.more.hidden = true;
  }
}
