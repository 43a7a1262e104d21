import { describe, expect, it } from 'vitest';
import { axesOf, groupsOf, type TokenPart } from '../../src/protocol/readings';

const token = (word: number, special = false, segment = special ? -1 : 0): TokenPart => ({ word, special, segment });
/** [CLS] un ##believ ##able ! [SEP] un ##til [SEP], a pair. */
const PAIR = [token(-1, true), token(0), token(0), token(0), token(1), token(-1, true), token(0, false, 1), token(0, false, 1), token(-1, true)];
const self = (queries: number, keys: number) => ({ kind: 'self', stack: 'only', queries, keys }) as const;
const alone = (count: number) => Array.from({ length: count }, (_, i) => [i]);

describe('what rows and columns of a reading stand for', () => {
  it('is every token where nothing is joined or hidden', () => {
    expect(groupsOf(PAIR, { words: false, special: true })).toEqual(alone(PAIR.length));
  });

  it('joins the pieces of a word, never over segments or special tokens', () => {
    expect(groupsOf(PAIR, { words: true, special: true })).toEqual([[0], [1, 2, 3], [4], [5], [6, 7], [8]]);
    expect(groupsOf(PAIR, { words: true, special: false })).toEqual([[1, 2, 3], [4], [6, 7]]);
    expect(groupsOf(PAIR, { words: false, special: false })).toEqual([[1], [2], [3], [4], [6], [7]]);
    // The same word number of another segment, side by side.
    expect(groupsOf([token(0), token(0, false, 1)], { words: true, special: true })).toEqual([[0], [1]]);
  });

  it('leaves tokens alone that are of no word', () => {
    expect(groupsOf([token(-1), token(-1), token(0)], { words: true, special: true })).toEqual(alone(3));
  });

  it('leaves axes alone that are not the text’s', () => {
    const reading = { words: true, special: false };
    expect(axesOf(self(9, 9), PAIR, reading).queries).toEqual([[1, 2, 3], [4], [6, 7]]);
    expect(axesOf(self(5, 9), PAIR, reading)).toEqual({ queries: alone(5), keys: [[1, 2, 3], [4], [6, 7]] });
    expect(axesOf({ kind: 'self', stack: 'decoder', queries: 9, keys: 9 }, PAIR, reading)).toEqual({ queries: alone(9), keys: alone(9) });
    expect(axesOf({ kind: 'cross', stack: 'cross', queries: 9, keys: 9 }, PAIR, reading)).toEqual({ queries: alone(9), keys: [[1, 2, 3], [4], [6, 7]] });
  });
});
