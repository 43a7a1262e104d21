import { expect, test } from 'vitest';
import { lineOf, tokenViews } from '../../../webview/tokens/line';
import { cut, pairOf } from '../models/tokens';

const readAs = (text: string): string => {
  const tokens = cut(text);
  return lineOf(tokenViews(tokens), tokens.texts)
    .map(({ before, text: own }) => before + own)
    .join('');
};

test('the strip reads as the text, spaces and newlines included', () => {
  for (const text of ['In the beginning God created', 'two  spaces', 'a\nb\tc', 'extraordinarily long', 'naïve — yes', '👍 fine']) expect(readAs(text)).toBe(text);
});

test('spaces stand before a token, not in it', () => {
  const tokens = cut('a b');
  expect(lineOf(tokenViews(tokens), tokens.texts).map(({ before, text }) => [before, text])).toEqual([
    ['', 'a'],
    [' ', 'b'],
  ]);
});

test('pieces of one word are joined, words and segments are not', () => {
  const tokens = cut('extraordinarily so');
  expect(lineOf(tokenViews(tokens), tokens.texts).map(({ joined }) => joined)).toEqual([false, true, true, false]);
  const pair = pairOf('one', 'two');
  expect(lineOf(tokenViews(pair), pair.texts).map(({ joined, special, text }) => [text, joined, special])).toEqual([
    ['[CLS]', false, true],
    ['one', false, false],
    ['[SEP]', false, true],
    ['two', false, false],
    ['[SEP]', false, true],
  ]);
});

test('bytes inside one character show it once, then their spelling', () => {
  const [first, second] = lineOf(
    [0, 1].map(id => ({ text: '👍', label: `<0x${id}>`, id, start: 0, end: 2, segment: 0, word: 0, special: false })),
    ['👍'],
  );
  expect([first?.text, first?.spelled]).toEqual(['👍', false]);
  expect([second?.text, second?.spelled]).toEqual(['<0x1>', true]);
});

test('without texts tokens stand side by side by their spelling', () => {
  const tokens = { ...cut('a b'), texts: [] };
  expect(lineOf(tokenViews(tokens), []).map(({ before, text }) => before + text)).toEqual(['a', ' Ġb']);
});
