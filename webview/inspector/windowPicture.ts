import type { Look } from '../../src/protocol/inspect';
import type { Picture } from '../charts/matrixPaint';
import { brief, significant } from '../numbers';
import { t } from '../strings';
import { nameText } from './names';
import type { WindowState } from './state';

export interface ValueScale {
  readonly domain: readonly [number, number];
  /** True where values stand on both sides of zero. */
  readonly differences: boolean;
  /** Some cells hold no finite number. */
  readonly gaps: boolean;
}

/** Colours for values: around zero where there are any below, else from zero up; to the largest, or to where 99 % end. */
export function scaleOf(values: ArrayLike<number>, reach: WindowState['scale']): ValueScale {
  const finite = Float64Array.from(values).filter(Number.isFinite);
  const sizes = finite.map(Math.abs).sort();
  const end = (reach === 'most' ? sizes[Math.ceil(sizes.length * 0.99) - 1] : sizes.at(-1)) ?? 0;
  // A scale of no length has no colours.
  const most = end > 0 ? end : (sizes.at(-1) ?? 0) || 1;
  const differences = finite.some(value => value < 0);
  return { domain: [differences ? -most : 0, most], differences, gaps: finite.length < values.length };
}

/** A window as a matrix of colours; what is no finite number is hatched. */
export function pictureOf(look: Look, { domain, differences }: ValueScale): Picture {
  const { rows, columns, width, wrapped, tensor } = look;
  const values = Float32Array.from(look.values, value => (Number.isFinite(value) ? value : Number.NaN));
  const down = (row: number): number => rows.from + row * rows.step;
  const size = `${rows.count} × ${columns.count}`;
  return {
    matrix: { rows: rows.count, columns: columns.count, values },
    rowNames: Array.from({ length: rows.count }, (_, row) => String(down(row) * (wrapped ? width : 1))),
    columnNames: Array.from({ length: columns.count }, (_, column) => `${wrapped ? '+' : ''}${columns.from + column * columns.step}`),
    domain,
    ...(differences && { differences }),
    print: significant,
    places: true,
    label: t('{0} values of {1}, colours from {2} to {3}. The table below has the numbers.', size, nameText(tensor.name), brief(domain[0]), brief(domain[1])),
  };
}
