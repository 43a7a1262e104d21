import type { SourceText } from './origin';

const KEPT = 50;

/** Texts that hovers showed, by a number: their links carry the number, never the text. */
export class Hovered {
  private readonly texts = new Map<number, SourceText>();
  private last = 0;

  add(text: SourceText): number {
    const id = ++this.last;
    this.texts.set(id, text);
    this.texts.delete(id - KEPT);
    return id;
  }

  get(id: unknown): SourceText | undefined {
    return typeof id === 'number' ? this.texts.get(id) : undefined;
  }
}
