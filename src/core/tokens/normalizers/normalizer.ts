import type { Json } from '../json';
import type { Spot } from '../spots';

/** Rewrites a text and keeps where each character came from. */
export type Rewrite = (spots: readonly Spot[]) => readonly Spot[];

/** One kind of normaliser of tokenizer.json. `make` checks the part's settings and throws `malformed`; `nested` makes a part inside it. */
export interface NormalizerKind {
  readonly type: string;
  make(part: Json, nested: (part: unknown) => Rewrite): Rewrite;
}
