import { describe, expect, test } from 'vitest';
import { FaultError } from '../../../src/core/fault';
import { editTokens, type TokenEdit } from '../../../src/core/tokens/edits';
import { tokens } from '../analyses/subject';

const TEXT = tokens([10, 11, 12, 13]);
const VOCABULARY = { spell: (id: number) => `<${id}>`, mask: () => 99 };
const edit = (...edits: TokenEdit[]) => editTokens(TEXT, edits, VOCABULARY);

describe('tokens', () => {
  test('replaced, masked, exchanged: the same places', () => {
    const { tokens: made, pairs } = edit({ kind: 'replace', at: 0, id: 7 }, { kind: 'mask', at: 1 }, { kind: 'exchange', at: 2, other: 3 });
    expect(made.ids).toEqual([7, 99, 13, 12]);
    expect(made.tokens).toEqual(['<7>', '<99>', '<13>', '<12>']);
    expect(pairs).toEqual([0, 1, 2, 3].map(i => [i, i]));
  });

  test('deleted: places before are those of the text as it was', () => {
    const { tokens: made, pairs } = edit({ kind: 'delete', at: 1 }, { kind: 'replace', at: 3, id: 5 });
    expect(made.ids).toEqual([10, 12, 5]);
    expect(made.offsets.length).toBe(3);
    expect(pairs).toEqual([
      [0, 0],
      [2, 1],
      [3, 2],
    ]);
  });

  test('what is not changed stays as it was', () => {
    expect(edit({ kind: 'replace', at: 2, id: 12 }).tokens).toEqual(TEXT);
  });

  const refused: readonly (readonly [string, TokenEdit, RegExp])[] = [
    ['a place beyond the text', { kind: 'delete', at: 4 }, /4 tokens/],
    ['half a place', { kind: 'mask', at: 0.5 }, /0 to 3/],
    ['an exchange with nothing', { kind: 'exchange', at: 0, other: -1 }, /0 to 3/],
  ];
  test.each(refused)('%s is refused', (_, wrong, why) => {
    expect(() => edit(wrong)).toThrow(FaultError);
    try {
      edit(wrong);
    } catch (thrown) {
      expect((thrown as FaultError).fault).toMatchObject({ code: 'bad-input', why: expect.stringMatching(why) });
    }
  });

  test('a tokenizer without a mask, and a text without tokens, are refused', () => {
    expect(() => editTokens(TEXT, [{ kind: 'mask', at: 0 }], { ...VOCABULARY, mask: () => undefined })).toThrow(FaultError);
    expect(() => edit(...[0, 1, 2, 3].map(at => ({ kind: 'delete' as const, at })))).toThrow(FaultError);
  });
});
