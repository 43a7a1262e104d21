import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MapRow } from '../../../src/core/attention/map';
import { MAPS, mapNamed } from '../../../src/core/attention/maps';

const FOLDER = path.resolve(__dirname, '../../../src/core/attention/maps');
const SUITE = process.env.HEADLIGHT_REFERENCE ?? path.resolve(__dirname, '../../../../shared/reference/cases');

const compute = (id: string, row: MapRow | readonly number[], parameter = mapNamed(id)?.parameter?.otherwise ?? 0): number[] => {
  const map = mapNamed(id);
  if (!map) throw new Error(`no map ${id}`);
  return [...map.compute('scores' in row ? row : { scores: row }, parameter)];
};

function near(actual: readonly number[], expected: readonly number[], within: number): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(Math.abs((actual[i] ?? Number.NaN) - value), `entry ${i} of ${actual}`).toBeLessThanOrEqual(within);
}

const sumOf = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

test('one file for each row of the table', () => {
  const files = readdirSync(FOLDER).map(file => path.basename(file, '.ts'));
  const camel = (id: string) => id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  expect(MAPS.map(({ id }) => camel(id)).sort()).toEqual(files.sort());
  for (const { id } of MAPS) expect(readFileSync(path.join(FOLDER, `${camel(id)}.ts`), 'utf8')).toContain(`id: '${id}'`);
});

test('a map that no graph computes is one of the four that have no fixed number of steps', () => {
  expect(MAPS.filter(({ write }) => !write).map(({ id }) => id)).toEqual(['fusedmax', 'tvmax', 'crf', 'sparsemap']);
});

/** Values worked out independently: closed forms, quadratic programs, sums over all states. */
describe('known values', () => {
  const row = [1, 0.9, 0.8, -1];
  test.each([
    ['softmax', 1, [0.349784, 0.316498, 0.286379, 0.047338]],
    ['entmax', 1, [0.349784, 0.316498, 0.286379, 0.047338]],
    ['entmax', 1.25, [0.375483, 0.329766, 0.288356, 0.006396]],
    ['entmax', 1.5, [0.391757, 0.331667, 0.276576, 0]],
    ['entmax', 2, [0.433333, 0.333333, 0.233333, 0]],
    ['sparsemax', 0, [0.433333, 0.333333, 0.233333, 0]],
    ['top-k', 2, [0.524979, 0.475021, 0, 0]],
    ['fusedmax', 0.5, [1 / 3, 1 / 3, 1 / 3, 0]],
    ['fusedmax', 0.1, [0.366667, 0.366667, 0.266667, 0]],
    ['relu', 0, [1, 0.9, 0.8, 0]],
    ['rela', 0, [1, 0.9, 0.8, 0]],
    ['uniform', 0, [0.25, 0.25, 0.25, 0.25]],
    ['hard', 0, [1, 0, 0, 0]],
  ])('%s with %f of (1, .9, .8, -1)', (id, parameter, expected) => near(compute(id, row, parameter), expected, 1e-6));

  test('rows with two close and one far score', () => {
    near(compute('sparsemax', [0.3, 0.1, 1.5]), [0, 0, 1], 1e-12);
    near(compute('entmax', [0.3, 0.1, 1.5], 1.5), [0.103014, 0.048822, 0.848164], 1e-6);
    near(compute('fusedmax', [1, 2.1, 1.9], 0.5), [1 / 6, 5 / 12, 5 / 12], 1e-9);
  });
  test('ties at the k-th place are all kept; the first of equal largest is chosen', () => {
    near(compute('top-k', [1, 1, 1, 0], 2), [1 / 3, 1 / 3, 1 / 3, 0], 1e-12);
    expect(compute('hard', [0, 2, 2, 1])).toEqual([0, 1, 0, 0]);
  });
  test('a grid of two by two', () => near(compute('tvmax', [2, 1, 0.9, -1], 0.3), [0.633333, 0.233333, 0.133333, 0], 1e-6));
  test('a chain of three', () => {
    near(compute('crf', [1, -0.5, 0.8]), [0.804295, 0.674785, 0.772987], 1e-6);
    near(compute('sparsemap', [1, -0.5, 0.8]), [0.833333, 0.833333, 0.833333], 1e-6);
  });
});

describe('reference suite', () => {
  const file = path.join(SUITE, 'maps/expected.safetensors');
  if (!existsSync(file)) return test.skip(`not there (${file}): its maps are not compared`, () => undefined);
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, { shape: [number, number]; data_offsets: [number, number] }>;
  const rows = (name: string): number[][] => {
    const { shape, data_offsets: at } = header[name] ?? { shape: [0, 0], data_offsets: [0, 0] };
    const numbers = new Float32Array(new Uint8Array(bytes.subarray(start + at[0], start + at[1])).buffer);
    return Array.from({ length: shape[0] }, (_, i) => [...numbers.subarray(i * shape[1], (i + 1) * shape[1])]);
  };
  for (const name of Object.keys(header).filter(key => key !== 'scores' && key !== '__metadata__'))
    test(name, () => {
      const [, id = '', parameter] = /^([a-z]+)(?:_([\d.]+))?$/.exec(name) ?? [];
      for (const [i, scores] of rows('scores').entries()) near(compute(id === 'topk' ? 'top-k' : id, scores, parameter ? Number(parameter) : 1), rows(name)[i] ?? [], 1e-5);
    });
});

