import { flag, type Json, list, record, refuse, text, whole } from './json';
import type { Rewrite } from './normalizers/normalizer';
import { WHITESPACE, WORD } from './patterns';
import { type Spot, spotsOf, textOf } from './spots';

/** A token that is found in the text itself, before the model sees it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  readonly normalized: boolean;
  /** Takes the blanks before (after) it, too. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  /** Only where no word character touches it. */
  readonly singleWord: boolean;
}

/** A piece of the text, and the added token that it is, if it is one. */
export interface Found {
  readonly spots: readonly Spot[];
  readonly token?: AddedToken;
}

interface Trie {
  readonly next: Map<string, Trie>;
  token?: AddedToken;
}

function added(part: Json): AddedToken {
  const special = flag(part.special, 'special', false);
  return {
    id: whole(part.id, 'the id of an added token'),
    content: text(part.content, 'the content of an added token'),
    special,
    normalized: flag(part.normalized, 'normalized', !special),
    lstrip: flag(part.lstrip, 'lstrip', false),
    rstrip: flag(part.rstrip, 'rstrip', false),
    singleWord: flag(part.single_word, 'single_word', false),
  };
}

export const addedTokensOf = (value: unknown): AddedToken[] =>
  list(value ?? [], 'added_tokens')
    .map(token => added(record(token, 'an added token')))
    .filter(token => token.content !== '' || refuse('an added token is empty'));

function trieOf(entries: readonly (readonly [string, AddedToken])[]): Trie {
  const root: Trie = { next: new Map() };
  for (const [content, token] of entries) {
    let node = root;
    for (const char of content) {
      const next = node.next.get(char) ?? { next: new Map() };
      node.next.set(char, next);
      node = next;
    }
    if (content !== '') node.token = token;
  }
  return root;
}

/** The longest entry that starts at `from`: its token and where it ends. */
function longestAt(trie: Trie, spots: readonly Spot[], from: number): { readonly token: AddedToken; readonly to: number } | undefined {
  let best: { readonly token: AddedToken; readonly to: number } | undefined;
  let node: Trie | undefined = trie;
  for (let at = from; node; at++) {
    if (node.token) best = { token: node.token, to: at };
    node = node.next.get(spots[at]?.char ?? '');
  }
  return best;
}

const is = (what: RegExp, spot: Spot | undefined): boolean => spot !== undefined && what.test(spot.char);

/** Leftmost, then longest; a match that touches a word though it must not is passed over, as is what it covers. */
function search(trie: Trie, spots: readonly Spot[]): Found[] {
  const found: Found[] = [];
  let done = 0;
  const keep = (from: number, to: number, token?: AddedToken) => {
    const part = spots.slice(from, to);
    if (part.length > 0) found.push({ spots: part, ...(token && { token }) });
  };
  for (let at = 0; at < spots.length; ) {
    const match = longestAt(trie, spots, at);
    if (!match) {
      at++;
      continue;
    }
    const { token } = match;
    const touches = token.singleWord && (is(WORD, spots[at - 1]) || is(WORD, spots[match.to]));
    let [from, to] = [at, match.to];
    at = match.to;
    if (touches) continue;
    while (token.lstrip && from > done && is(WHITESPACE, spots[from - 1])) from--;
    while (token.rstrip && is(WHITESPACE, spots[to])) to++;
    keep(done, from);
    keep(from, to, token);
    done = to;
  }
  keep(done, spots.length);
  return found;
}

/**
 * Cuts a text into added tokens and what lies between them, normalising the rest: tokens marked `normalized` are searched in the
 * normalised text by their own normalised spelling, the others in the text as it is.
 */
export function extractor(tokens: readonly AddedToken[], normalizer: Rewrite): (source: string) => readonly Found[] {
  const plain = trieOf(tokens.filter(token => !token.normalized).map(token => [token.content, token]));
  const rewritten = trieOf(tokens.filter(token => token.normalized).map(token => [textOf(normalizer(spotsOf(token.content))), token]));
  return source => search(plain, spotsOf(source)).flatMap(found => (found.token ? [found] : search(rewritten, normalizer(found.spots))));
}
