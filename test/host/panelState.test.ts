import { expect, test } from 'vitest';
import { freshState, readPanelState } from '../../src/host/panelState';

const whole = { ...freshState('/models/a', 'attention', 'the cat'), options: { flow: { method: 'rollout' } }, site: 2, head: 0, query: 4 };

test('a whole state comes back as it is', () => {
  expect(readPanelState(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
});

const BROKEN: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['a list', []],
  ['another version', { ...whole, format: 99 }],
  ['no model', { ...whole, model: undefined }],
  ['a model that is no text', { ...whole, model: 3 }],
  ['a head before the first', { ...whole, head: -2 }],
  ['half a head', { ...whole, head: 0.5 }],
  ['options that are a list', { ...whole, options: [] }],
  ['an option that is a number', { ...whole, options: { flow: { residual: 0.5 } } }],
  ['a text beyond all measure', { ...whole, text: 'x'.repeat(1_000_001) }],
];
for (const [what, state] of BROKEN) test(`${what} is not a state`, () => expect(readPanelState(state)).toBeUndefined());

test('what else a state holds is left behind', () => {
  expect(readPanelState({ ...whole, extra: 1 })).toEqual(whole);
});
