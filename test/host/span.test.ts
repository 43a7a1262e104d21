import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Change, moved, type Span } from '../../src/host/span';

const DOCUMENT = 'x = "the cat sat" # note';
const QUOTED: Span = { start: 5, end: 16 };

/** The document after changes, one after another. */
const written = (document: string, changes: readonly Change[]): string =>
  changes.reduce((now, { rangeOffset, rangeLength, text }) => now.slice(0, rangeOffset) + text + now.slice(rangeOffset + rangeLength), document);

const at = (document: string, span: Span | undefined): string | undefined => span && document.slice(span.start, span.end);

type Row = readonly [what: string, rangeOffset: number, rangeLength: number, text: string, quoted: string | undefined, bare: string | undefined];

const ROWS: readonly Row[] = [
  ['written before', 0, 0, 'y = 1\n', 'the cat sat', 'the cat sat'],
  ['written behind', 20, 2, 'thing', 'the cat sat', 'the cat sat'],
  ['written within', 9, 0, 'black ', 'the black cat sat', 'the black cat sat'],
  ['written at the start', 5, 0, 'so ', 'so the cat sat', 'the cat sat'],
  ['written at the end', 16, 0, ' down', 'the cat sat down', 'the cat sat down'],
  ['a word put in its place', 9, 3, 'dog', 'the dog sat', 'the dog sat'],
  ['emptied', 5, 11, '', '', undefined],
  ['the opening quote taken away', 4, 1, '', undefined, 'the cat sat'],
  ['the closing quote taken away', 16, 1, '', 'the cat sat', 'the cat sat'],
  ['cut across its start', 2, 6, '', undefined, undefined],
  ['cut across its end', 12, 8, '', 'the cat', undefined],
  ['all of it and more put in its place', 0, 24, 'y', undefined, undefined],
];

describe('a stretch of a document', () => {
  for (const [what, rangeOffset, rangeLength, text, quoted, bare] of ROWS)
    test(what, () => {
      const changes = [{ rangeOffset, rangeLength, text }];
      const after = written(DOCUMENT, changes);
      expect(at(after, moved(QUOTED, changes, true))).toBe(quoted);
      expect(at(after, moved(QUOTED, changes, false))).toBe(bare);
    });

  test('several changes hold one after another', () => {
    const changes = [
      { rangeOffset: 9, rangeLength: 3, text: 'dog' },
      { rangeOffset: 0, rangeLength: 1, text: 'yard' },
    ];
    expect(at(written(DOCUMENT, changes), moved(QUOTED, changes, true))).toBe('the dog sat');
  });

  test('what lives keeps every mark that no change touched, and lies in the document', () =>
    fc.assert(
      fc.property(fc.boolean(), fc.array(fc.tuple(fc.nat(40), fc.nat(6), fc.string({ maxLength: 5, unit: fc.constantFrom('a', 'b', ' ') })), { maxLength: 4 }), (quoted, list) => {
        const document = `${'-'.repeat(12)}\u2020${'='.repeat(10)}\u2021${'-'.repeat(12)}`;
        let text = document;
        let span: Span | undefined = { start: 12, end: 24 };
        for (const [offset, length, put] of list) {
          const rangeOffset = Math.min(offset, text.length);
          const change = { rangeOffset, rangeLength: Math.min(length, text.length - rangeOffset), text: put };
          span = span && moved(span, [change], quoted);
          text = written(text, [change]);
          const now = at(text, span);
          if (span === undefined || now === undefined) return;
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeLessThanOrEqual(text.length);
          // The marks at its ends are in it as long as they are in the document.
          for (const mark of '\u2020\u2021') expect(now.includes(mark)).toBe(text.includes(mark));
        }
      }),
    ));
});
