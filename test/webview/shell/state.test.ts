import { expect, test } from 'vitest';
import { keptState } from '../../../webview/shell/state';
import { stateOf } from '../models/world';

test('a state of this version comes back, anything else is left', () => {
  const state = stateOf('attention', 'text');
  expect(keptState(structuredClone(state))).toEqual(state);
  for (const broken of [undefined, null, 1, {}, { ...state, format: 99 }, { ...state, query: 'x' }, { ...state, options: null }]) expect(keptState(broken)).toBeUndefined();
});
