import type { Look } from '../../src/protocol/inspect';
import { element } from '../dom';
import { t } from '../strings';
import { NumbersTable } from '../tables';
import { placeText, valueText } from './values';

/** More cells make no table that anybody reads. */
const MOST = 64;

/** A window's values as a table: its first rows and columns where it is larger. */
export class ValueTable {
  readonly root = element('div');
  private open = false;

  show(look: Look): void {
    const [rows, columns] = [Math.min(MOST, look.rows.count), Math.min(MOST, look.columns.count)];
    const cut = rows < look.rows.count || columns < look.columns.count;
    const title = cut ? t('The first {0} × {1} as numbers', rows, columns) : t('Values as numbers');
    const table = new NumbersTable(title, [
      t('First of the row'),
      ...Array.from({ length: columns }, (_, column) => `${look.wrapped ? '+' : ''}${look.columns.from + column * look.columns.step}`),
    ]);
    table.show(Array.from({ length: rows }, (_, row) => [placeText(look, { row, column: 0 }), ...valuesOf(look, row, columns)]));
    table.root.open = this.open;
    table.root.addEventListener('toggle', () => {
      this.open = table.root.open;
    });
    this.root.replaceChildren(table.root);
  }
}

const valuesOf = ({ values, columns }: Look, row: number, count: number): readonly string[] =>
  Array.from(values.subarray(row * columns.count, row * columns.count + count), valueText);
