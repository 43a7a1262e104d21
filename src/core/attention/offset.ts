import { type MapContext, type MapRow, only, openKeysOf, spread } from './map';

/** All weight on the key that stands `offset` from the query, where it is open. */
export function atOffset(row: MapRow, offset: number): Float64Array {
  const place = (row.query ?? 0) + offset;
  return only(row, openKeysOf(row)[positionsOf(row).indexOf(place)]);
}

/** Places in the text of a row's open keys: sinks stand in no text. */
function positionsOf(row: MapRow): number[] {
  const { places } = row;
  return openKeysOf(row).map(column => places?.[column] ?? column);
}

export function writeOffset(context: MapContext, offset: number): string {
  const { builder, keys, columns, rows } = context;
  const there = builder.op('Equal', [columns(), builder.op('Add', [rows(), builder.int(offset)])]);
  return spread(context, keys ? builder.op('And', [there, keys]) : there);
}
