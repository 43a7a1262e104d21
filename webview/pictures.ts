import { describe, element, freshId, listen } from './dom';

/** A piece of a view that is on the screen. */
export interface Part {
  readonly root: HTMLElement;
  /** Called once the root is in the document. */
  draw?(): void;
  dispose?(): void;
}

export interface PictureKind<Made extends Part = Part> {
  readonly id: string;
  readonly title: string;
  /** Called each time that it is chosen. */
  readonly make: () => Made;
}

/** Several pictures of the same numbers, one at a time, chosen by tabs: one stop for Tab, arrows move and choose. */
export class Pictures<Made extends Part = Part> {
  readonly root = element('div', { class: 'pictures' });
  private readonly holder: HTMLElement;
  private readonly tabs: readonly HTMLButtonElement[];
  private made: Made | undefined;
  private chosen: string;

  constructor(
    label: string,
    private readonly kinds: readonly PictureKind<Made>[],
    chosen: string,
    private readonly changed: (id: string) => void,
  ) {
    this.chosen = kinds.some(({ id }) => id === chosen) ? chosen : (kinds[0]?.id ?? '');
    const panel = freshId('pictures');
    this.tabs = kinds.map(({ id, title }) => {
      const tab = element('button', { type: 'button', role: 'tab', id: freshId('picture-tab'), 'aria-controls': panel }, title);
      tab.addEventListener('click', () => this.choose(id));
      return tab;
    });
    const bar = element('div', { class: 'picture-tabs', role: 'tablist', 'aria-label': label, hidden: kinds.length < 2 }, ...this.tabs);
    this.holder = element('div', { id: panel, role: 'tabpanel' });
    this.root.append(bar, this.holder);
    listen(bar, 'keydown', event => this.key(event));
  }

  /** The picture that is shown; none before `draw`. */
  get shown(): Made | undefined {
    return this.made;
  }

  /** Shows the chosen picture; the root must be in the document. */
  draw(): void {
    this.made?.dispose?.();
    const index = Math.max(
      0,
      this.kinds.findIndex(({ id }) => id === this.chosen),
    );
    for (const [at, tab] of this.tabs.entries()) describe(tab, { 'aria-selected': String(at === index), tabindex: at === index ? 0 : -1 });
    describe(this.holder, { 'aria-labelledby': this.tabs[index]?.id });
    this.made = this.kinds[index]?.make();
    this.holder.replaceChildren(...(this.made ? [this.made.root] : []));
    this.made?.draw?.();
  }

  dispose(): void {
    this.made?.dispose?.();
    this.made = undefined;
  }

  choose(id: string): void {
    if (id === this.chosen) return;
    this.chosen = id;
    this.draw();
    this.changed(id);
  }

  private key(event: KeyboardEvent): void {
    const at = this.tabs.findIndex(tab => tab.matches(':focus'));
    const last = this.tabs.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
    const kind = to === undefined ? undefined : this.kinds[to];
    if (to === undefined || !kind || at < 0) return;
    event.preventDefault();
    this.tabs[to]?.focus();
    this.choose(kind.id);
  }
}
