import type { Weights } from './slices';

/**
 * The weights of the last runs, for the slices that a panel asks for next. Bounded by bytes, the least recently used go first; what is gone is made
 * again from the request, which carries all that it takes.
 */
export class KeptWeights {
  private readonly runs = new Map<string, Weights>();
  private bytes = 0;

  constructor(private readonly limit: number) {}

  get(key: string): Weights | undefined {
    const found = this.runs.get(key);
    if (found) {
      this.runs.delete(key);
      this.runs.set(key, found);
    }
    return found;
  }

  keep(key: string, weights: Weights): void {
    this.drop(key);
    this.runs.set(key, weights);
    this.bytes += sizeOfAll(weights);
    for (const oldest of this.runs.keys()) {
      if (this.bytes <= this.limit || oldest === key) break;
      this.drop(oldest);
    }
  }

  clear(): void {
    this.runs.clear();
    this.bytes = 0;
  }

  private drop(key: string): void {
    const old = this.runs.get(key);
    if (old) this.bytes -= sizeOfAll(old);
    this.runs.delete(key);
  }
}

const sizeOfAll = (weights: Weights): number => weights.reduce((sum, w) => sum + w.data.byteLength, 0);
