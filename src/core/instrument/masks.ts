import { asFloat, keys, queries, type SitePart } from './sitePart';

/** A statistic that is linear in the weights: the mass under a mask [queries, keys], divided by a count, both float32. */
export interface MaskStatistic {
  readonly id: string;
  readonly mask: (part: SitePart) => string;
  /** Queries that the mean is over. */
  readonly count: (part: SitePart) => string;
}

const range = (part: SitePart, end: string): string => part.builder.op('Range', [part.builder.int(0), end, part.builder.int(1)]);

/** Key positions as a row [1, keys]. */
const columns = (part: SitePart): string => part.once('columns', () => part.builder.op('Unsqueeze', [range(part, keys(part)), part.builder.ints(0)]));

/** Query positions as a column [queries, 1], counted among the keys: where keys came before (a cache) the last query stands at the last key. */
const rows = (part: SitePart): string =>
  part.once('rows', () => {
    const { builder } = part;
    const before = builder.op('Sub', [keys(part), queries(part)]);
    return builder.op('Unsqueeze', [builder.op('Add', [range(part, queries(part)), before]), builder.ints(1)]);
  });

/** Key position minus query position, int64 [queries, keys]. */
const offsets = (part: SitePart): string => part.once('offsets', () => part.builder.op('Sub', [columns(part), rows(part)]));

const allQueries = (part: SitePart): string => part.once('count', () => asFloat(part.builder, queries(part)));
/** A list of the text's tokens cut or filled to as many as there are keys, so that sites of another length still run; their numbers are not used. */
function fitted(part: SitePart, list: string, filler: string): string {
  const { builder } = part;
  const length = builder.op('Unsqueeze', [keys(part), builder.ints(0)]);
  const long = builder.op('Concat', [list, builder.op('Expand', [filler, length])], { axis: 0 });
  return builder.op('Slice', [long, builder.ints(0), length, builder.ints(0)]);
}

/** No id is negative, and these two differ, so that what is filled in equals nothing. */
const NO_KEY = -1;
const NO_QUERY = -2;

/** Where the id at a query equals the id `back` before a key, bool [queries, keys]. */
function sameToken(part: SitePart, back: 0 | 1): string {
  const { builder, tokens } = part;
  const ids = part.once('ids', () => fitted(part, tokens.ids(), builder.int(NO_KEY)));
  const shifted = back === 0 ? ids : builder.op('Slice', [builder.op('Concat', [builder.ints(NO_QUERY), ids], { axis: 0 }), builder.ints(0), builder.ints(-1), builder.ints(0)]);
  const query = builder.op('Gather', [ids, builder.op('Max', [rows(part), builder.int(0)])]);
  return builder.op('Equal', [query, builder.op('Unsqueeze', [shifted, builder.ints(0)])]);
}

const earlier = (part: SitePart, same: string, before: number): string =>
  asFloat(part.builder, part.builder.op('And', [same, part.builder.op('Less', [offsets(part), part.builder.int(before)])]));

function special(part: SitePart): string {
  const { builder, tokens } = part;
  return fitted(part, tokens.special(), builder.scalar(0));
}

/** The mask of keys that does not depend on the query is one row; it broadcasts to [queries, keys] here. */
const everyQuery = (part: SitePart, row: string): string => part.builder.op('Expand', [row, part.builder.op('Shape', [offsets(part)])]);

export const MASK_STATISTICS: readonly MaskStatistic[] = [
  { id: 'distance', mask: part => asFloat(part.builder, part.builder.op('Abs', [offsets(part)])), count: allQueries },
  { id: 'special', mask: part => everyQuery(part, special(part)), count: allQueries },
  // Earlier positions with the same token.
  { id: 'duplicate', mask: part => earlier(part, sameToken(part, 0), 0), count: allQueries },
  // Positions whose previous token equals the query's token, up to the query's own.
  { id: 'induction', mask: part => earlier(part, sameToken(part, 1), 1), count: allQueries },
];

/**
 * All linear statistics of a site in one product: weights [batch, heads, queries * keys] times masks [queries * keys, statistics].
 * A mean over no query at all is NaN. Gives the name of float32 [batch, heads] for each statistic.
 */
export function maskStatistics(part: SitePart, ids: readonly string[]): ReadonlyMap<string, string> {
  const { builder, weights } = part;
  const wanted = MASK_STATISTICS.filter(statistic => ids.includes(statistic.id));
  if (wanted.length === 0) return new Map();
  const masks = wanted.map(({ mask }) => builder.op('Reshape', [mask(part), builder.ints(1, -1)]));
  const counts = wanted.map(({ count }) => builder.op('Unsqueeze', [count(part), builder.ints(0)]));
  const flat = builder.op('Reshape', [weights, builder.ints(0, 0, -1)]);
  const mass = builder.op('MatMul', [flat, builder.op('Transpose', [builder.op('Concat', masks, { axis: 0 })], { perm: [1, 0] })]);
  const means = builder.op('Div', [mass, builder.op('Concat', counts, { axis: 0 })]);
  return new Map(wanted.map(({ id }, index) => [id, builder.op('Gather', [means, builder.int(index)], { axis: 2 })]));
}
