import type { Tokens } from '../core/tokens/input';
import type { SiteView, TokenView } from '../core/viewModels';
import type { Reading } from './engine';

/** What joining and hiding look at in a token. */
export type TokenPart = Pick<TokenView, 'segment' | 'word' | 'special'>;

/** Positions of the tokens that one row or column of a reading stands for, ascending. */
export type Group = readonly number[];

/** What the rows and the columns of a reading stand for, in order. */
export interface Axes {
  readonly queries: readonly Group[];
  readonly keys: readonly Group[];
}

/** The tokens of a text as `axesOf` takes them. */
export const tokenParts = ({ ids, segments, words, special }: Pick<Tokens, 'ids' | 'segments' | 'words' | 'special'>): readonly TokenPart[] =>
  ids.map((_, i) => ({ segment: segments[i] ?? -1, word: words[i] ?? -1, special: special[i] ?? false }));

/**
 * What the rows and columns of a reading of a site's heads stand for: the one place that says so, for the engine that computes them and the panel that names them.
 * `tokens` are the text's (of a changed text: those after the change). An axis that is not the text's (a decoder's own tokens, patches, a learned query) has one
 * entry for each of its positions, whatever the reading says.
 */
export function axesOf(site: Pick<SiteView, 'kind' | 'stack' | 'queries' | 'keys'>, tokens: readonly TokenPart[], reading: Pick<Reading, 'words' | 'special'>): Axes {
  const ofText = readsText(site, tokens.length);
  return {
    queries: ofText.queries ? groupsOf(tokens, reading) : each(site.queries),
    keys: ofText.keys ? groupsOf(tokens, reading) : each(site.keys),
  };
}

/** Whether the queries and the keys of a site are the tokens of the text. */
export function readsText(
  { kind, stack, queries, keys }: Pick<SiteView, 'kind' | 'stack' | 'queries' | 'keys'>,
  tokens: number,
): { readonly queries: boolean; readonly keys: boolean } {
  const self = kind === 'self' && stack !== 'decoder';
  return { queries: self && queries === tokens, keys: (self || kind === 'cross' || kind === 'pooling') && keys === tokens };
}

/** Tokens that stand side by side in one word of one segment are a group, any other token is one alone; special ones are left out where they are not wanted. */
export function groupsOf(tokens: readonly TokenPart[], { words, special }: Pick<Reading, 'words' | 'special'>): readonly Group[] {
  const groups: number[][] = [];
  tokens.forEach((token, at) => {
    const before = tokens[at - 1];
    const joined = words && before && !token.special && !before.special && token.word >= 0 && token.word === before.word && token.segment === before.segment;
    if (joined) groups.at(-1)?.push(at);
    else if (special || !token.special) groups.push([at]);
  });
  return groups;
}

const each = (count: number): readonly Group[] => Array.from({ length: count }, (_, at) => [at]);
