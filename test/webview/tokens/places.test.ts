import { describe, expect, test } from 'vitest';
import type { Tokens } from '../../../src/core/tokens/input';
import { tokenViews } from '../../../webview/tokens/line';
import { carried, tokensAt } from '../../../webview/tokens/places';
import { cut } from '../models/tokens';

const names = (tokens: Tokens, indices: readonly number[]): readonly string[] => indices.map(index => tokens.tokens[index] ?? '');

describe('the tokens at a place of the text', () => {
  const text = 'the cat sat';
  const tokens = cut(text);
  const views = tokenViews(tokens);
  const at = (start: number, end = start): readonly string[] => names(tokens, tokensAt(views, 0, start, end)).map(name => name.replace('Ġ', '').trim());

  test('each place has one, the end has the last', () => {
    expect([0, 1, 2].map(place => at(place))).toEqual([['the'], ['the'], ['the']]);
    expect(at(3)).toEqual(['the']);
    expect(at(4)).toEqual(['cat']);
    expect(at(11)).toEqual(['sat']);
    expect(at(99)).toEqual(['sat']);
  });

  test('a range has all that it touches', () => {
    expect(at(1, 6)).toEqual(['the', 'cat']);
    expect(at(0, 11)).toEqual(['the', 'cat', 'sat']);
  });

  test('another segment has none of them', () => expect(tokensAt(views, 1, 0, 3)).toEqual([]));
});

describe('a token of an edited text', () => {
  const before = cut('the cat sat on the mat');
  const ROWS: readonly (readonly [what: string, text: string, token: string, expected: string | undefined])[] = [
    ['before the edit is where it was', 'the cat sat on a mat', 'cat', 'cat'],
    ['behind the edit moves with it', 'the old black cat sat on the mat', 'mat', 'mat'],
    ['behind a cut moves with it', 'cat sat on the mat', 'mat', 'mat'],
    ['that was written over is gone', 'the dog sat on the mat', 'cat', undefined],
    ['of a text that is another one is gone', 'no words in common', 'cat', undefined],
  ];
  const nameOf = (tokens: Tokens, index: number): string | undefined => tokens.tokens[index]?.replace('Ġ', '').trim();
  const find = (tokens: Tokens, name: string): number => tokens.tokens.map((_, index) => nameOf(tokens, index)).lastIndexOf(name);
  for (const [what, text, token, expected] of ROWS)
    test(what, () => {
      const after = cut(text);
      const index = carried(before, after, find(before, token));
      expect(index < 0 ? undefined : nameOf(after, index)).toBe(expected);
      if (expected !== undefined) expect(index).toBe(find(after, expected));
    });
});
