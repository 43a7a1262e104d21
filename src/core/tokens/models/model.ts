import { type Json, record, refuse, whole } from '../json';
import type { Spot } from '../spots';

/** A token that the model made, and the UTF-16 range of the source that it stands for. */
export interface Made {
  readonly id: number;
  readonly token: string;
  readonly start: number;
  readonly end: number;
}

/** Cuts one pre-token into vocabulary. The tokenizers package finds the tokens; where each stands is found by spelling them along the pre-token. */
export interface Model {
  /** For people: what kind of vocabulary this is. */
  readonly title: string;
  readonly ids: ReadonlyMap<string, number>;
  /** Throws `bad-input` where the vocabulary has no token for the text and none for the unknown. */
  encode(spots: readonly Spot[]): readonly Made[];
}

/** One kind of model of tokenizer.json. `make` checks the part's settings and throws `malformed`. */
export interface ModelKind {
  readonly type: string;
  /** Whether a part that names no type is of this kind. */
  fits(part: Json): boolean;
  make(part: Json): Model;
}

/** A vocabulary as an object of ids, checked; a fresh object without prototype, so that no spelling meets a method's name. */
export function vocabularyOf(part: Json): Record<string, number> {
  const vocabulary: Record<string, number> = Object.create(null);
  for (const [token, id] of Object.entries(record(part.vocab, 'the vocabulary'))) vocabulary[token] = whole(id, `the id of ${JSON.stringify(token.slice(0, 40))}`);
  return vocabulary;
}

/** A text that may be left out or null. */
export function optional(value: unknown, what: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : refuse(`${what} is not a text`);
}

/** The source's range of spots from..to. */
export const rangeOf = (spots: readonly Spot[], from: number, to: number): { readonly start: number; readonly end: number } => ({
  start: spots[from]?.start ?? 0,
  end: spots[to - 1]?.end ?? 0,
});

/** How many spots from `at` on spell `token`; 0 where they do not. */
export function spelled(spots: readonly Spot[], at: number, token: string): number {
  const chars = Array.from(token);
  return chars.every((char, index) => spots[at + index]?.char === char) ? chars.length : 0;
}

/** The byte of a fallback token, `<0xE2>`. */
export const byteOf = (token: string): number | undefined => {
  const found = /^<0x([0-9A-F]{2})>$/.exec(token);
  return found?.[1] === undefined ? undefined : Number.parseInt(found[1], 16);
};
