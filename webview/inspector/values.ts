import type { Look } from '../../src/protocol/inspect';
import { significant } from '../numbers';

/** "[2, 17, 40]": where a cell stands in the tensor. */
export function placeText({ leading, rows, columns, wrapped, width, tensor }: Look, { row, column }: { readonly row: number; readonly column: number }): string {
  const [down, across] = [rows.from + row * rows.step, columns.from + column * columns.step];
  if (wrapped) return `[${down * width + across}]`;
  const all = [...leading, down, across];
  return `[${all.slice(Math.max(0, all.length - tensor.dims.length)).join(', ')}]`;
}

/** Seven digits: what a float32 holds. */
export const valueText = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e15
    ? String(value).replace('-', '−')
    : Number.isFinite(value)
      ? String(Number(value.toPrecision(7))).replace(/-/g, '−')
      : Number.isNaN(value)
        ? 'NaN'
        : significant(value);
