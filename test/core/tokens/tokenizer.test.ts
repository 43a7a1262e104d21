import { describe, expect, test } from 'vitest';
import { FaultError } from '../../../src/core/fault';
import { LONGEST_TEXT, openTokenizer } from '../../../src/core/tokens/tokenizer';
import { TOKEN_FIXTURES, tokenFixture } from './fixtures';

/** Where byte characters are missing from the vocabulary, the library's own offsets run late by those that it drops; ours do not. */
const OFFSETS_DIFFER = ['gpt2-partial-alphabet'];

describe.each(TOKEN_FIXTURES)('$name', ({ name, tokenizer, cases }) => {
  const opened = openTokenizer(tokenizer);
  test.each(cases)('reads $text', ({ text, pair, ids, offsets, types, segments }) => {
    const tokens = opened.encode(text, pair);
    expect(tokens.ids).toEqual(ids);
    expect(tokens.types).toEqual(types);
    expect(tokens.segments).toEqual(segments);
    if (!OFFSETS_DIFFER.includes(name)) expect(tokens.offsets.flat()).toEqual(offsets);
    for (const column of [tokens.tokens, tokens.offsets, tokens.special, tokens.words]) expect(column).toHaveLength(ids.length);
  });

  test.each(cases)('words of $text are those of the library, cut further at blanks only', ({ text, pair, words }) => {
    const tokens = opened.encode(text, pair);
    expect(tokens.words.map(word => word < 0)).toEqual(words.map(word => word < 0));
    for (let i = 1; i < words.length; i++) {
      if (tokens.segments[i] !== tokens.segments[i - 1] || tokens.words[i] === -1) continue;
      const source = tokens.texts[tokens.segments[i] ?? 0] ?? '';
      const [from, to] = [tokens.offsets[i - 1]?.[0] ?? 0, (tokens.offsets[i]?.[0] ?? 0) + 1];
      if (words[i] !== words[i - 1]) expect(tokens.words[i]).toBe((tokens.words[i - 1] ?? 0) + 1);
      else if (tokens.words[i] !== tokens.words[i - 1]) expect(source.slice(from, to)).toMatch(/\p{White_Space}/u);
    }
  });
});

test('a word is a word where the vocabulary takes a whole text as one pre-token', () => {
  const tokens = openTokenizer(tokenFixture('llama2').tokenizer).encode('And God called the waters');
  const words = new Map<number, string>();
  tokens.tokens.forEach((token, i) => {
    const word = tokens.words[i] ?? -1;
    if (word >= 0) words.set(word, (words.get(word) ?? '') + token);
  });
  expect([...words.values()]).toEqual(['▁And', '▁God', '▁called', '▁the', '▁waters']);
});

test('special tokens of the template are special and stand in no segment; those of the text stand in it', () => {
  const { special, segments, tokens } = openTokenizer(tokenFixture('roberta').tokenizer).encode('the <mask> day');
  const mask = tokens.indexOf('<mask>');
  expect([special[0], special.at(-1), special[mask]]).toEqual([true, true, true]);
  expect([segments[0], segments.at(-1), segments[mask]]).toEqual([-1, -1, 0]);
  expect(special.filter(Boolean)).toHaveLength(3);
});

const broken: readonly [string, unknown, RegExp][] = [
  ['no object', 7, /not an object/],
  ['no model', {}, /the model is not an object/],
  ['an unknown model', { model: { type: 'Markov', vocab: {} } }, /"Markov" is none of/],
  ['an unknown normalizer', { ...tokenFixture('gpt2').tokenizer, normalizer: { type: 'Rot13' } }, /"Rot13" is none of/],
  ['an unknown pre-tokenizer', { ...tokenFixture('gpt2').tokenizer, pre_tokenizer: { type: 'UnicodeScripts' } }, /"UnicodeScripts" is none of/],
  ['an expression that cannot be read', { ...tokenFixture('gpt2').tokenizer, pre_tokenizer: { type: 'Split', pattern: { Regex: '(' }, behavior: 'Isolated' } }, /cannot be read/],
  ['an id that is no number', { model: { type: 'WordLevel', vocab: { a: 'b' } } }, /id of "a" is not a whole number/],
  ['an unknown token outside the vocabulary', { model: { type: 'WordPiece', vocab: { a: 0 }, unk_token: '[UNK]' } }, /not in the vocabulary/],
  ['a merge of three', { model: { type: 'BPE', vocab: { a: 0 }, merges: ['a b c'] } }, /merge 0/],
  ['a score that is none', { model: { type: 'Unigram', vocab: [['a', 'b']] } }, /entry 0/],
  ['an unk_id beyond the vocabulary', { model: { type: 'Unigram', vocab: [['a', 0]], unk_id: 9 } }, /beyond the vocabulary/],
  ['a charsmap that is none', { ...tokenFixture('t5').tokenizer, normalizer: { type: 'Precompiled', precompiled_charsmap: 'AAAA' } }, /charsmap/],
  [
    'a template without its token',
    { ...tokenFixture('t5').tokenizer, post_processor: { type: 'TemplateProcessing', single: [{ SpecialToken: { id: '</s>', type_id: 0 } }], pair: [], special_tokens: {} } },
    /does not say what it is/,
  ],
  ['an added token without text', { ...tokenFixture('gpt2').tokenizer, added_tokens: [{ id: 0, content: 5 }] }, /content of an added token/],
];

test.each(broken)('refuses %s in one sentence', (_, file, why) => {
  try {
    openTokenizer(file);
    expect.unreachable();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(FaultError);
    const fault = (thrown as FaultError).fault;
    expect(fault).toMatchObject({ code: 'malformed', path: 'tokenizer.json', why: expect.stringMatching(why) });
  }
});

test('nested sequences deeper than the stack are refused, not fatal', () => {
  let normalizer: unknown = null;
  for (let i = 0; i < 100_000; i++) normalizer = { type: 'Sequence', normalizers: [normalizer ?? { type: 'NFC' }] };
  expect(() => openTokenizer({ ...tokenFixture('gpt2').tokenizer, normalizer })).toThrow(FaultError);
});

test('spellings that are names of methods are plain tokens', () => {
  const vocab = JSON.parse('{"__proto__": 1, "constructor": 2, "[UNK]": 0}');
  const opened = openTokenizer({ model: { type: 'WordPiece', vocab, unk_token: '[UNK]' }, pre_tokenizer: { type: 'WhitespaceSplit' } });
  expect(opened.encode('constructor __proto__ toString').ids).toEqual([2, 1, 0]);
});

test('a text beyond the limit is refused with its length', () => {
  const opened = openTokenizer(tokenFixture('bert-uncased').tokenizer);
  expect(() => opened.encode('a'.repeat(LONGEST_TEXT + 1))).toThrow(FaultError);
  expect(opened.encode('a '.repeat(50_000)).ids).toHaveLength(50_002);
});

test('a lone half of a surrogate pair is one unknown character, in its place', () => {
  const { offsets, ids } = openTokenizer(tokenFixture('gpt2').tokenizer).encode('a\ud83db');
  expect(ids.length).toBe(offsets.length);
  expect(offsets.at(0)).toEqual([0, 1]);
  expect(offsets.at(-1)).toEqual([2, 3]);
  expect(offsets.slice(1, -1).every(([start, end]) => start === 1 && end === 2)).toBe(true);
});
