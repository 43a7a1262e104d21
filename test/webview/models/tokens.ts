import type { Tokens } from '../../../src/core/tokens/input';

/** Cuts a text the way byte-level vocabularies do, with long words in pieces, so that pictures have all kinds of tokens. */
export function cut(text: string, segment = 0, longest = 7): Tokens {
  const ids: number[] = [];
  const tokens: string[] = [];
  const offsets: [number, number][] = [];
  const words: number[] = [];
  let word = -1;
  for (const match of text.matchAll(/ ?[\p{L}\p{N}]+|\s|[^\s\p{L}\p{N}]/gu)) {
    word += 1;
    const whole = match[0];
    for (let at = 0; at < whole.length; at += longest) {
      const piece = whole.slice(at, at + longest);
      offsets.push([match.index + at, match.index + at + piece.length]);
      tokens.push(piece.replace(/ /g, 'Ġ').replace(/\n/g, 'Ċ').replace(/\t/g, 'ĉ'));
      ids.push([...piece].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 50257, 7));
      words.push(word);
    }
  }
  const plain = (value: number): number[] => ids.map(() => value);
  return { ids, tokens, offsets, segments: plain(segment), types: plain(segment), special: ids.map(() => false), words, texts: [text] };
}

/** Two texts between special tokens, as encoders take them. */
export function pairOf(text: string, pair: string): Tokens {
  const [one, two] = [cut(text), cut(pair, 1)];
  const special = (token: string, id: number): Tokens => ({ ids: [id], tokens: [token], offsets: [[0, 0]], segments: [-1], types: [0], special: [true], words: [-1], texts: [] });
  const parts = [special('[CLS]', 101), one, special('[SEP]', 102), two, special('[SEP]', 102)];
  const joined = <K extends keyof Tokens>(key: K): Tokens[K][number][] => parts.flatMap(part => [...part[key]]);
  return {
    ids: joined('ids'),
    tokens: joined('tokens'),
    offsets: joined('offsets'),
    segments: joined('segments'),
    types: joined('types'),
    special: joined('special'),
    words: joined('words'),
    texts: [text, pair],
  };
}

/** The first tokens of a text, and no more of it. */
export function begun(tokens: Tokens, count: number): Tokens {
  const part = <T>(list: readonly T[]): readonly T[] => list.slice(0, count);
  const { ids, offsets, segments, types, special, words, texts } = tokens;
  const end = offsets[count - 1]?.[1] ?? 0;
  return {
    ids: part(ids),
    tokens: part(tokens.tokens),
    offsets: part(offsets),
    segments: part(segments),
    types: part(types),
    special: part(special),
    words: part(words),
    texts: texts.map(text => text.slice(0, end)),
  };
}
