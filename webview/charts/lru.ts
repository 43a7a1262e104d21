/** The things that were used last, no more than `most`; the others are forgotten. */
export class Recent<T> {
  private readonly kept = new Map<string, T>();

  constructor(private readonly most: number) {}

  get(key: string): T | undefined {
    const value = this.kept.get(key);
    if (value !== undefined) this.put(key, value);
    return value;
  }

  put(key: string, value: T): void {
    this.kept.delete(key);
    this.kept.set(key, value);
    for (const old of this.kept.keys()) {
      if (this.kept.size <= this.most) return;
      this.kept.delete(old);
    }
  }

  has(key: string): boolean {
    return this.kept.has(key);
  }

  values(): readonly T[] {
    return [...this.kept.values()];
  }
}
