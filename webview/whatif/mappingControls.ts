import type { MapInfo } from '../../src/protocol/engine';
import type { WhatIfState } from '../../src/protocol/panel';
import { button, choice, slider } from '../controls';
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
  private shown = '';

  constructor(
    private readonly maps: readonly MapInfo[],
    private readonly tokens: number,
    private readonly events: MappingEvents,
  ) {}

  /** Draws the controls anew where another mapping is chosen; a slider that is being held stays. */
  show({ map, parameter }: Pick<WhatIfState, 'map' | 'parameter'>): void {
    if (this.shown === map && this.root.childElementCount > 0) return;
    this.shown = map;
    const choices = [{ id: '', title: t('its own') }, ...this.maps.map(({ id, title }) => ({ id, title: say(title) }))];
    const known = this.maps.find(one => one.id === map);
    this.number.replaceChildren(...this.control(known, parameter));
    this.source.textContent = known?.source ?? '';
    const another = known ? [button(t('Add another'), this.events.another)] : [];
    const acts = [button(t('Knock out'), this.events.knockOut), ...another, button(t('Reset'), this.events.reset)];
    this.root.replaceChildren(choice(t('Mapping'), choices, map, this.events.map), this.number, element('div', { class: 'actions' }, ...acts), this.source);
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
