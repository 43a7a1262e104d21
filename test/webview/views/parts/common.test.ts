import { expect, test } from 'vitest';
import { message } from '../../../../src/core/message';
import type { Statistic } from '../../../../src/core/viewModels';
import { inCommon } from '../../../../webview/views/parts/heads/common';

const statistic = (id: string, values: readonly number[]): Statistic => ({
  id,
  title: message('One'),
  explanation: message('One.'),
  unit: '',
  values: Float32Array.from(values),
  bySite: new Float32Array(5),
});

test('what heads have in common is where their mean is far from all heads’, furthest first', () => {
  const view = { statistics: [statistic('same', [1, 1, 1, 1]), statistic('mixed', [0, 1, 1, 0]), statistic('some', [4, 3, 1, 1]), statistic('far', [9, 9, 0, 0])] };
  const found = inCommon(view, [0, 1], [0, 1, 2, 3], 3);
  expect(found.map(({ statistic: { id } }) => id)).toEqual(['far', 'some']);
  expect(found[0]).toMatchObject({ mean: 9, overall: 4.5 });
  expect(inCommon(view, [0, 1], [0, 1, 2, 3], 1)).toHaveLength(1);
});

test('heads that a statistic does not apply to are left out of both means', () => {
  const [found] = inCommon({ statistics: [statistic('one', [Number.NaN, 2, 0, 0])] }, [0, 1], [0, 1, 2, 3], 3);
  expect(found).toMatchObject({ mean: 2 });
  expect(found?.overall).toBeCloseTo(2 / 3, 6);
  expect(inCommon({ statistics: [statistic('none', [Number.NaN, 1, 1, 1])] }, [0], [0, 1, 2, 3], 3)).toEqual([]);
});
