import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meantAt, readEscapes, readingOf, sourceOf } from '../../src/host/escapes';

/** A piece of source with what it means. */
type Piece = readonly [raw: string, meaning: string];

const escaped = fc.oneof(
  fc.constantFrom<Piece>(['\\n', '\n'], ['\\t', '\t'], ['\\"', '"'], ["\\'", "'"], ['\\\\', '\\'], ['\\\n', ''], ['\\\r\n', ''], ['\\q', 'q'], ['\\u{110000}', '\\u{110000}']),
  fc.integer({ min: 0, max: 0x10ffff }).map((point): Piece => [`\\u{${point.toString(16)}}`, String.fromCodePoint(point)]),
  fc.integer({ min: 0, max: 0xffff }).map((point): Piece => [`\\u${point.toString(16).padStart(4, '0')}`, String.fromCodePoint(point)]),
  fc.integer({ min: 0, max: 0xff }).map((point): Piece => [`\\x${point.toString(16).padStart(2, '0')}`, String.fromCodePoint(point)]),
);
const plain = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
  .map(text => text.replaceAll('\\', '/'))
  .map((text): Piece => [text, text]);
const pieces = fc.array(fc.oneof(escaped, plain), { maxLength: 12 });

const joined = (list: readonly Piece[], side: 0 | 1): string => list.map(piece => piece[side]).join('');

describe('escapes', () => {
  test('mean what each of them means', () => fc.assert(fc.property(pieces, list => void expect(readEscapes(joined(list, 0)).text).toBe(joined(list, 1)))));

  test('JSON text means what JSON says', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter(text => !/[\b\f]/.test(text)),
        text => void expect(readEscapes(JSON.stringify(text).slice(1, -1)).text).toBe(text),
      ),
    ));

  test('each range of the meaning comes from the pieces that it touches, and each place of them belongs to it', () =>
    fc.assert(
      fc.property(pieces, fc.nat(), fc.nat(), (list, one, other) => {
        const reading = readEscapes(joined(list, 0));
        const units = unitsOf(list);
        const [start, end] = [one % (units.length + 1), other % (units.length + 1)].sort((a, b) => a - b) as [number, number];
        fc.pre(start < end);
        expect(sourceOf(reading, start, end)).toEqual([units[start]?.from, units[end - 1]?.to]);
        for (const [index, { from, to }] of units.entries())
          for (let place = from; place < to; place++) {
            const meant = meantAt(reading, place);
            expect(units[meant]).toEqual(units[index]);
          }
      }),
    ));

  test('a place behind the last unit means the end', () => {
    const reading = readEscapes('a\\n\\\n');
    expect(reading.text).toBe('a\n');
    expect([0, 1, 2, 3, 5].map(place => meantAt(reading, place))).toEqual([0, 1, 1, 2, 2]);
  });

  test('an empty text has a place', () => {
    expect(sourceOf(readEscapes(''), 0, 0)).toEqual([0, 0]);
    expect(meantAt(readEscapes(''), 0)).toBe(0);
  });
});

describe('the reading of a source', () => {
  test('is the source itself where both are the same, backslashes too', () => expect(sourceOf(readingOf('a\\nb', 'a\\nb') ?? readEscapes(''), 1, 3)).toEqual([1, 3]));
  test('reads escapes where the text has them read', () => expect(sourceOf(readingOf('a\\nb', 'a\nb') ?? readEscapes(''), 1, 3)).toEqual([1, 4]));
  test('is none where the source means something else', () => expect(readingOf('a\\nb', 'anb')).toBeUndefined());
});

/** Where each unit of the meaning comes from, piece by piece. */
function unitsOf(list: readonly Piece[]): readonly { readonly from: number; readonly to: number }[] {
  const units: { from: number; to: number }[] = [];
  let at = 0;
  for (const [raw, meaning] of list) {
    const same = raw === meaning;
    for (let unit = 0; unit < meaning.length; unit++) units.push(same ? { from: at + unit, to: at + unit + 1 } : { from: at, to: at + raw.length });
    at += raw.length;
  }
  return units;
}
