import type { Json } from '../json';

/** A token on its way into the columns. `text` is how it was matched, with the blanks that an added token took; special tokens of a template stand in no segment (-1). */
export interface Row {
  readonly id: number;
  readonly token: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Number of the word within its segment, -1 for none. */
  readonly word: number;
  readonly segment: number;
  readonly type: number;
  readonly special: boolean;
}

/** Stretches of rows (at first one for each text) rewritten; `sources` are the texts by segment, for places in them. */
export type Finish = (parts: readonly (readonly Row[])[], sources: readonly string[]) => readonly (readonly Row[])[];

/** One kind of post-processor of tokenizer.json. `make` checks the part's settings and throws `malformed`; `nested` makes a part inside it. */
export interface PostProcessorKind {
  readonly type: string;
  make(part: Json, nested: (part: unknown) => Finish): Finish;
}

/** A special token that a post-processor puts in. */
export const special = (token: string, id: number, type: number): Row => ({ id, token, text: token, start: 0, end: 0, word: -1, segment: -1, type, special: true });
