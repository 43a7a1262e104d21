import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Matrix } from '../../../webview/charts/pool';
import { areaOf, levelFor, TILE, type TileSource, Tiles, tilesIn } from '../../../webview/charts/tiles';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a level has cells of about a pixel', () => {
  expect(levelFor(4096, 4096)).toBe(0);
  expect(levelFor(4096, 700)).toBe(3);
  expect(levelFor(100, 700)).toBe(0);
});

test('the tiles of a window cover it, and none lies beside it', () => {
  const span = fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 1, max: 4096 })).map(([first, count]) => ({ first, count: Math.min(count, 4096 - first) }));
  fc.assert(
    fc.property(span, span, fc.integer({ min: 0, max: 4 }), (rows, columns, level) => {
      const size = { rows: 4096, columns: 4096 };
      const areas = tilesIn({ rows, columns }, level).map(tile => areaOf(tile, size));
      for (const [own, of] of [
        [rows, areas.map(area => area.rows)],
        [columns, areas.map(area => area.columns)],
      ] as const) {
        expect(Math.min(...of.map(({ first }) => first))).toBeLessThanOrEqual(own.first);
        expect(Math.max(...of.map(({ first, count }) => first + count))).toBeGreaterThanOrEqual(own.first + own.count);
        for (const { first, count } of of) expect(first < own.first + own.count && own.first < first + count).toBe(true);
      }
    }),
  );
});

const matrix = (rows: number, columns: number): Matrix => ({ values: new Float32Array(rows * columns), rows, columns });

function tilesOf(size: number, load: TileSource['load'], arrived = vi.fn()): { readonly tiles: Tiles; readonly arrived: typeof arrived } {
  const whole = { matrix: matrix(512, 512), rows: { first: 0, count: size }, columns: { first: 0, count: size } };
  return { tiles: new Tiles({ size: { rows: size, columns: size }, load }, whole, arrived), arrived };
}

const all = (count: number) => ({ rows: { first: 0, count }, columns: { first: 0, count } });
const pixels = { height: 512, width: 512 };

test('the overview is enough for the whole at the size of the screen', async () => {
  const load = vi.fn(async (_rows, _columns, height: number, width: number) => matrix(height, width));
  const { tiles } = tilesOf(4096, load);
  expect(tiles.layers(all(4096), pixels)).toHaveLength(1);
  await vi.runAllTimersAsync();
  expect(load).not.toHaveBeenCalled();
});

test('a window is asked for in its own detail, once, and drawn when it is there', async () => {
  const load = vi.fn(async (_rows, _columns, height: number, width: number) => matrix(height, width));
  const { tiles, arrived } = tilesOf(4096, load);
  const window = { rows: { first: 0, count: TILE }, columns: { first: TILE, count: TILE } };
  expect(tiles.layers(window, pixels)).toHaveLength(1);
  await vi.runAllTimersAsync();
  expect(load.mock.calls).toEqual([[window.rows, window.columns, TILE, TILE]]);
  expect(arrived).toHaveBeenCalledTimes(1);
  expect(tiles.layers(window, pixels).at(-1)).toMatchObject(window);
  await vi.runAllTimersAsync();
  expect(load).toHaveBeenCalledTimes(1);
});

test('what is passed by is not asked for, and an answer after the end is dropped', async () => {
  const answers: (() => void)[] = [];
  const load = vi.fn((_rows: unknown, _columns: unknown, height: number, width: number) => new Promise<Matrix>(settle => void answers.push(() => settle(matrix(height, width)))));
  const { tiles, arrived } = tilesOf(4096, load);
  for (let first = 0; first < 2048; first += 64) tiles.layers({ rows: { first, count: 128 }, columns: { first, count: 128 } }, pixels);
  await vi.runAllTimersAsync();
  expect(load.mock.calls.length).toBeLessThanOrEqual(2);
  tiles.dispose();
  for (const answer of answers) answer();
  await vi.runAllTimersAsync();
  expect(arrived).not.toHaveBeenCalled();
});

test('a tile that did not come, since its engine ended, is asked for when its window is drawn again', async () => {
  const load = vi.fn(async (): Promise<Matrix | undefined> => undefined);
  const { tiles, arrived } = tilesOf(4096, load);
  const window = { rows: { first: 0, count: 64 }, columns: { first: 0, count: 64 } };
  tiles.layers(window, pixels);
  await vi.runAllTimersAsync();
  expect(load).toHaveBeenCalledTimes(1);
  load.mockImplementation(async () => ({ values: new Float32Array(256 * 256), rows: 256, columns: 256 }));
  tiles.layers(window, pixels);
  await vi.runAllTimersAsync();
  expect(arrived).toHaveBeenCalledTimes(1);
});

test('a tile that never comes is not asked for without end', async () => {
  const load = vi.fn(async () => undefined);
  const { tiles } = tilesOf(4096, load);
  const window = { rows: { first: 0, count: 64 }, columns: { first: 0, count: 64 } };
  for (let again = 0; again < 9; again++) {
    tiles.layers(window, pixels);
    await vi.runAllTimersAsync();
  }
  expect(load).toHaveBeenCalledTimes(3);
});
