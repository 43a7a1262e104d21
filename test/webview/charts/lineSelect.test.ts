import { expect, test } from 'vitest';
import { allOf, beyond, strandsOf } from '../../../webview/charts/lineSelect';

const row = [0.05, 0.4, 0, 0.3, 0.25];

test('a query has its strongest lines, and none below the least weight or of none', () => {
  expect(strandsOf(7, row, { most: 2, least: 0 })).toEqual([
    { query: 7, key: 1, weight: 0.4 },
    { query: 7, key: 3, weight: 0.3 },
  ]);
  expect(strandsOf(7, row, { most: 9, least: 0.1 }).map(({ key }) => key)).toEqual([1, 3, 4]);
  expect(strandsOf(7, row, { most: 9, least: 0 }).map(({ key }) => key)).toEqual([1, 3, 4, 0]);
});

test('all from a weight on are in order, ties by place', () => {
  expect(allOf([0.2, 0, 0.5, 0.2], 0.1)).toEqual([
    { index: 2, weight: 0.5 },
    { index: 0, weight: 0.2 },
    { index: 3, weight: 0.2 },
  ]);
});

test('lines that leave the window are counted on their side', () => {
  const { above, below } = beyond(strandsOf(0, row, { most: 9, least: 0 }), 1, 3);
  expect([above.map(({ key }) => key), below.map(({ key }) => key)]).toEqual([[0], [4]]);
});
