import { expect, test } from 'vitest';
import { shortened, stretches, tokenName } from '../../../webview/tokens/signs';

test('newlines, tabs and controls become signs, everything else stays', () => {
  expect(stretches('a\n\tb')).toEqual([
    { text: 'a', sign: false },
    { text: '↵⇥', sign: true },
    { text: 'b', sign: false },
  ]);
  expect(stretches('\u0007')).toEqual([{ text: '␇', sign: true }]);
  expect(stretches('👍🏽é')).toEqual([{ text: '👍🏽é', sign: false }]);
});

test('a token is named by its text without the space before it', () => {
  expect(tokenName({ text: ' God', label: 'ĠGod' })).toBe('God');
  expect(tokenName({ text: '\n', label: 'Ċ' })).toBe('↵');
  expect(tokenName({ text: '  ', label: 'ĠĠ' })).toBe('␣␣');
  expect(tokenName({ text: '', label: '[CLS]' })).toBe('[CLS]');
});

test('names are cut between characters', () => {
  expect(shortened('abcdef', 4)).toBe('abc…');
  expect(shortened('👍👍👍', 2)).toBe('👍…');
  expect(shortened('abc', 3)).toBe('abc');
});
