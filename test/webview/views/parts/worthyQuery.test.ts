import { expect, test } from 'vitest';
import type { Group } from '../../../../webview/tokens/groups';
import { worthyQuery } from '../../../../webview/views/parts/worthyQuery';

const axis = (...special: boolean[]): readonly Group[] => special.map((one, first) => ({ first, count: 1, name: 'x', special: one }));

test('the query that looks hardest at another token, not at the first or itself', () => {
  const tokens = axis(false, false, false);
  expect(worthyQuery(Float32Array.from([1, 0, 0, 0.1, 0.9, 0, 0.6, 0.3, 0.1]), { rows: tokens, columns: tokens, same: true })).toBe(2);
});

test('special tokens neither ask nor count', () => {
  const tokens = axis(true, false, true);
  expect(worthyQuery(Float32Array.from([0, 1, 0, 0, 0, 1, 0, 1, 0]), { rows: tokens, columns: tokens, same: true })).toBe(2);
});
