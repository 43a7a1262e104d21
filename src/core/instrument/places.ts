import { mean, type SitePart, sum } from './sitePart';

/** A statistic of weights that stand at given places alone: they are picked, n of them, and nothing is done with the others. Float32 [batch, heads]. */
export interface PlaceStatistic {
  readonly id: string;
  readonly write: (part: SitePart) => string;
}

/** Offsets of the diagonals that are asked for, in the order of `starts`. */
const OFFSETS = [0, -1, 1] as const;

const LAST = Number.MAX_SAFE_INTEGER;

const keysOf = (part: SitePart): string => part.once('keys [1]', () => part.builder.op('Shape', [part.weights], { start: 3 }));

/** Weights one after the other, [batch, heads, queries * keys]: there a diagonal is every (keys + 1)th. */
const flat = (part: SitePart): string => part.once('flat', () => part.builder.op('Reshape', [part.weights, part.builder.ints(0, 0, -1)]));
const step = (part: SitePart): string => part.once('step', () => part.builder.op('Add', [keysOf(part), part.builder.ints(1)]));

/**
 * Where each diagonal begins in `flat`. Queries are counted among the keys, the last query standing at the last key, so that the first query's own key is
 * b = keys - queries and its diagonal of offset d begins at column b + d of the first row; at -1, it begins at column 0 of the second, place keys = -1 mod (keys + 1).
 * Queries are never more than keys where a statistic of positions means something.
 */
const starts = (part: SitePart, offset: number): string => {
  const { builder, weights } = part;
  const before = () => builder.op('Sub', [keysOf(part), builder.op('Shape', [weights], { start: 2, end: 3 })]);
  const all = () => builder.op('Mod', [builder.op('Add', [before(), builder.ints(...OFFSETS)]), step(part)]);
  const pieces = part.once('starts', () => builder.ops('Split', [all()], OFFSETS.length, { axis: 0, num_outputs: OFFSETS.length }).join(' '));
  return pieces.split(' ')[OFFSETS.indexOf(offset as (typeof OFFSETS)[number])] ?? '';
};

/** The weights on keys at a fixed offset from their query, [batch, heads, n]; n is 0 where no query has such a key. */
const diagonal = (part: SitePart, offset: number): string =>
  part.builder.op('Slice', [flat(part), starts(part, offset), part.builder.ints(LAST), part.builder.ints(2), step(part)]);

/** Mean over the queries that have such a key; NaN where there is none. */
function meanOfThose(part: SitePart, offset: number): string {
  const { builder } = part;
  const picked = diagonal(part, offset);
  return builder.op('Div', [sum(builder, picked, 2), builder.op('Cast', [builder.op('Shape', [picked], { start: 2 })], { to: 1 })]);
}

function first({ builder, weights }: SitePart): string {
  const column = builder.op('Slice', [weights, builder.ints(0), builder.ints(1), builder.ints(3)]);
  return builder.op('ReduceMean', [column, builder.ints(2, 3)], { keepdims: 0 });
}

export const PLACE_STATISTICS: readonly PlaceStatistic[] = [
  { id: 'self', write: part => mean(part.builder, diagonal(part, 0), 2) },
  { id: 'previous', write: part => meanOfThose(part, -1) },
  { id: 'next', write: part => meanOfThose(part, 1) },
  { id: 'first', write: first },
];
