import type { Rest } from '../../src/core/attention/interventions/intervention';
import { button, checkbox, enter, numberField } from '../controls';
import { element, listen } from '../dom';
import { t } from '../strings';

export interface WeightEvents {
  readonly set: (value: number) => void;
  readonly cut: (everywhere: boolean) => void;
  readonly rest: (rest: Rest) => void;
  readonly close: () => void;
}

/** One weight by keyboard: its number, what becomes of the rest of its row, and the knife. */
export class WeightEditor {
  readonly root = element('div', { class: 'editor', role: 'group', hidden: true });

  constructor(private readonly events: WeightEvents) {
    listen(this.root, 'keydown', event => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      this.close();
    });
  }

  open(name: string, weight: number, rest: Rest): void {
    const label = t('Weight of {0}', name);
    const value = String(Number(weight.toPrecision(3)));
    const field = numberField(label, value, { range: [0, Math.max(1, Math.ceil(weight))] }, text => this.events.set(Number(text)));
    const renormalise = checkbox(t('Renormalise the rest of the row'), rest === 'renormalise', on => this.events.rest(on ? 'renormalise' : 'keep'));
    const cuts = [button(t('Cut this edge'), () => this.events.cut(false)), button(t('Cut it in all heads'), () => this.events.cut(true))];
    this.root.replaceChildren(
      field,
      renormalise,
      ...cuts,
      button(t('Close'), () => this.close()),
    );
    this.root.setAttribute('aria-label', label);
    this.root.hidden = false;
    enter(field);
  }

  close(): void {
    if (this.root.hidden) return;
    this.root.hidden = true;
    this.events.close();
  }
}
