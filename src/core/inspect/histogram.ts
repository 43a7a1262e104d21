/** Counts of numbers in bins of one width: bin `i` holds what lies in [(first + i) width, (first + i + 1) width). */
export interface Histogram {
  readonly width: number;
  readonly first: number;
  readonly counts: Float64Array;
}

/** A histogram is shown with at most this many bins, and with more than half of them where the numbers allow it. */
const SHOWN = 64;
/** Kept while counting, so that the width doubles rarely. */
const FINE = 4096;
/** A bin is at least this share of the largest number: so its place is a whole number that doubles hold. */
const FINEST = 2 ** -40;
/** Where all is zero so far. */
const NARROWEST = 2 ** -1000;

/**
 * A histogram of numbers that come one after the other. Bins are a power of two wide with edges at its multiples, and are merged in pairs where a number
 * lies beyond them: so counts are exact, whatever the order of the numbers, and memory is constant.
 */
export class Bins {
  private width = 0;
  private first = 0;
  private counts = new Float64Array(0);

  /** Makes room for finite numbers from `min` to `max`. */
  cover(min: number, max: number): void {
    const wanted = Math.max(powerAbove(max / FINE - min / FINE), powerAbove(Math.max(Math.abs(min), Math.abs(max)) * FINEST), NARROWEST);
    if (this.width === 0) {
      this.width = wanted;
      this.first = Math.floor(min / wanted);
    }
    while (this.width < wanted) this.halve();
    const first = Math.min(this.first, Math.floor(min / this.width));
    const last = Math.max(this.first + this.counts.length - 1, Math.floor(max / this.width));
    if (first === this.first && last < this.first + this.counts.length) return;
    const counts = new Float64Array(last - first + 1);
    counts.set(this.counts, this.first - first);
    this.counts = counts;
    this.first = first;
  }

  /** Counts the finite numbers of a block, all of which are covered. */
  add(values: ArrayLike<number>): void {
    const { counts, first, width } = this;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      const at = Math.floor(value / width) - first;
      counts[at] = (counts[at] ?? 0) + 1;
    }
  }

  /** With as few bins as are shown. */
  shown(): Histogram {
    while (this.counts.length > SHOWN) this.halve();
    return { width: this.width, first: this.first, counts: this.counts };
  }

  private halve(): void {
    const first = Math.floor(this.first / 2);
    const last = Math.floor((this.first + this.counts.length - 1) / 2);
    const counts = new Float64Array(this.counts.length === 0 ? 0 : last - first + 1);
    for (const [i, count] of this.counts.entries()) {
      const at = Math.floor((this.first + i) / 2) - first;
      counts[at] = (counts[at] ?? 0) + count;
    }
    this.width *= 2;
    this.first = first;
    this.counts = counts;
  }
}

/** The least power of two that is not below a number; 0 for 0. */
const powerAbove = (value: number): number => 2 ** Math.ceil(Math.log2(value));
