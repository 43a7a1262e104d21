import fc from 'fast-check';
import { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { MapContext, MapRow } from '../../src/core/attention/map';
import { MAPS } from '../../src/core/attention/maps';
import { GraphBuilder } from '../../src/core/onnx/builder';
import { serialise } from '../../src/core/onnx/write';

const HEADS = 3;

interface Scores {
  readonly queries: number;
  readonly columns: number;
  /** [heads, queries, columns] */
  readonly scores: Float32Array;
  readonly open: Uint8Array;
}

/** A graph that maps scores [1, heads, queries, columns]; `open` marks columns that may get weight, `keys` those that are keys too. */
async function mapped(map: (typeof MAPS)[number], parameter: readonly number[], masked: boolean): Promise<(given: Scores) => Promise<Float32Array>> {
  const builder = new GraphBuilder('test');
  const scores = builder.input('scores', 'float32', [1, HEADS, null, null]);
  const open = masked ? builder.input('open', 'bool', [1, HEADS, null, null]) : undefined;
  const range = (axis: number) =>
    builder.op('Range', [builder.int(0), builder.op('Squeeze', [builder.op('Shape', [scores], { start: axis, end: axis + 1 }), builder.ints(0)]), builder.int(1)]);
  const rows = () =>
    builder.op('Add', [
      builder.op('Unsqueeze', [range(2), builder.ints(1)]),
      builder.op('Sub', [builder.op('Shape', [scores], { start: 3 }), builder.op('Shape', [scores], { start: 2, end: 3 })]),
    ]);
  const context: MapContext = { builder, scores, open, keys: open, columns: () => range(3), rows, heads: HEADS, parameter };
  const weights = builder.op('Identity', [map.write?.(context) ?? '']);
  builder.output(weights, 'float32');
  const session = await InferenceSession.create(
    serialise(builder.build(), name => name),
    { logSeverityLevel: 4 },
  );
  return async given => {
    const dims = [1, HEADS, given.queries, given.columns];
    const feeds = { scores: new RuntimeTensor('float32', given.scores, dims), ...(masked && { open: new RuntimeTensor('bool', given.open, dims) }) };
    return (await session.run(feeds))[weights]?.data as Float32Array;
  };
}

const nastyScore = fc.oneof({ weight: 5, arbitrary: fc.double({ min: -6, max: 6, noNaN: true }) }, fc.constantFrom(0, 1, 1, 2, -1, 1e-30, 2e4, -2e4, 1e30, -1e30));
const sizes = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 6 })).map(([queries, more]) => ({ queries, columns: queries + more }));
const given: fc.Arbitrary<Scores> = sizes.chain(({ queries, columns }) => {
  const count = HEADS * queries * columns;
  return fc.record({
    queries: fc.constant(queries),
    columns: fc.constant(columns),
    scores: fc.array(nastyScore, { minLength: count, maxLength: count }).map(values => Float32Array.from(values)),
    open: fc.oneof(
      fc.constant(new Uint8Array(count).fill(1)),
      fc.array(fc.constantFrom(0, 1, 1), { minLength: count, maxLength: count }).map(values => Uint8Array.from(values)),
      fc.constant(new Uint8Array(count)),
    ),
  });
});

/** float32 beside float64: sums of a dozen numbers, and the square or cube root that makes a last digit larger near a threshold. */
const tolerance = (id: string) => (id === 'entmax' ? 2e-5 : 3e-6);

describe('maps written into a graph give what they are defined to give', () => {
  const cases = MAPS.flatMap(map => {
    if (!map.write) return [];
    if (map.id === 'entmax') return [[1], [1.001], [1.25], [1.5], [1.75], [2], [2.5], [3], [4], [1, 1.5, 2.2], [2, 1.3, 1.1]].map(parameter => ({ map, parameter }));
    if (map.id === 'softmax') return [[1], [0.5], [0.05], [7], [1, 2, 0.3]].map(parameter => ({ map, parameter }));
    if (map.id === 'top-k') return [[1], [3], [100]].map(parameter => ({ map, parameter }));
    if (map.id === 'span') return [[0], [2], [1, 3, 9]].map(parameter => ({ map, parameter }));
    return [{ map, parameter: [map.parameter?.otherwise ?? 0] }];
  });
  for (const { map, parameter } of cases)
    for (const masked of [true, false])
      test(`${map.id}${map.parameter ? `:${parameter}` : ''}${masked ? ', with a mask' : ''}`, async () => {
        const run = await mapped(map, parameter, masked);
        await fc.assert(
          fc.asyncProperty(given, async scores => {
            const weights = await run(scores);
            const { queries, columns } = scores;
            for (let row = 0; row < HEADS * queries; row++) {
              const cut = <T extends Float32Array | Uint8Array>(of: T) => of.subarray(row * columns, (row + 1) * columns);
              const one: MapRow = { scores: cut(scores.scores), ...(masked && { open: cut(scores.open) }), query: (row % queries) + columns - queries };
              const expected = map.compute(one, parameter[parameter.length > 1 ? Math.floor(row / queries) : 0] ?? 0);
              for (const [i, value] of expected.entries()) {
                const got = weights[row * columns + i] ?? Number.NaN;
                const scale = map.rowsSumToOne ? 1 : Math.max(1, Math.abs(value));
                expect(Math.abs(got - value), `${[...cut(scores.scores)]} ${[...cut(scores.open)]} -> ${[...cut(weights)]}, not ${[...expected]}`).toBeLessThanOrEqual(
                  tolerance(map.id) * scale,
                );
                if (masked && scores.open[row * columns + i] === 0) expect(got).toBe(0);
              }
            }
          }),
          { numRuns: 60 },
        );
      });
});
