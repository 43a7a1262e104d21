import { PANEL_PROTOCOL, type PanelState } from '../../src/protocol/panel';

/** State that the webview kept, where it is of this version and whole; undefined otherwise. */
export function keptState(kept: unknown): PanelState | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const state = kept as Partial<Record<keyof PanelState, unknown>>;
  const texts = [state.model, state.analysis, state.text, state.pair];
  const numbers = [state.site, state.head, state.query];
  const whole = texts.every(value => typeof value === 'string') && numbers.every(Number.isInteger) && typeof state.options === 'object' && state.options !== null;
  return whole && state.format === PANEL_PROTOCOL ? (kept as PanelState) : undefined;
}
