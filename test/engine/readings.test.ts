import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FaultError } from '../../src/core/fault';
import { words as english } from '../../src/core/message';
import { float32, type Tensor } from '../../src/core/tensor/tensor';
import { assertReading, cutOf, matrixKey, type Readable, type ReadMatrix, type ReadSite, readMatrix } from '../../src/engine/readings';
import type { Reading, SliceParams } from '../../src/protocol/engine';
import { groupsOf, type TokenPart } from '../../src/protocol/readings';
import { sentence } from '../../src/protocol/sentences';

const floats = (bytes: Uint8Array) => [...new Float32Array(bytes.slice().buffer)];
const READING: Reading = { heads: [[0, 0]], combine: 'sum', words: false, special: true, scale: 'one' };
const plainTokens = (count: number): TokenPart[] => Array.from({ length: count }, () => ({ segment: 0, word: -1, special: false }));

/** Sites of one size, heads as numbers [head][query][key]. */
function run(sites: readonly (readonly (readonly (readonly number[])[])[])[], tokens?: readonly TokenPart[]): Readable {
  const sized = sites.map(heads => ({ kind: 'self', stack: 'only', heads: heads.length, queries: heads[0]?.length ?? 0, keys: heads[0]?.[0]?.length ?? 0 }) as const);
  const head = async (site: number, at: number): Promise<Tensor<'float32'>> => {
    const rows = sites[site]?.[at] ?? [];
    return float32([rows.length, rows[0]?.length ?? 0], rows.flat());
  };
  return { sites: sized, tokens: tokens ?? plainTokens(sized[0]?.keys ?? 0), site: async at => sized[at] as ReadSite, head };
}
const two = run([
  [
    [
      [1, 0],
      [0.25, 0.75],
    ],
    [
      [1, 0],
      [0.5, 0.5],
    ],
  ],
]);
const both: Reading = {
  ...READING,
  heads: [
    [0, 0],
    [0, 1],
  ],
};
const whole = (reading: Reading, matrix: ReadMatrix): SliceParams['what'] & { kind: 'matrix' } => ({
  kind: 'matrix',
  reading,
  rows: [0, matrix.rows],
  columns: [0, matrix.columns],
  height: matrix.rows,
  width: matrix.columns,
});
const sayOf = async (work: Promise<unknown>): Promise<string> => {
  const thrown = await work.then(
    () => undefined,
    (fault: unknown) => fault,
  );
  return thrown instanceof FaultError ? english(sentence(thrown.fault)) : String(thrown);
};

