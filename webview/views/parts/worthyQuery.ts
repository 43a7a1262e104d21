import type { HeadAxes } from './headAxes';

/**
 * The row that a picture opens on: that of the query that looks hardest at another token of the text. Looks at the first token, at itself and at
 * special tokens do not count, because almost every head has those. The last query where none looks anywhere else.
 */
export function worthyQuery(values: Float32Array, { rows, columns, same }: Pick<HeadAxes, 'rows' | 'columns' | 'same'>): number {
  let best = rows.length - 1;
  let most = 0;
  for (const [row, query] of rows.entries()) {
    if (query.special) continue;
    for (let column = 1; column < columns.length; column++) {
      if ((same && column === row) || columns[column]?.special) continue;
      const weight = values[row * columns.length + column] ?? 0;
      if (weight > most) [best, most] = [row, weight];
    }
  }
  return best;
}
