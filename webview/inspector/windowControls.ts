import type { Look } from '../../src/protocol/inspect';
import { type Choice, type ChoiceControl, choiceControl, numberField, setNumber } from '../controls';
import { element } from '../dom';
import { t } from '../strings';
import { EXTENTS, type Extent, SIDE, type WindowState } from './state';

/** Which part of a tensor is shown: made once for a tensor, so that what has the keyboard keeps it. */
export class WindowControls {
  readonly root = element('div', { class: 'options' });
  private extent: ChoiceControl | undefined;
  private near: { readonly row: HTMLElement; readonly column: HTMLElement } | undefined;
  private made: string | undefined;

  constructor(private readonly set: (change: Partial<WindowState>) => void) {}

  clear(): void {
    this.made = undefined;
    this.root.replaceChildren();
  }

  /** Shows how a look was asked for. */
  show(look: Look, window: WindowState): void {
    const which = JSON.stringify([look.tensor.index, look.tensor.dims]);
    if (this.made !== which) this.make(look, window);
    this.made = which;
    this.extent?.choose(window.extent);
    if (!this.near) return;
    for (const field of Object.values(this.near)) field.hidden = window.extent === 'whole';
    setNumber(this.near.row, String(look.rows.from));
    setNumber(this.near.column, String(look.columns.from));
  }

  private make(look: Look, window: WindowState): void {
    const { leading, height, width, tensor } = look;
    let chosen = leading;
    const axes = leading.map((index, axis) =>
      numberField(t('Axis {0}', axis), String(index), { range: [0, Math.max(0, (tensor.dims[axis] ?? 1) - 1)] }, value => {
        chosen = chosen.map((old, at) => (at === axis ? Math.floor(Number(value)) : old));
        this.set({ leading: chosen });
      }),
    );
    const sides = EXTENTS.filter(extent => extent !== 'whole' && (Number(extent) < height || Number(extent) < width));
    const whole = height <= SIDE && width <= SIDE ? t('all of it') : t('all of it, thinned');
    const extents: readonly Choice[] = [{ id: 'whole', title: whole }, ...sides.map(id => ({ id, title: t('{0} × {0} as they are', id) }))];
    this.extent = sides.length > 0 ? choiceControl(t('Show'), extents, window.extent, id => this.set({ extent: id as Extent })) : undefined;
    const start = (label: string, key: 'row' | 'column', length: number): HTMLElement =>
      numberField(label, '0', { range: [0, Math.max(0, length - 1)] }, value => this.set({ [key]: Math.floor(Number(value)) }));
    this.near = this.extent && { row: start(t('First row'), 'row', height), column: start(t('First column'), 'column', width) };
    const scales: readonly Choice[] = [
      { id: 'largest', title: t('the largest') },
      { id: 'most', title: t('99 % of them') },
    ];
    const scale = choiceControl(t('Colours up to'), scales, window.scale, id => this.set({ scale: id as WindowState['scale'] }));
    this.root.replaceChildren(...axes, ...(this.extent ? [this.extent.root] : []), ...(this.near ? [this.near.row, this.near.column] : []), scale.root);
  }
}