describe('a reading of heads', () => {
  it('is one head as it is', async () => {
    expect([...(await readMatrix(two, READING)).values]).toEqual([1, 0, 0.25, 0.75]);
  });

  it('puts several together by sum, mean and maximum', async () => {
    const of = async (combine: Reading['combine']) => [...(await readMatrix(two, { ...both, combine })).values];
    expect(await of('sum')).toEqual([2, 0, 0.75, 1.25]);
    expect(await of('mean')).toEqual([1, 0, 0.375, 0.625]);
    expect(await of('max')).toEqual([1, 0, 0.5, 0.75]);
  });

  it('joins words: weights on pieces summed, weights of pieces averaged; rows keep their sums', async () => {
    const tokens = [-1, 0, 0].map(word => ({ segment: 0, word, special: word < 0 }));
    const causal = run(
      [
        [
          [
            [1, 0, 0],
            [0.5, 0.5, 0],
            [0.25, 0.25, 0.5],
          ],
        ],
      ],
      tokens,
    );
    expect([...(await readMatrix(causal, { ...READING, words: true })).values]).toEqual([1, 0, 0.375, 0.625]);
    // Left out, not renormalised.
    expect([...(await readMatrix(causal, { ...READING, words: true, special: false })).values]).toEqual([0.625]);
    expect([...(await readMatrix(causal, { ...READING, special: false })).values]).toEqual([0.5, 0, 0.25, 0.5]);
  });

  it('equals a sum that is written out, whatever the sizes and tokens', async () => {
    const cases = fc.record({
      tokens: fc.array(fc.record({ special: fc.boolean(), word: fc.integer({ min: -1, max: 2 }), segment: fc.integer({ min: 0, max: 1 }) }), { minLength: 1, maxLength: 9 }),
      heads: fc.integer({ min: 1, max: 4 }),
      combine: fc.constantFrom('sum', 'mean', 'max') as fc.Arbitrary<Reading['combine']>,
      words: fc.boolean(),
      special: fc.boolean(),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ tokens, heads, combine, words, special, seed }) => {
        const n = tokens.length;
        const weights = Array.from({ length: heads }, (_, h) =>
          Array.from({ length: n }, (_, q) => Array.from({ length: n }, (_, k) => ((seed + 1) * (h * 97 + q * 31 + k * 7 + 3)) % 101)),
        );
        const reading: Reading = { heads: weights.map((_, h) => [0, h] as const), combine, words, special, scale: 'one' };
        const groups = groupsOf(tokens, reading);
        const made = readMatrix(run([weights], tokens), reading);
        if (groups.length === 0) {
          expect(await sayOf(made)).toContain('special');
          return;
        }
        const cell = (rows: readonly number[], columns: readonly number[]): number => {
          const each = weights.map(head => rows.reduce((sum, q) => sum + columns.reduce((part, k) => part + (head[q]?.[k] ?? 0), 0), 0) / rows.length);
          const sum = each.reduce((a, b) => a + b, 0);
          return combine === 'max' ? Math.max(...each) : combine === 'mean' ? sum / heads : sum;
        };
        const { values, largest } = await made;
        const expected = groups.flatMap(rows => groups.map(columns => cell(rows, columns)));
        expect(values.length).toBe(expected.length);
        for (const [i, value] of expected.entries()) expect(Math.abs((values[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-6 * Math.max(1, value));
        expect(largest).toBe(Math.max(...values));
      }),
    );
  });

  it('refuses heads that do not fit together, and says which', async () => {
    const uneven = run([[[[1]]], [[[0.5, 0.5]]]]);
    expect(
      await sayOf(
        readMatrix(uneven, {
          ...READING,
          heads: [
            [0, 0],
            [1, 0],
          ],
        }),
      ),
    ).toMatch(/head 0 of site 1 has 1 queries and 2 keys, head 0 of site 0 1 and 1/);
    const first = await two.site(0, 0);
    const decoder: Readable = { ...two, sites: [...two.sites, ...two.sites], site: async at => (at === 0 ? first : { ...first, stack: 'decoder' }) };
    expect(
      await sayOf(
        readMatrix(decoder, {
          ...READING,
          heads: [
            [0, 0],
            [1, 0],
          ],
        }),
      ),
    ).toContain('other tokens');
  });

  it.each([
    [{ heads: [] }, 'names no head'],
    [{ heads: [[0, 2]] }, 'there are 2'],
    [{ heads: [[1, 0]] }, 'there are 1'],
    [{ heads: [[0, -1]] }, 'from 0 on'],
    [{ heads: [[0, 0.5]] }, 'from 0 on'],
    [{ heads: [[0]] }, 'from 0 on'],
    [{ heads: 'all' }, 'names no head'],
    [
      {
        heads: [
          [0, 0],
          [0, 0],
        ],
      },
      'twice',
    ],
    [{ combine: 'median' }, 'median'],
    [{ scale: 'log' }, 'log'],
    [{ words: 1 }, 'true or false'],
  ])('refuses %j', async (wrong, why) => {
    const reading = { ...READING, ...wrong } as unknown as Reading;
    const read = async () => {
      assertReading(reading);
      return readMatrix(two, reading);
    };
    expect(await sayOf(read())).toContain(why);
  });

  it('is the same matrix on every scale', () => {
    expect(matrixKey(both)).toBe(matrixKey({ ...both, scale: 'row' }));
    expect(matrixKey(both)).not.toBe(matrixKey({ ...both, words: true }));
  });
});

describe('a window of a reading', () => {
  const counting = (rows: number, columns: number) =>
    readMatrix(run([[Array.from({ length: rows }, (_, q) => Array.from({ length: columns }, (_, k) => q * columns + k))]]), READING);

  it('is exact where it has a cell for each entry, on the scale that is asked for', async () => {
    const matrix = await counting(3, 4);
    const all = cutOf(matrix, whole(READING, matrix));
    expect([all.dims, floats(all.bytes), all.largest]).toEqual([[3, 4], Array.from({ length: 12 }, (_, i) => i), 11]);
    const part = cutOf(matrix, { ...whole(READING, matrix), rows: [1, 2], columns: [2, 1], height: 2, width: 1 });
    expect([part.dims, floats(part.bytes)]).toEqual([
      [2, 1],
      [6, 10],
    ]);
    const scaled = (scale: Reading['scale']) => floats(cutOf(matrix, { ...whole({ ...READING, scale }, matrix), rows: [1, 2], height: 2 }).bytes);
    expect(scaled('row')).toEqual([4, 5, 6, 7].map(v => Math.fround(v / 7)).concat([8, 9, 10, 11].map(v => Math.fround(v / 11))));
    expect(scaled('head')).toEqual([4, 5, 6, 7, 8, 9, 10, 11].map(v => Math.fround(v / 11)));
  });

  it('is pooled by maximum after scaling, and never loses the largest', async () => {
    const sizes = fc.record({
      rows: fc.integer({ min: 1, max: 30 }),
      columns: fc.integer({ min: 1, max: 30 }),
      seed: fc.nat(),
      part: fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()),
    });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ rows, columns, seed, part: [a, b, c, d] }) => {
        const numbers = Array.from({ length: rows }, (_, q) => Array.from({ length: columns }, (_, k) => ((seed + 7) * (q * 13 + k * 5 + 1)) % 97));
        const matrix = await readMatrix(run([[numbers]]), READING);
        const [firstRow, firstColumn] = [a % rows, b % columns];
        const [countRows, countColumns] = [1 + (c % (rows - firstRow)), 1 + (d % (columns - firstColumn))];
        const [height, width] = [1 + (seed % countRows), 1 + (a % countColumns)];
        const reading: Reading = { ...READING, scale: 'row' };
        const made = floats(cutOf(matrix, { kind: 'matrix', reading, rows: [firstRow, countRows], columns: [firstColumn, countColumns], height, width }).bytes);
        const expected = new Array<number>(height * width).fill(0);
        for (let q = 0; q < countRows; q++)
          for (let k = 0; k < countColumns; k++) {
            const line = numbers[firstRow + q] ?? [];
            const cell = Math.floor((q * height) / countRows) * width + Math.floor((k * width) / countColumns);
            expected[cell] = Math.max(expected[cell] ?? 0, Math.fround((line[firstColumn + k] ?? 0) / (Math.max(...line) || 1)));
          }
        expect(made).toEqual(expected);
      }),
    );
  });

  it('does not divide by the zero of an empty row or matrix', async () => {
    const matrix = await readMatrix(
      run([
        [
          [
            [0, 0],
            [0, 0],
          ],
        ],
      ]),
      READING,
    );
    for (const scale of ['one', 'row', 'head'] as const) expect(floats(cutOf(matrix, whole({ ...READING, scale }, matrix)).bytes)).toEqual([0, 0, 0, 0]);
  });

  it.each([
    { rows: [0, 4] },
    { rows: [3, 1] },
    { rows: [-1, 2] },
    { rows: [0, 0] },
    { rows: [0.5, 1] },
    { rows: 'all' },
    { columns: [0, Number.POSITIVE_INFINITY] },
    { height: 0 },
    { height: 4 },
    { width: 1.5 },
    { width: Number.NaN },
    { width: '2' },
  ])('refuses %j', async wrong => {
    const matrix = await counting(3, 4);
    expect(() => cutOf(matrix, { ...whole(READING, matrix), ...wrong } as never)).toThrow(FaultError);
  });

  it('has at most 2,048 cells a side', async () => {
    const matrix = await readMatrix(run([[[Array.from({ length: 3000 }, () => 1)]]]), READING);
    expect(() => cutOf(matrix, whole(READING, matrix))).toThrow(FaultError);
    expect(cutOf(matrix, { ...whole(READING, matrix), width: 2048 }).dims).toEqual([1, 2048]);
  });
});

describe('a line of a reading', () => {
  const numbers = [
    [1, 2],
    [3, 4],
    [0, 0],
  ];
  const line = async (along: 'query' | 'key', index: number, scale: Reading['scale']) =>
    floats(cutOf(await readMatrix(run([[numbers]]), READING), { kind: 'line', reading: { ...READING, scale }, along, index }).bytes);

  it('is a row or a column as it is, with what its scale divides by', async () => {
    expect(await line('query', 1, 'one')).toEqual([3, 4, 1, 1]);
    expect(await line('query', 1, 'row')).toEqual([3, 4, 4, 4]);
    expect(await line('query', 0, 'head')).toEqual([1, 2, 4, 4]);
    expect(await line('key', 1, 'row')).toEqual([2, 4, 0, 2, 4, 1]);
    expect(await line('key', 0, 'head')).toEqual([1, 3, 0, 4, 4, 4]);
  });

  it('refuses what is not there', async () => {
    for (const [along, index] of [
      ['query', 3],
      ['key', 2],
      ['key', -1],
      ['key', 0.5],
      ['diagonal', 0],
    ] as const)
      await expect(line(along as 'key', index, 'one')).rejects.toThrow(FaultError);
  });
});
