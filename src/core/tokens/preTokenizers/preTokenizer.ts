import type { Json } from '../json';
import type { Spot } from '../spots';

/** Cuts a stretch of the normalised text into pieces, none of them empty and some perhaps rewritten, on its way to the model. */
export type Cut = (spots: readonly Spot[]) => readonly (readonly Spot[])[];

/** One kind of pre-tokeniser of tokenizer.json. `make` checks the part's settings and throws `malformed`; `nested` makes a part inside it. */
export interface PreTokenizerKind {
  readonly type: string;
  make(part: Json, nested: (part: unknown) => Cut): Cut;
}
