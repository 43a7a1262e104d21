import type { TokenView } from '../../src/core/viewModels';
import { element } from '../dom';
import { quoted } from '../names';
import { t } from '../strings';
import { lineOf } from './line';
import { tokenName } from './signs';
import { TokenText } from './text';

export interface StripEvents {
  readonly choose: (index: number, how: 'one' | 'add') => void;
  readonly reveal: (token: TokenView) => void;
}

/** The text as tokens: reads as text, shaded by what a token attends to, with a line that says which token is under pointer or focus. */
export class TokenStrip {
  readonly root = element('div', { class: 'strip' });
  private readonly text: TokenText;
  private readonly facts = element('p', { class: 'facts muted', role: 'status' });
  private tokens: readonly TokenView[] = [];

  constructor(events: StripEvents) {
    this.text = new TokenText(t('Tokens'), {
      choose: (index, how) => {
        const token = this.tokens[index];
        if (!token) return;
        events.choose(index, how);
        if (!token.special) events.reveal(token);
      },
      point: index => this.tell(index),
    });
    this.root.append(this.text.root, this.facts);
  }

  show(tokens: readonly TokenView[], texts: readonly string[]): void {
    this.tokens = tokens;
    this.text.show(lineOf(tokens, texts));
    this.tell(undefined);
  }

  /** Shades the tokens by shares in 0..1 and underlines those looked from. */
  shade(shares: ArrayLike<number> | undefined, from: number | readonly number[] | undefined): void {
    const looking = from === undefined ? [] : typeof from === 'number' ? [from] : from;
    this.text.shade(shares?.length === this.tokens.length ? shares : undefined, looking);
  }

  dispose(): void {
    this.text.dispose();
  }

  /** Says which token this is: position, vocabulary spelling, id, range in the text. */
  private tell(index: number | undefined): void {
    const token = this.tokens[index ?? -1];
    if (!token) {
      this.facts.textContent = this.tokens.length > 0 ? t('{0} tokens', this.tokens.length) : '';
      return;
    }
    const range = token.special ? t('special token') : t('characters {0} to {1}', token.start, token.end);
    this.facts.textContent = [String(index), quoted(tokenName(token)), ...(token.label === tokenName(token) ? [] : [token.label]), t('id {0}', token.id), range].join(' · ');
  }
}
