import { describe, element, listen } from '../dom';

export interface MenuItem {
  readonly title: string;
  readonly press: () => void;
}

/** A button that opens a menu below it. Arrows, Home and End move in it, Enter and Space choose, Escape and going elsewhere close it. */
export class Menu {
  readonly root = element('div', { class: 'menu-holder' });
  private readonly button: HTMLButtonElement;
  private readonly list = element('div', { class: 'menu', role: 'menu', hidden: true });

  constructor(
    label: string,
    private readonly items: () => readonly MenuItem[],
  ) {
    this.button = element('button', { type: 'button', class: 'link', 'aria-haspopup': 'menu', 'aria-expanded': 'false' }, label);
    describe(this.list, { 'aria-label': label });
    this.root.append(this.button, this.list);
    listen(this.button, 'click', () => (this.list.hidden ? this.open() : this.close()));
    listen(this.button, 'keydown', event => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      event.preventDefault();
      this.open(event.key === 'ArrowUp' ? -1 : 0);
    });
    listen(this.list, 'keydown', event => this.key(event));
    listen(this.root, 'focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && this.root.contains(relatedTarget))) this.close();
    });
  }

  private get buttons(): readonly HTMLButtonElement[] {
    return [...this.list.querySelectorAll('button')];
  }

  private open(at = 0): void {
    const items = this.items().map(({ title, press }) => {
      const item = element('button', { type: 'button', role: 'menuitem', tabindex: -1 }, title);
      item.addEventListener('click', () => {
        this.close();
        this.button.focus();
        press();
      });
      return item;
    });
    this.list.replaceChildren(...items);
    this.list.hidden = false;
    // It hangs from the button's right end, or where that has no room from its left.
    this.list.classList.remove('to-right');
    this.list.classList.toggle('to-right', this.list.getBoundingClientRect().left < 0);
    describe(this.button, { 'aria-expanded': 'true' });
    items.at(at)?.focus();
  }

  private close(): void {
    this.list.hidden = true;
    describe(this.button, { 'aria-expanded': 'false' });
  }

  private key(event: KeyboardEvent): void {
    const { buttons } = this;
    const at = buttons.findIndex(item => item.matches(':focus'));
    const to = { ArrowDown: (at + 1) % buttons.length, ArrowUp: (at - 1 + buttons.length) % buttons.length, Home: 0, End: buttons.length - 1 }[event.key];
    if (to !== undefined) buttons[to]?.focus();
    else if (event.key === 'Escape') {
      this.close();
      this.button.focus();
    } else return;
    event.preventDefault();
  }
}
