import { expect, test } from 'vitest';
import { FaultError } from '../../../src/core/fault';
import { openTokenizer } from '../../../src/core/tokens/tokenizer';
import { tokenFixture } from './fixtures';

const TEXT = 'And God saw  naïve 日本 🙂 light';

test.each(['gpt2', 'llama3', 'llama2', 'roberta', 'unigram-fallback'])('%s decodes what it encoded, every token in the same place', name => {
  const opened = openTokenizer(tokenFixture(name).tokenizer);
  const encoded = opened.encode(TEXT);
  const decoded = opened.decodeIds(encoded.ids);
  expect(decoded.tokens).toEqual(encoded.tokens);
  expect(decoded.segments).toEqual(encoded.segments);
  if (name === 'unigram-fallback') return;
  expect(decoded.texts).toEqual([TEXT]);
  // Trimmed offsets leave out the blank before a word; decoding has none to leave out.
  const inner = (i: number) => TEXT.slice(...(decoded.offsets[i] ?? [0, 0])).trim();
  expect(encoded.offsets.map((_, i) => inner(i))).toEqual(encoded.offsets.map(range => TEXT.slice(...range).trim()));
});

test('WordPiece decodes to words apart by one space', () => {
  const opened = openTokenizer(tokenFixture('bert-uncased').tokenizer);
  const { ids } = opened.encode('and God  saw');
  const decoded = opened.decodeIds(ids);
  expect(decoded.texts).toEqual(['and god saw']);
  expect(decoded.special).toEqual(ids.map((_, i) => i === 0 || i === ids.length - 1));
  expect(new Set(decoded.words)).toEqual(new Set([-1, 0, 1, 2]));
});

test('bytes that spell no character read as one sign each', () => {
  const opened = openTokenizer(tokenFixture('gpt2').tokenizer);
  const { ids } = opened.encode('é');
  expect(opened.decodeIds(ids.slice(0, 1)).texts).toEqual(['\ufffd']);
});

test('an id that the vocabulary lacks is refused', () => {
  expect(() => openTokenizer(tokenFixture('gpt2').tokenizer).decodeIds([1_000_000])).toThrow(FaultError);
});

test('no ids are no tokens', () => {
  expect(openTokenizer(tokenFixture('gpt2').tokenizer).decodeIds([])).toMatchObject({ ids: [], texts: [''] });
});
