import type { Lift } from './rule';

/** Renamed at 11. */
export const scatter: Lift = { until: 11, lift: node => [{ ...node, op: 'ScatterElements' }] };
