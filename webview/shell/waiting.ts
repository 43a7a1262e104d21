import type { Message } from '../../src/core/message';
import { button, progressRing } from '../controls';
import { element } from '../dom';
import { say, t } from '../strings';

/** Short waits show nothing. */
const PATIENCE = 300;

/** Dims what is shown and offers Cancel when an answer takes longer than a moment. Lies over the picture, so nothing moves. */
export class Waiting {
  readonly root = element('div', { class: 'waiting-bar', hidden: true });
  private readonly label = element('span', { role: 'status' });
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly dimmed: HTMLElement,
    cancel: () => void,
  ) {
    this.root.append(progressRing(t('Running')), this.label, button(t('Cancel'), cancel));
  }

  start(): void {
    this.label.textContent = t('Running…');
    this.timer ??= setTimeout(() => this.shown(true), PATIENCE);
  }

  progress(share: number, label: Message): void {
    const percent = Number.isFinite(share) && share > 0 ? ` ${Math.round(Math.min(1, share) * 100)} %` : '';
    this.label.textContent = `${say(label)}${percent}`;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.shown(false);
  }

  private shown(on: boolean): void {
    this.root.hidden = !on;
    this.dimmed.classList.toggle('dimmed', on);
    this.dimmed.toggleAttribute('inert', false);
    this.dimmed.setAttribute('aria-busy', String(on));
  }
}
