import { expect, test } from 'vitest';
import type { SiteView, TokenView } from '../../../../src/core/viewModels';
import { worthyQuery } from '../../../../webview/views/parts/worthyQuery';

const site = { index: 0, layer: 0, kind: 'self', stack: 'only', heads: 1, queries: 3, keys: 3, causal: true, mapping: 'softmax' } as const satisfies SiteView;
const tokens = (...special: boolean[]): readonly TokenView[] => special.map((one, id) => ({ text: 'x', label: 'x', id, start: 0, end: 1, segment: 0, word: id, special: one }));

test('the query that looks hardest at another token, not at the first or itself', () => {
  const view = { queries: tokens(false, false, false), keys: tokens(false, false, false) };
  expect(worthyQuery(Float32Array.from([1, 0, 0, 0.1, 0.9, 0, 0.6, 0.3, 0.1]), site, view)).toBe(2);
});

test('special tokens neither ask nor count', () => {
  const view = { queries: tokens(true, false, true), keys: tokens(true, false, true) };
  expect(worthyQuery(Float32Array.from([0, 1, 0, 0, 0, 1, 0, 1, 0]), { ...site, causal: false }, view)).toBe(2);
});
