/**
 * What past requests made, for those that come next. Bounded by bytes, the least recently used go first, never the newest; what is gone is made again from the request, which
 * carries all that it takes.
 */
export class Kept<T> {
  private readonly values = new Map<string, T>();
  private bytes = 0;

  constructor(
    private readonly limit: number,
    private readonly sizeOf: (value: T) => number,
  ) {}

  get(key: string): T | undefined {
    const found = this.values.get(key);
    if (found !== undefined) {
      this.values.delete(key);
      this.values.set(key, found);
    }
    return found;
  }

  keep(key: string, value: T): void {
    this.drop(key);
    this.values.set(key, value);
    this.bytes += this.sizeOf(value);
    for (const oldest of this.values.keys()) {
      if (this.bytes <= this.limit || oldest === key) break;
      this.drop(oldest);
    }
  }

  clear(): void {
    this.values.clear();
    this.bytes = 0;
  }

  private drop(key: string): void {
    const old = this.values.get(key);
    if (old !== undefined) this.bytes -= this.sizeOf(old);
    this.values.delete(key);
  }
}
