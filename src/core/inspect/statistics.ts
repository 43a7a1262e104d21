import { Bins, type Histogram } from './histogram';

/** What is said of a tensor's numbers. Minimum, maximum, mean and deviation are of the finite ones; NaN where there is none. */
export interface Statistics {
  /** Numbers looked at. */
  readonly count: number;
  readonly zeros: number;
  readonly nans: number;
  readonly positiveInfinities: number;
  readonly negativeInfinities: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Of the population: the sum of squares is divided by the number of finite values. */
  readonly deviation: number;
  readonly histogram: Histogram;
}

/**
 * Statistics of numbers that come in blocks, in one pass and constant memory. Means and squares are merged as Chan, Golub and LeVeque do
 * (1979, "Updating formulae and a pairwise algorithm for computing sample variances").
 */
export class Tally {
  private count = 0;
  private finite = 0;
  private zeros = 0;
  private nans = 0;
  private above = 0;
  private below = 0;
  private min = Number.POSITIVE_INFINITY;
  private max = Number.NEGATIVE_INFINITY;
  private mean = 0;
  private squares = 0;
  private readonly bins = new Bins();

  add(values: ArrayLike<number>): void {
    const before = this.finite;
    const sum = this.sort(values);
    const added = this.finite - before;
    if (added === 0) return;
    const mean = sum / added;
    let squares = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? Number.NaN;
      if (Number.isFinite(value)) squares += (value - mean) ** 2;
    }
    const apart = mean - this.mean;
    this.mean += apart * (added / this.finite);
    this.squares += squares + apart * apart * ((before * added) / this.finite);
    this.bins.cover(this.min, this.max);
    this.bins.add(values);
  }

  /** Zeros have no sign here. */
  result(): Statistics {
    const none = this.finite === 0;
    return {
      count: this.count,
      zeros: this.zeros,
      nans: this.nans,
      positiveInfinities: this.above,
      negativeInfinities: this.below,
      min: none ? Number.NaN : this.min + 0,
      max: none ? Number.NaN : this.max + 0,
      mean: none ? Number.NaN : this.mean,
      deviation: none ? Number.NaN : Math.sqrt(this.squares / this.finite),
      histogram: this.bins.shown(),
    };
  }

  /** Counts what a block has of each kind and gives the sum of its finite numbers. */
  private sort(values: ArrayLike<number>): number {
    let sum = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? Number.NaN;
      if (Number.isFinite(value)) {
        this.finite++;
        sum += value;
        if (value === 0) this.zeros++;
        if (value < this.min) this.min = value;
        if (value > this.max) this.max = value;
      } else if (Number.isNaN(value)) this.nans++;
      else if (value > 0) this.above++;
      else this.below++;
    }
    this.count += values.length;
    return sum;
  }
}
