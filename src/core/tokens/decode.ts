import { raise } from '../fault';
import type { AddedToken } from './addedTokens';
import type { Tokens } from './input';
import { isRecord, type Json } from './json';
import { byteOf, type Model } from './models/model';
import { BYTE_CHARS } from './spots';
import { fromUtf8, utf8 } from './utf8';

/** The steps of a decoder, those of a Sequence in order. */
const stepsOf = (part: unknown): readonly Json[] => {
  if (!isRecord(part)) return [];
  return part.type === 'Sequence' && Array.isArray(part.decoders) ? part.decoders.flatMap(stepsOf) : [part];
};

type Spell = (token: string, first: boolean) => readonly number[];

const asText = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

/** What a step makes of a token's spelling. Kinds that only join or tidy say nothing of single tokens. */
const STEPS: Readonly<Record<string, (step: Json) => (token: string, first: boolean) => string>> = {
  Metaspace: step => (token, first) =>
    (first && step.prepend_scheme !== 'never' ? token.replace(asText(step.replacement, '▁'), '') : token).replaceAll(asText(step.replacement, '▁'), ' '),
  WordPiece: step => (token, first) => {
    const prefix = asText(step.prefix, '##');
    return first ? token : token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`;
  },
  BPEDecoder: step => token => token.replaceAll(asText(step.suffix, '</w>'), ' '),
  Replace: step => token => (isRecord(step.pattern) && typeof step.pattern.String === 'string' ? token.replaceAll(step.pattern.String, asText(step.content, '')) : token),
  Strip: step => (token, first) => (first && step.start !== 0 && token.startsWith(asText(step.content, ' ')) ? token.slice(1) : token),
};

/** The bytes that a token adds to the decoded text. */
function spellerOf(part: unknown): Spell {
  const steps = stepsOf(part);
  const rewrites = steps.flatMap(step => (typeof step.type === 'string' && Object.hasOwn(STEPS, step.type) ? [STEPS[step.type]?.(step)] : []));
  if (steps.some(step => step.type === 'ByteLevel')) {
    const bytes = new Map(BYTE_CHARS.map((char, byte) => [char, byte]));
    return token => Array.from(token).flatMap(char => bytes.get(char) ?? utf8(char));
  }
  const fallback = steps.some(step => step.type === 'ByteFallback');
  return (token, first) => {
    const byte = fallback ? byteOf(token) : undefined;
    return byte === undefined ? utf8(rewrites.reduce((so, rewrite) => rewrite?.(so, first) ?? so, token)) : [byte];
  };
}

/**
 * Turns ids back into tokens of the text that they spell, by the file's decoder. Bytes of one character that lie in several tokens give each of them the whole
 * character; bytes that spell none read as U+FFFD. Special tokens stand for nothing in the text.
 */
export function decoderOf(part: unknown, model: Model, added: readonly AddedToken[]): (ids: readonly number[]) => Tokens {
  const spell = spellerOf(part);
  const spellings = new Map<number, string>(Array.from(model.ids, ([token, id]) => [id, token]));
  const fallback = stepsOf(part).some(step => step.type === 'ByteFallback');
  for (const token of added) spellings.set(token.id, token.content);
  const specials = new Set(added.filter(token => token.special && !(fallback && byteOf(token.content) !== undefined)).map(token => token.id));
  return ids => {
    const bytes: number[] = [];
    const tokens = ids.map(id => spellings.get(id) ?? raise({ code: 'bad-input', what: `id ${id}`, why: 'the vocabulary has no such token' }));
    const ends = ids.map((id, index) => {
      if (!specials.has(id)) bytes.push(...spell(tokens[index] ?? '', bytes.length === 0));
      return bytes.length;
    });
    const decoded = fromUtf8(bytes);
    const special = ids.map(id => specials.has(id));
    const offsets = ends.map((end, index): [number, number] => {
      const from = ends[index - 1] ?? 0;
      return from < end ? [decoded.starts[from] ?? 0, decoded.ends[end - 1] ?? 0] : [0, 0];
    });
    const segments = special.map(is => (is ? -1 : 0));
    return { ids, tokens, offsets, segments, types: ids.map(() => 0), special, words: wordsIn(decoded.text, offsets, special), texts: [decoded.text] };
  };
}

/** Words of decoded tokens: cut at blanks, as there are no pre-tokens to go by. */
function wordsIn(text: string, offsets: readonly (readonly [number, number])[], special: readonly boolean[]): number[] {
  let word = -1;
  let last: readonly [number, number] | undefined;
  return offsets.map((range, index) => {
    if (special[index]) return -1;
    const [start] = range;
    const apart = !last || (start !== last[0] && /\s/u.test(text.slice(Math.max(start - 1, 0), start + 1)));
    if (apart) word++;
    last = range;
    return word;
  });
}
