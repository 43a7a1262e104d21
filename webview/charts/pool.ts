import type { Span } from './layout';

/** A matrix of numbers, row by row. NaN where a number does not apply. */
export interface Matrix {
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * A window of a matrix brought to at most `height` x `width` by the maximum of each block, so that a single strong weight among thousands stays
 * visible. A block of NaN alone stays NaN.
 */
export function pooled(matrix: Matrix, rows: Span, columns: Span, height: number, width: number): Matrix {
  const down = Math.min(rows.count, Math.max(1, height));
  const across = Math.min(columns.count, Math.max(1, width));
  const values = new Float32Array(down * across).fill(Number.NaN);
  for (let row = 0; row < rows.count; row++) {
    const source = (rows.first + row) * matrix.columns + columns.first;
    const target = Math.floor((row * down) / rows.count) * across;
    for (let column = 0; column < columns.count; column++) {
      const value = matrix.values[source + column] ?? Number.NaN;
      const at = target + Math.floor((column * across) / columns.count);
      // Not `value > old`: that is false for the NaN a block begins with.
      if (!Number.isNaN(value) && !((values[at] ?? 0) >= value)) values[at] = value;
    }
  }
  return { values, rows: down, columns: across };
}

/** Smallest and largest number, NaN left out; [0, 0] where there is none. */
export function extent(values: ArrayLike<number>): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 0];
}

/** Indices of the largest numbers, largest first, ties by index; NaN never. */
export function strongest(values: ArrayLike<number>, most: number): readonly number[] {
  const order: number[] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    let place = order.length;
    while (place > 0 && value > (values[order[place - 1] ?? 0] ?? 0)) place -= 1;
    if (place >= most) continue;
    order.splice(place, 0, index);
    if (order.length > most) order.pop();
  }
  return order;
}

/** The same place for each of some indices that stand in order of their numbers, largest first. */
export const ranksOf = (values: ArrayLike<number>, order: readonly number[]): readonly number[] => {
  let shared = 0;
  return order.map((index, place) => {
    if (place === 0 || (values[index] ?? Number.NaN) !== (values[order[place - 1] ?? 0] ?? Number.NaN)) shared = place + 1;
    return shared;
  });
};

/** Place of one number among all, 1 for the largest; equal numbers share the better place. */
export function rankOf(values: ArrayLike<number>, index: number): number {
  const own = values[index] ?? Number.NaN;
  let rank = 1;
  for (let other = 0; other < values.length; other++) if ((values[other] ?? Number.NaN) > own) rank += 1;
  return rank;
}
