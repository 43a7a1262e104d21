import type { MapInfo } from '../../src/protocol/engine';
import type { WhatIfState } from '../../src/protocol/panel';
import { button, type ChoiceControl, choice, choiceControl, slider } from '../controls';
import { element } from '../dom';
import { say, t } from '../strings';
import { sliderOf, spelled } from './recipe';

export interface MappingEvents {
  readonly map: (id: string) => void;
  /** Another parameter; `settled` where the slider was let go. */
  readonly parameter: (value: string, settled: boolean) => void;
  readonly knockOut: () => void;
  /** Keeps this swap and begins another. */
  readonly another: () => void;
  readonly reset: () => void;
}

/** Which mapping is tried, and its number. */
export class MappingControls {
  readonly root = element('div', { class: 'options' });
  private readonly number = element('div', { class: 'options' });
  private readonly source = element('p', { class: 'muted' });
  private readonly choice: ChoiceControl;
  private readonly another: HTMLElement;
  private shown: string | undefined;

  constructor(
    private readonly maps: readonly MapInfo[],
    private readonly tokens: number,
    private readonly events: MappingEvents,
  ) {
    const choices = [{ id: '', title: t('its own') }, ...maps.map(({ id, title }) => ({ id, title: say(title) }))];
    this.choice = choiceControl(t('Mapping'), choices, '', id => {
      if (id !== this.shown) events.map(id);
    });
    this.another = button(t('Add another'), events.another);
    const acts = element('div', { class: 'actions' }, button(t('Knock out'), events.knockOut), this.another, button(t('Reset'), events.reset));
    this.root.append(this.choice.root, this.number, acts, this.source);
  }

  /** Only what another mapping changes is made anew: a list that is being walked and a slider that is being held stay. */
  show({ map, parameter }: Pick<WhatIfState, 'map' | 'parameter'>): void {
    if (this.shown === map) return;
    this.shown = map;
    this.choice.choose(map);
    const known = this.maps.find(one => one.id === map);
    this.number.replaceChildren(...this.control(known, parameter));
    this.source.textContent = known?.source ?? '';
    this.another.hidden = !known;
  }

  private control(map: MapInfo | undefined, value: string): readonly HTMLElement[] {
    if (!map?.parameter) return [];
    const { name, kind, choices = [], otherwise } = map.parameter;
    if (kind === 'choice') {
      const listed = choices.map(id => ({ id, title: id }));
      return [choice(name, listed, value || (choices[otherwise] ?? ''), chosen => this.events.parameter(chosen, true))];
    }
    const at = value === '' ? otherwise : Number(value);
    const moved = (settled: boolean) => (to: number) => this.events.parameter(spelled(to), settled);
    return [slider(name, at, sliderOf(map.parameter, this.tokens), { move: moved(false), settle: moved(true) })];
  }
}
