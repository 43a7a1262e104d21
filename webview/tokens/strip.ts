import type { TokenView } from '../../src/core/viewModels';
import { colourAt, css, inkOn } from '../charts/colours';
import { describe, element, listen } from '../dom';
import { quoted } from '../names';
import { t } from '../strings';
import { onTheme, theme } from '../theme';
import { lineOf } from './line';
import { stretches, tokenName } from './signs';

export interface StripEvents {
  readonly choose: (index: number) => void;
  readonly reveal: (token: TokenView) => void;
}

/** The text as tokens: reads as text, shaded by what a token attends to. One stop for Tab, arrows inside. */
export class TokenStrip {
  readonly root = element('div', { class: 'strip' });
  private readonly line = element('div', { class: 'tokens', role: 'listbox', 'aria-label': t('Tokens'), 'aria-orientation': 'horizontal' });
  private readonly facts = element('p', { class: 'facts muted', role: 'status' });
  private readonly stop: (() => void)[];
  private tokens: readonly TokenView[] = [];
  private marks: HTMLElement[] = [];
  private at = 0;
  private shares: ArrayLike<number> | undefined;
  private from: number | undefined;

  constructor(private readonly events: StripEvents) {
    this.root.append(this.line, this.facts);
    this.stop = [
      onTheme(() => this.paint()),
      listen(this.line, 'click', event => this.press(this.under(event.target))),
      listen(this.line, 'pointerover', event => this.tell(this.under(event.target))),
      listen(this.line, 'pointerleave', () => this.tell(this.line.contains(document.activeElement) ? this.at : -1)),
      listen(this.line, 'keydown', event => this.key(event)),
      listen(this.line, 'focusin', event => this.tell(this.under(event.target))),
    ];
  }

  show(tokens: readonly TokenView[], texts: readonly string[]): void {
    this.tokens = tokens;
    this.at = Math.min(this.at, Math.max(0, tokens.length - 1));
    this.shares = undefined;
    this.from = undefined;
    this.marks = [];
    this.line.replaceChildren(
      ...lineOf(tokens, texts).flatMap(piece => {
        const mark = element('span', { class: `token${piece.joined ? ' joined' : ''}${piece.special ? ' special' : ''}`, role: 'option', tabindex: -1, 'aria-selected': 'false' });
        mark.dataset.index = String(piece.index);
        mark.append(...signed(piece.text, piece.spelled && !piece.special));
        this.marks.push(mark);
        return [...signed(piece.before, false), mark];
      }),
    );
    this.paint();
    this.rove(this.at, false);
    this.tell(-1);
  }

  /** Shades the tokens by shares in 0..1 and underlines the one looked from. */
  shade(shares: ArrayLike<number> | undefined, from: number | undefined): void {
    this.shares = shares?.length === this.tokens.length ? shares : undefined;
    this.from = from !== undefined && from < this.tokens.length ? from : undefined;
    if (this.from !== undefined && !this.line.contains(document.activeElement)) this.rove(this.from, false);
    this.paint();
  }

  dispose(): void {
    for (const end of this.stop) end();
  }

  private paint(): void {
    const { ramp } = theme();
    for (const [index, mark] of this.marks.entries()) {
      const share = this.shares?.[index] ?? 0;
      const colour = colourAt(ramp, share);
      mark.style.backgroundColor = share > 0.02 ? css(colour) : '';
      mark.style.color = share > 0.02 ? css(inkOn(colour)) : '';
      mark.classList.toggle('from', index === this.from);
      describe(mark, { 'aria-selected': String(index === this.from) });
    }
  }

  private rove(to: number, focus: boolean): void {
    const [old, next] = [this.marks[this.at], this.marks[to]];
    if (old) old.tabIndex = -1;
    if (!next) return;
    this.at = to;
    next.tabIndex = 0;
    if (focus) next.focus();
  }

  private key(event: KeyboardEvent): void {
    const last = this.marks.length - 1;
    const to = { ArrowRight: this.at + 1, ArrowDown: this.at + 1, ArrowLeft: this.at - 1, ArrowUp: this.at - 1, Home: 0, End: last }[event.key];
    if (to !== undefined) this.rove(Math.max(0, Math.min(last, to)), true);
    else if (event.key === 'Enter' || event.key === ' ') this.press(this.at);
    else return;
    event.preventDefault();
  }

  private press(index: number): void {
    const token = this.tokens[index];
    if (!token) return;
    this.rove(index, true);
    this.events.choose(index);
    if (!token.special) this.events.reveal(token);
  }

  private under(target: EventTarget | null): number {
    const mark = target instanceof Element ? target.closest<HTMLElement>('.token') : null;
    return mark ? Number(mark.dataset.index) : -1;
  }

  /** Says which token this is: position, vocabulary spelling, id, range in the text. */
  private tell(index: number): void {
    const token = this.tokens[index];
    if (!token) {
      this.facts.textContent = this.tokens.length > 0 ? t('{0} tokens', this.tokens.length) : '';
      return;
    }
    const range = token.special ? t('special token') : t('characters {0} to {1}', token.start, token.end);
    this.facts.textContent = [String(index), quoted(tokenName(token)), ...(token.label === tokenName(token) ? [] : [token.label]), t('id {0}', token.id), range].join(' · ');
  }
}

function signed(text: string, spelled: boolean): readonly (Node | string)[] {
  if (spelled) return [element('span', { class: 'sign' }, text)];
  return stretches(text).map(stretch => (stretch.sign ? element('span', { class: 'sign' }, stretch.text) : stretch.text));
}
