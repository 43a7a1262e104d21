import { expect, test } from 'vitest';
import { openTokenizer } from '../../../src/core/tokens/tokenizer';
import { tokenText, tokenViews } from '../../../src/core/tokens/views';
import { tokenFixture } from './fixtures';

test('tokens read as in their source', () => {
  const tokens = openTokenizer(tokenFixture('bert-uncased').tokenizer).encode('Naïve God', 'the DAY');
  expect(tokenViews(tokens).map(view => [view.segment, view.special ? '' : view.text].join(':'))).toEqual(
    tokens.offsets.map(([start, end], i) => [tokens.segments[i], tokens.texts[tokens.segments[i] ?? 0]?.slice(start, end) ?? ''].join(':')),
  );
  expect(tokenText(tokens, 0)).toBe('[CLS]');
});

test('further bytes of one character are shown as such', () => {
  const tokens = openTokenizer(tokenFixture('gpt2').tokenizer).encode('🙂');
  expect(tokenViews(tokens).map(view => view.text)).toEqual(['🙂', ...tokens.ids.slice(1).map(() => '·')]);
});

test('tokens without a text read as the vocabulary spells them', () => {
  const tokens = openTokenizer(tokenFixture('gpt2').tokenizer).encode('God');
  expect(tokenText({ ...tokens, texts: [] }, 0)).toBe(tokens.tokens[0]);
});
