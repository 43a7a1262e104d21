import type { KeptExperiment } from '../../src/protocol/panel';
import { button } from '../controls';
import { describe, element } from '../dom';
import { signed, significant } from '../numbers';
import { t } from '../strings';
import { shortened } from '../tokens/signs';

export interface ListEvents {
  readonly words: (experiment: KeptExperiment) => string;
  readonly repeat: (experiment: KeptExperiment) => void;
  readonly remove: (id: number) => void;
  readonly save: (experiments: readonly KeptExperiment[], kind: 'json' | 'csv') => void;
}

/** The numbers that tell one experiment from another at a glance. */
const TOLD = ['total_variation', 'cosine', 'flips', 'loss'];

/** What was tried so far: each can be made again, taken out and exported. */
export class ExperimentList {
  readonly root = element('section', { class: 'experiments' });

  constructor(private readonly events: ListEvents) {}

  show(list: readonly KeptExperiment[]): void {
    const title = element('h2', {}, t('Experiments so far'));
    if (list.length === 0) {
      this.root.replaceChildren(title, element('p', { class: 'muted' }, t('Each change that you try is kept here with its numbers, and comes back with the panel.')));
      return;
    }
    const items = [...list].reverse().map(one => this.item(one));
    const all = [button(t('Export all as JSON'), () => this.events.save(list, 'json')), button(t('Export all as CSV'), () => this.events.save(list, 'csv'))];
    this.root.replaceChildren(title, element('ul', {}, ...items), element('div', { class: 'actions' }, ...all));
  }

  private item(one: KeptExperiment): HTMLElement {
    const words = this.events.words(one);
    const told = one.numbers
      .filter(({ id, change }) => TOLD.includes(id) && change !== null)
      .map(({ id, before, change }) => `${NAMES()[id]} ${before === null ? significant(change ?? 0) : signed(change ?? 0)}`);
    const repeat = element('button', { type: 'button', class: 'row' });
    describe(repeat, { 'aria-label': t('Repeat: {0}', words), title: t('Run this experiment again') });
    repeat.append(
      element('span', { class: 'number muted' }, String(one.id)),
      element('span', {}, words),
      element('span', { class: 'number' }, told.join(' · ')),
      element('span', { class: 'muted' }, shortened(one.text.replace(/\s+/g, ' '), 48)),
    );
    repeat.addEventListener('click', () => this.events.repeat(one));
    const link = (label: string, spoken: string, press: () => void): HTMLElement => {
      const made = element('button', { type: 'button', class: 'link', 'aria-label': spoken }, label);
      made.addEventListener('click', press);
      return made;
    };
    return element(
      'li',
      {},
      repeat,
      link(t('Export'), t('Export: {0}', words), () => this.events.save([one], 'json')),
      link(t('Remove'), t('Remove: {0}', words), () => this.events.remove(one.id)),
    );
  }
}

const NAMES = (): Readonly<Record<string, string>> => ({ total_variation: t('TV'), cosine: t('1 − cos'), flips: t('flips'), loss: t('loss') });
