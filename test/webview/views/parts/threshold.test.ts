import { expect, test } from 'vitest';
import { clearPlace, PLACES, percent, thresholdAt } from '../../../../webview/views/parts/flow/threshold';

test('the slider goes from a thousandth to half of the flow, twenty places to a factor of ten', () => {
  expect(PLACES.map(place => percent(thresholdAt(place)))).toEqual(['0.1 %', '50.1 %']);
  expect(thresholdAt(40) / thresholdAt(20)).toBeCloseTo(10, 9);
});

test('it begins where at most sixty edges are drawn, and never below a hundredth', () => {
  const edges = (count: number, mass: number) => Array.from({ length: count }, () => ({ layer: 0, from: 0, to: 0, mass }));
  expect(percent(thresholdAt(clearPlace({ edges: edges(10, 0.001) })))).toBe('1 %');
  const place = clearPlace({ edges: edges(500, 0.05) });
  expect(thresholdAt(place)).toBeGreaterThan(0.05);
  expect(thresholdAt(place - 1)).toBeLessThanOrEqual(0.05);
  expect(clearPlace({ edges: edges(500, 1) })).toBe(PLACES[1]);
});
