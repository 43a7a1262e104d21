import type { Tensor } from '../tensor/tensor';

/** What a model is asked about. Segments, not a string: each question carries its whole input. */
export type Input =
  | { readonly kind: 'text'; readonly text: string; readonly pair?: string; readonly target?: Target }
  | { readonly kind: 'ids'; readonly ids: readonly number[]; readonly target?: Target }
  /** Tensors named as the model's own inputs; a leading batch axis gives one text number per row. */
  | { readonly kind: 'tensors'; readonly tensors: Readonly<Record<string, Tensor>> };

/** What a decoder with an input of its own is given, text or its ids; only for models that have one. */
export type Target = { readonly text: string } | { readonly ids: readonly number[] };

/**
 * A tokenised input, columns of equal length. `offsets` are UTF-16 units in the segment's text, [0, 0] for tokens that
 * stand for nothing in it. `segments`: 0 or 1, -1 for special tokens. `words`: number of the word within its segment that a
 * token is a piece of, -1 for none.
 */
export interface Tokens {
  readonly ids: readonly number[];
  /** As the vocabulary spells them (`##ing`, `Ġthe`, `▁the`, `<0xE2>`). */
  readonly tokens: readonly string[];
  readonly offsets: readonly (readonly [number, number])[];
  readonly segments: readonly number[];
  readonly types: readonly number[];
  readonly special: readonly boolean[];
  readonly words: readonly number[];
  /** The segments' texts; for ids the text that they decode to; empty where the input was tensors. */
  readonly texts: readonly string[];
}
