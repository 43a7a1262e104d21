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

const whatIf = {
  map: 'entmax',
  parameter: '1.5',
  heads: [[2, 1]],
  others: { swaps: ['uniform@L0'], interventions: [{ kind: 'knock-out', scope: { sites: [0], heads: [1] } }], tokens: [] },
  rest: 'keep',
  list: [
    {
      id: 1,
      experiment: 'whatif',
      text: 'a',
      pair: '',
      changes: { swaps: ['sparsemax'], interventions: [], tokens: [] },
      options: {},
      numbers: [{ id: 'js', unit: 'nats', before: null, after: null, change: 0.1 }],
    },
  ],
};

test('what was tried comes back with its panel', () => expect(readPanelState(JSON.parse(JSON.stringify({ ...whole, whatIf })))).toEqual({ ...whole, whatIf }));

const [entry] = whatIf.list;
const UNREADABLE: readonly (readonly [string, unknown])[] = [
  ['a list', []],
  ['heads that are no pairs', { ...whatIf, heads: [[1]] }],
  ['changes without interventions', { ...whatIf, others: { swaps: [], tokens: [] } }],
  ['an intervention without a kind', { ...whatIf, others: { ...whatIf.others, interventions: [{}] } }],
  ['another way with the rest of a row', { ...whatIf, rest: 'double' }],
  ['a number that is none', { ...whatIf, list: [{ ...entry, numbers: [{ id: 'js', unit: '', before: 'x', after: null, change: null }] }] }],
];
for (const [what, broken] of UNREADABLE) test(`${what} is left behind, and the panel is not`, () => expect(readPanelState({ ...whole, whatIf: broken })).toEqual(whole));