/** Rows as they come and as they should not: ties, huge and tiny numbers, one key, keys closed, all closed. */
const score = fc.oneof({ weight: 6, arbitrary: fc.double({ min: -8, max: 8, noNaN: true }) }, fc.constantFrom(0, 1, 1, -1, 1e-30, -1e-30, 3e4, -3e4, 1e30, -1e30));
const nasty = fc.array(fc.record({ score, open: fc.integer({ min: 0, max: 3 }) }), { minLength: 1, maxLength: 12 }).map((entries): MapRow & { open: number[] } => ({
  scores: entries.map(entry => entry.score),
  open: entries.map(entry => (entry.open > 0 ? 1 : 0)),
  query: entries.length - 1,
}));
const parameterOf = ({ parameter }: (typeof MAPS)[number]) =>
  parameter
    ? fc.double({ min: parameter.range[0], max: Math.min(parameter.range[1], 8), noNaN: true }).map(x => (parameter.kind === 'number' ? x : Math.round(x)))
    : fc.constant(0);
const general = MAPS.filter(({ id }) => id !== 'tvmax');

describe('properties', () => {
  test.each(general.map(map => [map.id, map] as const))('%s: closed keys get zero, rows sum as promised, nothing is NaN', (_, map) => {
    fc.assert(
      fc.property(nasty, parameterOf(map), (row, parameter) => {
        const weights = [...map.compute(row, parameter)];
        for (const [i, weight] of weights.entries()) {
          expect(weight).toBeGreaterThanOrEqual(0);
          if (row.open[i] === 0) expect(weight).toBe(0);
        }
        const some = row.open.includes(1);
        if (!some) expect(weights.every(weight => weight === 0)).toBe(true);
        if (some && map.rowsSumToOne && map.id !== 'own' && map.id !== 'span') expect(Math.abs(sumOf(weights) - 1)).toBeLessThan(1e-6);
      }),
      { numRuns: 150 },
    );
  });

  const mild = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 10 });
  test.each(['softmax', 'sparsemax', 'entmax', 'top-k', 'fusedmax', 'hard', 'uniform', 'span'])('%s does not notice a shift of all scores', id => {
    fc.assert(
      fc.property(
        fc.array(
          fc.integer({ min: -40, max: 40 }).map(x => x / 8),
          { minLength: 1, maxLength: 10 },
        ),
        fc.integer({ min: -64, max: 64 }),
        (scores, shift) =>
          near(
            compute(id, scores),
            compute(
              id,
              scores.map(x => x + shift),
            ),
            1e-9,
          ),
      ),
    );
  });

  test.each(['softmax', 'sparsemax', 'entmax', 'top-k', 'relu', 'sigmoid'])('%s: a larger score never gets less', id => {
    fc.assert(
      fc.property(mild, scores => {
        const weights = compute(id, scores);
        for (const [i, a] of scores.entries()) for (const [j, b] of scores.entries()) if (a >= b) expect((weights[i] ?? 0) - (weights[j] ?? 0)).toBeGreaterThan(-1e-9);
      }),
    );
  });

  test('alpha goes from softmax to sparsemax and on, and the support never grows', () => {
    fc.assert(
      fc.property(mild, scores => {
        near(compute('entmax', scores, 1 + 1e-9), compute('softmax', scores, 1), 1e-6);
        near(compute('entmax', scores, 2 - 1e-9), compute('sparsemax', scores), 1e-6);
        const sizes = [1, 1.25, 1.5, 2, 3, 4].map(alpha => compute('entmax', scores, alpha).filter(weight => weight > 1e-9).length);
        for (const [i, size] of sizes.entries()) expect(size).toBeLessThanOrEqual(sizes[i - 1] ?? size);
      }),
    );
  });

  test('a small temperature is the hard maximum, a large one uniform', () => {
    near(compute('softmax', [1, 3, 2], 0.01), compute('hard', [1, 3, 2]), 1e-12);
    near(compute('softmax', [1, 3, 2], 100), compute('uniform', [1, 3, 2]), 1e-2);
  });

  test('as many keys as there are, and more, are the softmax', () => {
    fc.assert(fc.property(mild, scores => near(compute('top-k', scores, scores.length + 3), compute('softmax', scores, 1), 1e-12)));
  });
});

test('places: the first open key, the one before, the token itself; sinks stand in no text', () => {
  const scores = [0, 0, 0, 0];
  expect(compute('first', { scores, open: [0, 1, 1, 1] })).toEqual([0, 1, 0, 0]);
  expect(compute('previous', { scores, query: 2 })).toEqual([0, 1, 0, 0]);
  expect(compute('previous', { scores, query: 0 })).toEqual([0, 0, 0, 0]);
  expect(compute('own', { scores, query: 2 })).toEqual([0, 0, 1, 0]);
  expect(compute('own', { scores, query: 2, open: [1, 1, 0, 1] })).toEqual([0, 0, 0, 0]);
  const sink = { scores, keys: [0, 1, 1, 1], places: [-1, 0, 1, 2] };
  expect(compute('own', { ...sink, query: 0 })).toEqual([0, 1, 0, 0]);
  expect(compute('uniform', sink)).toEqual([0, 1 / 3, 1 / 3, 1 / 3]);
});

test('a span is whole up to its length and nothing beyond the ramp', () => {
  const scores = Array.from({ length: 60 }, () => 0);
  const weights = compute('span', { scores, query: 0 }, 4);
  expect(weights[4]).toBeCloseTo(weights[0] ?? 0, 12);
  expect(weights[5]).toBeLessThan(weights[4] ?? 0);
  expect(weights.slice(36).every(weight => weight === 0)).toBe(true);
  expect(weights[35]).toBeGreaterThan(0);
});
