import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearestAhead } from '../../../webview/charts/nearest';

const CROSS = [
  { x: 0, y: 0 },
  { x: 10, y: 1 },
  { x: -10, y: 0 },
  { x: 0, y: -10 },
  { x: 0, y: 10 },
  { x: 5, y: 40 },
];

test('an arrow leads to the nearest spot ahead', () => {
  expect(nearestAhead(CROSS, 0, 'right')).toBe(1);
  expect(nearestAhead(CROSS, 0, 'left')).toBe(2);
  expect(nearestAhead(CROSS, 0, 'up')).toBe(3);
  expect(nearestAhead(CROSS, 0, 'down')).toBe(4);
  expect(nearestAhead(CROSS, 4, 'down')).toBe(5);
});

test('it stays where nothing lies ahead, and passes by what is not there', () => {
  expect(nearestAhead(CROSS, 5, 'down')).toBe(5);
  expect(
    nearestAhead(
      [
        { x: 0, y: 0 },
        { x: Number.NaN, y: 0 },
        { x: 9, y: 0 },
      ],
      0,
      'right',
    ),
  ).toBe(2);
});

test('spots in one place are gone through one by one, there and back', () => {
  const spots = [
    { x: 0, y: 0 },
    { x: 5, y: 5 },
    { x: 5, y: 5 },
    { x: 5, y: 5 },
    { x: 9, y: 5 },
  ];
  expect([1, 2, 3].map(at => nearestAhead(spots, at, 'right'))).toEqual([2, 3, 4]);
  expect([3, 2, 1].map(at => nearestAhead(spots, at, 'left'))).toEqual([2, 1, 0]);
});

test('a step never goes back', () => {
  const spot = fc.record({ x: fc.integer({ min: -20, max: 20 }), y: fc.integer({ min: -20, max: 20 }) });
  fc.assert(
    fc.property(fc.array(spot, { minLength: 1 }), fc.nat(), (spots, start) => {
      const from = start % spots.length;
      const right = nearestAhead(spots, from, 'right');
      const same = spots[right]?.x === spots[from]?.x && spots[right]?.y === spots[from]?.y;
      expect(same ? right >= from : (spots[right]?.x ?? 0) > (spots[from]?.x ?? 0)).toBe(true);
    }),
  );
});
