import type { SourceText } from './origin';

const KEPT = 50;

/** What hovers showed, by a number: their links carry the number, never a text or a path. */
class Numbered<T> {
  private readonly kept = new Map<number, T>();
  private last = 0;

  add(what: T): number {
    const id = ++this.last;
    this.kept.set(id, what);
    this.kept.delete(id - KEPT);
    return id;
  }

  get(id: unknown): T | undefined {
    return typeof id === 'number' ? this.kept.get(id) : undefined;
  }
}

/** Texts that hovers showed, and the paths of checkpoints that they told of. */
export class Hovered extends Numbered<SourceText> {
  readonly paths = new Numbered<string>();
}
