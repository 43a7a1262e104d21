import { raise } from '../fault';
import type { Tokens } from './input';

/** A change of a text's tokens. Positions are those of the text as it was, whatever was changed before. */
export type TokenEdit =
  | { readonly kind: 'replace'; readonly at: number; readonly id: number }
  | { readonly kind: 'delete'; readonly at: number }
  | { readonly kind: 'mask'; readonly at: number }
  | { readonly kind: 'exchange'; readonly at: number; readonly other: number };

/** How an id is spelled, and which one masks; undefined where the tokenizer has none. */
export interface Vocabulary {
  readonly spell: (id: number) => string;
  readonly mask: () => number | undefined;
}

export interface Edited {
  readonly tokens: Tokens;
  /** [before, after] of every position that is in both. */
  readonly pairs: readonly (readonly [number, number])[];
}

/** One token in its place. */
interface Column {
  readonly from: number;
  readonly id: number;
}

type Apply<K extends TokenEdit['kind']> = (columns: (Column | undefined)[], edit: Extract<TokenEdit, { kind: K }>, vocabulary: Vocabulary) => void;

const put = (columns: (Column | undefined)[], at: number, id: number): void => {
  const own = columns[at];
  if (own) columns[at] = { ...own, id };
};

/** Every edit of tokens, by kind. A deleted token leaves its place empty until all are done. */
export const TOKEN_EDITS: { readonly [K in TokenEdit['kind']]: Apply<K> } = {
  replace: (columns, { at, id }) => put(columns, at, id),
  delete: (columns, { at }) => {
    columns[at] = undefined;
  },
  mask: (columns, { at }, { mask }) =>
    put(columns, at, mask() ?? raise({ code: 'bad-input', what: `masking token ${at}`, why: 'this tokenizer has no mask token. Replace the token instead.' })),
  exchange: (columns, { at, other }) => {
    const [own, its] = [columns[at], columns[other]];
    if (!own || !its) return;
    columns[at] = { ...own, id: its.id };
    columns[other] = { ...its, id: own.id };
  },
};

/** Applies edits in order. Throws `bad-input` for a position that the text does not have, or where nothing is left. */
export function editTokens(tokens: Tokens, edits: readonly TokenEdit[], vocabulary: Vocabulary): Edited {
  const columns: (Column | undefined)[] = tokens.ids.map((id, from) => ({ id, from }));
  for (const edit of edits) {
    const places = edit.kind === 'exchange' ? [edit.at, edit.other] : [edit.at];
    const beyond = places.find(at => !(Number.isInteger(at) && at >= 0 && at < columns.length));
    if (beyond !== undefined) raise({ code: 'bad-input', what: `token ${beyond}`, why: `the text has ${columns.length} tokens, 0 to ${columns.length - 1}.` });
    (TOKEN_EDITS[edit.kind] as Apply<TokenEdit['kind']>)(columns, edit, vocabulary);
  }
  const left = columns.filter(column => column !== undefined);
  if (left.length === 0) raise({ code: 'bad-input', what: 'the input', why: 'every token was deleted.' });
  return { tokens: rebuilt(tokens, left, vocabulary), pairs: left.map(({ from }, after) => [from, after] as const) };
}

/** Columns of the tokens that are left. One that is another now stands for nothing in the text. */
function rebuilt(tokens: Tokens, left: readonly Column[], { spell }: Vocabulary): Tokens {
  const same = ({ id, from }: Column): boolean => tokens.ids[from] === id;
  const column = <T>(of: readonly T[], otherwise: T): readonly T[] => left.map(({ from }) => of[from] ?? otherwise);
  return {
    ids: left.map(({ id }) => id),
    tokens: left.map(one => (same(one) ? (tokens.tokens[one.from] ?? '') : spell(one.id))),
    offsets: left.map(one => (same(one) ? (tokens.offsets[one.from] ?? ([0, 0] as const)) : ([0, 0] as const))),
    segments: column(tokens.segments, 0),
    types: column(tokens.types, 0),
    special: left.map(one => same(one) && (tokens.special[one.from] ?? false)),
    words: left.map(one => (same(one) ? (tokens.words[one.from] ?? -1) : -1)),
    texts: tokens.texts,
  };
}
