import { element } from '../dom';
import type { Drawn } from '../stage';

/** How long a new picture may draw unseen while the one before stands, milliseconds. */
const PATIENCE = 1500;

const frame = (): Promise<void> => new Promise(resolve => requestAnimationFrame(() => resolve()));

/**
 * One picture's place. Over a picture that is shown it is laid out and drawn unseen, until what it first asked for is there: so nothing flickers
 * between two pictures.
 */
export class Layer {
  readonly root = element('div', { class: 'layer' });
  drawn: Drawn | undefined;
  /** Whether it has said which tokens it looks from. */
  shaded = false;
  private readonly asked: Promise<unknown>[] = [];

  /** Counts an answer among those that the picture is made of. */
  waitFor<T>(answer: Promise<T>): Promise<T> {
    this.asked.push(answer.catch(() => undefined));
    return answer;
  }

  /** Resolves when what was asked for so far is drawn. */
  async ready(): Promise<void> {
    let late = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>(resolve => {
      timer = setTimeout(() => {
        late = true;
        resolve();
      }, PATIENCE);
    });
    const drawn = async (): Promise<void> => {
      for (let known = -1; known < this.asked.length && !late; ) {
        known = this.asked.length;
        await Promise.all(this.asked);
        await frame();
      }
    };
    await Promise.race([drawn(), patience]);
    clearTimeout(timer);
  }

  /** Lies unseen over another picture. */
  cover(): void {
    this.root.classList.add('coming');
    this.root.inert = true;
  }

  uncover(): void {
    this.root.classList.remove('coming');
    this.root.inert = false;
  }

  dispose(): void {
    this.drawn?.dispose();
    this.drawn = undefined;
    this.root.remove();
  }
}

/** A selector of what has the keyboard in a picture, to find its like in the next; undefined where it is elsewhere. */
export function focusedIn(root: HTMLElement): string | undefined {
  const { activeElement: active } = document;
  if (!active || !root.contains(active)) return undefined;
  return [active.tagName.toLowerCase(), ...[...active.classList].map(name => `.${CSS.escape(name)}`)].join('');
}
