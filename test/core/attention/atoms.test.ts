import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AtomTable, lengthOf, refactor } from '../../../src/core/attention/atoms';

const cutBy = (table: AtomTable) => (atom: Parameters<AtomTable['split']>[0], outer: readonly number[], inner: readonly number[]) => table.split(atom, outer, inner);

describe('refactor', () => {
  test('folds batch and heads, and unfolds them again as the same atoms', () => {
    const table = new AtomTable();
    const [batch, heads, length] = [table.input([2, 3], 'ids:0'), table.make([4, 4], 'weight'), table.input([13, 13], 'ids:1')];
    const folded = refactor(
      [batch, heads, length],
      [
        [8, 12],
        [13, 13],
      ],
      cutBy(table),
    );
    expect(folded).toEqual([[batch, heads], [length]]);
    expect(
      refactor(
        folded?.flat() ?? [],
        [
          [2, 3],
          [4, 4],
          [13, 13],
        ],
        cutBy(table),
      ),
    ).toEqual([[batch], [heads], [length]]);
  });

  test('cuts a width into heads alike wherever it is cut', () => {
    const table = new AtomTable();
    const width = table.make([24, 24], 'weight');
    const cut = () =>
      refactor(
        [width],
        [
          [4, 4],
          [6, 6],
        ],
        cutBy(table),
      );
    expect(cut()).toEqual(cut());
    expect(
      cut()
        ?.flat()
        .map(atom => atom.lengths),
    ).toEqual([
      [4, 4],
      [6, 6],
    ]);
  });

  test('what is as long in one run and not in another is not taken for the same', () => {
    const table = new AtomTable();
    expect(
      refactor(
        [table.make([6, 6], 'weight'), table.input([4, 5], 'x:0')],
        [
          [4, 5],
          [6, 6],
        ],
        cutBy(table),
      ),
    ).toBeUndefined();
  });

  test('gives axes of the lengths asked for, whatever is folded', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 0, max: 5 }), (sizes, at) => {
        const table = new AtomTable();
        const atoms = sizes.map(size => table.make([size], 'weight'));
        const split = Math.min(at, sizes.length);
        const targets = [sizes.slice(0, split), sizes.slice(split)].map(part => [part.reduce((a, b) => a * b, 1)]);
        const axes = refactor(atoms, targets, cutBy(table));
        expect(axes?.map(axis => lengthOf(axis, 1))).toEqual(targets);
      }),
    );
  });
});

test('an axis that is not followed is known again by its lengths', () => {
  const table = new AtomTable();
  const length = table.input([13, 19], 'ids:1');
  expect(table.guess([13, 19])).toBe(length);
  expect(table.guess([12, 12]).source).toBe('made');
});
