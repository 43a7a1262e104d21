import { mappingOf } from '../attention/mappings';
import { asFloat, entropy, mean, type SitePart, sum } from './sitePart';

/** A statistic of each row of weights, float32 [batch, heads, queries], of which the mean over queries is taken. */
export interface RowStatistic {
  readonly id: string;
  readonly row: (part: SitePart) => string;
}

const entropies = (part: SitePart): string => part.once('entropies', () => entropy(part.builder, part.weights, part.logs()));

export const ROW_STATISTICS: readonly RowStatistic[] = [
  { id: 'entropy', row: entropies },
  { id: 'effective_count', row: part => part.builder.op('Exp', [entropies(part)]) },
  { id: 'confidence', row: part => part.builder.op('ReduceMax', [part.weights, part.builder.ints(-1)], { keepdims: 0 }) },
];

/** Mean over queries of a statistic of rows, [batch, heads]. */
export const rowStatistic = (part: SitePart, { row }: RowStatistic): string => mean(part.builder, row(part), 2);

/** Weights of `most` queries spread evenly, the last among them, or of all where there are fewer: [batch, heads, min(most, queries), keys]. */
export function someRows({ builder, weights }: SitePart, most: number): string {
  const all = builder.op('Shape', [weights], { start: 2, end: 3 });
  const taken = builder.op('Min', [all, builder.ints(most)]);
  const steps = builder.op('Range', [builder.int(1), builder.op('Add', [builder.op('Squeeze', [taken]), builder.int(1)]), builder.int(1)]);
  const places = builder.op('Sub', [builder.op('Div', [builder.op('Mul', [steps, all]), taken]), builder.int(1)]);
  return builder.op('Gather', [weights, places], { axis: 2 });
}

/**
 * Generalised Jensen-Shannon divergence of a site's heads at each query, entropy(mean of heads) - mean of entropies, mean over queries: [batch], nats
 * (Correia et al. 2019). Between distributions: rows of mappings that do not sum to one are divided by their sums, and null rows are left out of
 * both means; a query where every head is null counts for nothing.
 */
export function diversity(part: SitePart): string {
  const { builder, weights, site } = part;
  if (mappingOf(site.mapping)?.rowsSumToOne) {
    const each = builder.op('Sub', [entropy(builder, mean(builder, weights, 1)), mean(builder, entropies(part), 1)]);
    return mean(builder, each, 1);
  }
  const [zero, one] = [builder.scalar(0), builder.scalar(1)];
  const sums = builder.op('ReduceSum', [weights, builder.ints(-1)], { keepdims: 1 });
  const present = builder.op('Greater', [sums, zero]);
  const shares = builder.op('Div', [builder.op('Where', [present, weights, zero]), builder.op('Where', [present, sums, one])]);
  const heads = sum(builder, asFloat(builder, present), 1);
  const some = builder.op('Max', [heads, one]);
  const together = entropy(builder, builder.op('Div', [sum(builder, shares, 1), some]));
  const apart = builder.op('Div', [sum(builder, entropy(builder, shares), 1), builder.op('Squeeze', [some, builder.ints(-1)])]);
  const counted = sum(builder, asFloat(builder, builder.op('Greater', [builder.op('Squeeze', [heads, builder.ints(-1)]), zero])), 1);
  return builder.op('Div', [sum(builder, builder.op('Sub', [together, apart]), 1), counted]);
}
