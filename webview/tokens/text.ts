import { colourAt, css, inkOn } from '../charts/colours';
import { describe, element, listen } from '../dom';
import { t } from '../strings';
import { onTheme, theme } from '../theme';
import type { Piece } from './line';
import { stretches } from './signs';

export interface TextEvents {
  /** A click or Enter chooses one piece; Space, Ctrl and Shift add it. */
  readonly choose: (index: number, how: 'one' | 'add') => void;
  /** The piece under pointer or focus; undefined for none. */
  readonly point: (index: number | undefined) => void;
}

/** Shares below this are not seen on the background. */
const SEEN = 0.02;

/** Pieces of a text that flow as it reads, shaded. One stop for Tab, arrows inside. */
export class TokenText {
  readonly root: HTMLElement;
  private readonly stop: (() => void)[];
  private marks = new Map<number, HTMLElement>();
  private order: readonly number[] = [];
  private at = 0;
  private shares: ArrayLike<number> | undefined;
  private from: ReadonlySet<number> = new Set();

  constructor(
    label: string,
    private readonly events: TextEvents,
    kind = 'tokens',
  ) {
    this.root = element('div', { class: kind, role: 'listbox', 'aria-label': label, 'aria-orientation': 'horizontal', 'aria-multiselectable': 'true', dir: 'auto' });
    this.stop = [
      onTheme(() => this.paint()),
      listen(this.root, 'click', event => this.press(this.under(event.target), event.ctrlKey || event.metaKey || event.shiftKey ? 'add' : 'one')),
      listen(this.root, 'pointerover', event => this.events.point(this.under(event.target))),
      listen(this.root, 'pointerleave', () => this.events.point(this.holdsFocus ? this.order[this.at] : undefined)),
      listen(this.root, 'keydown', event => this.key(event)),
      listen(this.root, 'focusin', event => this.events.point(this.under(event.target))),
    ];
  }

  /** Lays pieces out; what was shaded is no more. */
  show(pieces: readonly Piece[]): void {
    this.order = pieces.map(({ index }) => index);
    this.at = Math.min(this.at, Math.max(0, pieces.length - 1));
    this.shares = undefined;
    this.from = new Set();
    this.marks = new Map();
    this.root.replaceChildren(
      ...pieces.flatMap(piece => {
        const mark = element('span', {
          class: `token${piece.joined ? ' joined' : ''}${piece.special ? ' special' : ''}`,
          role: 'option',
          tabindex: -1,
          'aria-selected': 'false',
          dir: piece.special ? 'ltr' : undefined,
        });
        // Spaces alone are seen where they are, and heard by name.
        if (/^ +$/.test(piece.text)) describe(mark, { 'aria-label': t('space') });
        mark.dataset.index = String(piece.index);
        mark.append(...signed(piece.text, piece.spelled && !piece.special));
        this.marks.set(piece.index, mark);
        return [...signed(piece.before, false), mark];
      }),
    );
    this.paint();
    this.rove(this.at, false);
  }

  /** Shades the pieces by shares in 0..1, by index, and underlines those looked from. */
  shade(shares: ArrayLike<number> | undefined, from: readonly number[]): void {
    this.shares = shares;
    this.from = new Set(from.filter(index => this.marks.has(index)));
    const [first] = this.from;
    if (first !== undefined && !this.holdsFocus) this.rove(this.order.indexOf(first), false);
    this.paint();
  }

  dispose(): void {
    for (const end of this.stop) end();
  }

  private get holdsFocus(): boolean {
    return this.root.contains(document.activeElement);
  }

  private paint(): void {
    const { ramp } = theme();
    for (const [index, mark] of this.marks) {
      const share = this.shares?.[index] ?? 0;
      const colour = colourAt(ramp, Math.min(1, share));
      mark.style.backgroundColor = share > SEEN ? css(colour) : '';
      mark.style.color = share > SEEN ? css(inkOn(colour)) : '';
      mark.classList.toggle('from', this.from.has(index));
      describe(mark, { 'aria-selected': String(this.from.has(index)) });
    }
  }

  private markAt(place: number): HTMLElement | undefined {
    return this.marks.get(this.order[place] ?? -1);
  }

  private rove(to: number, focus: boolean): void {
    const [old, next] = [this.markAt(this.at), this.markAt(to)];
    if (old) old.tabIndex = -1;
    if (!next) return;
    this.at = to;
    next.tabIndex = 0;
    if (focus) next.focus();
  }

  private key(event: KeyboardEvent): void {
    const last = this.order.length - 1;
    const right = getComputedStyle(this.root).direction === 'rtl' ? -1 : 1;
    const to = { ArrowRight: this.at + right, ArrowDown: this.at + 1, ArrowLeft: this.at - right, ArrowUp: this.at - 1, Home: 0, End: last }[event.key];
    if (to !== undefined) this.rove(Math.max(0, Math.min(last, to)), true);
    else if (event.key === 'Enter' || event.key === ' ') this.press(this.order[this.at], event.key === ' ' ? 'add' : 'one');
    else return;
    event.preventDefault();
  }

  private press(index: number | undefined, how: 'one' | 'add'): void {
    if (index === undefined || !this.marks.has(index)) return;
    this.rove(this.order.indexOf(index), true);
    this.events.choose(index, how);
  }

  private under(target: EventTarget | null): number | undefined {
    const mark = target instanceof Element ? target.closest<HTMLElement>('.token') : null;
    return mark ? Number(mark.dataset.index) : undefined;
  }
}

function signed(text: string, spelled: boolean): readonly (Node | string)[] {
  // Neither decides which way the text runs: it is the vocabulary's spelling, not the text's.
  if (spelled) return [element('span', { class: 'sign', dir: 'ltr' }, text)];
  return stretches(text).map(stretch => (stretch.sign ? element('span', { class: 'sign' }, stretch.text) : stretch.text));
}
