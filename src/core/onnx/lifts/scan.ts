import type { Lift } from './rule';

/** Scan 8 runs over a batch of sequences of their own lengths, which nothing does any more. */
export const scan: Lift = { until: 9, lift: (_, { refuse }) => refuse('runs over sequences of different lengths') };
