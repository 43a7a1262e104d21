import type { Changes } from '../../src/core/analyses/experiments/experiment';
import { describe, element } from '../dom';
import { t } from '../strings';
import { type Naming, phrases } from './wording';

/** What is changed besides the mapping that is being tried, each with a way to take it back. */
export class ChangeList {
  readonly root = element('ul', { class: 'chips', 'aria-label': t('Changes') });

  constructor(
    private readonly naming: Naming,
    /** Absent where nothing can be taken back. */
    private readonly remove: ((place: number) => void) | undefined,
  ) {}

  show(changes: Changes): void {
    const { remove } = this;
    const items = phrases(changes, this.naming).map((words, place) => {
      if (!remove) return element('li', {}, element('span', {}, words));
      const press = element('button', { type: 'button', class: 'link', title: t('Undo') }, '✕');
      describe(press, { 'aria-label': t('Undo: {0}', words) });
      press.addEventListener('click', () => remove(place));
      return element('li', {}, element('span', {}, words), press);
    });
    this.root.replaceChildren(...items);
    this.root.hidden = items.length === 0;
  }
}
