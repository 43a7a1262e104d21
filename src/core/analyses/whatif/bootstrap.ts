/** A mean over texts, and where it would lie had other texts of the kind been drawn. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** Numbers in [0, 1) that follow from the seed alone (Mulberry32): the same everywhere, good enough to resample and to shuffle. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** 0..count-1 in an order that follows from the generator (Fisher and Yates). */
export function shuffled(count: number, next: () => number): readonly number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const other = Math.floor(next() * (i + 1));
    [order[i], order[other]] = [order[other] ?? 0, order[i] ?? 0];
  }
  return order;
}

const RESAMPLES = 2000;

/**
 * Percentile bootstrap (Efron 1979) of a mean: resampled with replacement, the interval holds 95 % of the means. Values that are no numbers are left out; of
 * one value the interval is that value, of none everything is NaN.
 */
export function bootstrap(values: readonly number[], seed: number, resamples = RESAMPLES): Interval {
  const known = values.filter(value => !Number.isNaN(value));
  const count = known.length;
  const mean = known.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2) return { mean, low: mean, high: mean, count };
  const next = generator(seed);
  const means = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += known[Math.floor(next() * count)] ?? 0;
    means[r] = sum / count;
  }
  means.sort();
  const at = (share: number): number => means[Math.min(resamples - 1, Math.max(0, Math.round(share * (resamples - 1))))] ?? mean;
  return { mean, low: at(0.025), high: at(0.975), count };
}
