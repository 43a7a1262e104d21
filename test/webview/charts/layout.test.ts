import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boxOf, cellAt, labelled, labelStep, moved, place, reachAt, showing, zoomed } from '../../../webview/charts/layout';

const room = { width: 600, height: 500, left: 60, top: 40, right: 20 };
const all = (count: number) => ({ first: 0, count });

test('cells are square, as large as fits, and never larger than asked', () => {
  const big = place(all(100), all(50), room);
  expect(big.width / 50).toBeCloseTo(big.height / 100, 10);
  expect(big.height).toBeLessThanOrEqual(460);
  const small = place(all(3), all(3), room, 1, 44);
  expect([small.width, small.height]).toEqual([132, 132]);
});

test('flat cells may be wider than high', () => {
  const flat = place(all(4), all(4), room, 2, 30);
  expect([flat.width / 4, flat.height / 4]).toEqual([60, 30]);
});

test('the cell under the middle of a cell is that cell', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4096 }), fc.integer({ min: 1, max: 4096 }), fc.nat(), fc.nat(), (rows, columns, one, other) => {
      const layout = place(all(rows), all(columns), room);
      const cell = { row: one % rows, column: other % columns };
      const box = boxOf(layout, cell);
      expect(cellAt(layout, box.x + box.width / 2, box.y + box.height / 2)).toEqual(cell);
    }),
  );
  expect(cellAt(place(all(4), all(4), room), 10, 10)).toBeUndefined();
});

test('labels thin out by 1, 2, 5, 10 until they have room', () => {
  expect([20, 10, 5, 1.2, 0.1].map(cell => labelStep(cell, 13))).toEqual([1, 2, 5, 20, 200]);
  expect(labelled({ first: 7, count: 20 }, 5)).toEqual([10, 15, 20, 25]);
  expect(labelled({ first: 0, count: 3 }, 1)).toEqual([0, 1, 2]);
});

test('zooming keeps its centre in sight and stays within the matrix', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4096 }), fc.nat(), fc.array(fc.boolean(), { maxLength: 30 }), (total, at, steps) => {
      const centre = at % total;
      let span = all(total);
      for (const closer of steps) {
        span = zoomed(span, closer ? 0.8 : 1.25, centre, total);
        expect(span.first).toBeGreaterThanOrEqual(0);
        expect(span.first + span.count).toBeLessThanOrEqual(total);
        expect(centre).toBeGreaterThanOrEqual(span.first);
        expect(centre).toBeLessThan(span.first + span.count);
        expect(span.count).toBeGreaterThanOrEqual(Math.min(8, total));
      }
    }),
  );
});

test('a window moves no further than it must', () => {
  expect(showing({ first: 10, count: 10 }, 15, 100)).toEqual({ first: 10, count: 10 });
  expect(showing({ first: 10, count: 10 }, 20, 100)).toEqual({ first: 11, count: 10 });
  expect(showing({ first: 10, count: 10 }, 3, 100)).toEqual({ first: 3, count: 10 });
});

test('a pixel reaches over all cells that it stands for, and one alone where cells are larger', () => {
  const wide = place(all(4096), all(4096), room);
  const reach = reachAt(wide, wide.left + wide.width / 2, wide.top + wide.height / 2);
  expect(reach?.rows.first).toBe(2048);
  expect(reach?.rows.count).toBe(Math.ceil(4096 / wide.height));
  expect(reachAt(wide, wide.left + wide.width - 0.01, wide.top + wide.height - 0.01)).toBeUndefined();
  const small = place(all(10), all(10), room);
  expect(reachAt(small, small.left + 5, small.top + 5)).toBeUndefined();
  expect(reachAt(small, 0, 0)).toBeUndefined();
});

test('a window that is moved stays within the matrix', () => {
  expect(moved({ first: 10, count: 20 }, 5, 100)).toEqual({ first: 15, count: 20 });
  expect(moved({ first: 10, count: 20 }, -50, 100)).toEqual({ first: 0, count: 20 });
  expect(moved({ first: 10, count: 20 }, 500, 100)).toEqual({ first: 80, count: 20 });
});
