import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/core/onnx/builder';
import type { Graph } from '../../../src/core/onnx/graph';
import { inferShapes } from '../../../src/core/operators/inferShapes';
import { peakBytes } from '../../../src/core/operators/peakBytes';

const dims = (graph: Graph, inputs: Record<string, number[]>) => inferShapes(graph, new Map(Object.entries(inputs)));

/** Heads split by a shape that is computed from the input's own, as exporters write it. */
function splitHeads(): { readonly graph: Graph; readonly heads: string; readonly scores: string } {
  const build = new GraphBuilder('t');
  const x = build.input('x', 'float32', ['batch', 'tokens', 12]);
  const shape = build.op('Shape', [x]);
  const [batch, tokens] = [0, 1].map(axis => build.op('Unsqueeze', [build.op('Gather', [shape, build.int(axis)], { axis: 0 }), build.ints(0)]));
  const wanted = build.op('Concat', [batch ?? '', tokens ?? '', build.ints(3), build.op('Div', [build.ints(12), build.ints(3)])], { axis: 0 });
  const heads = build.op('Transpose', [build.op('Reshape', [x, wanted])], { perm: [0, 2, 1, 3] });
  const scores = build.op('MatMul', [heads, build.op('Transpose', [heads], { perm: [0, 1, 3, 2] })]);
  build.output(scores);
  return { graph: build.build(), heads, scores };
}

describe('inferShapes', () => {
  test('follows shapes that the graph computes', () => {
    const { graph, heads, scores } = splitHeads();
    const { values, problems } = dims(graph, { x: [2, 7, 12] });
    expect(problems).toEqual([]);
    expect(values.get(heads)).toEqual({ dims: [2, 3, 7, 4], dtype: 'float32' });
    expect(values.get(scores)?.dims).toEqual([2, 3, 7, 7]);
  });

  test('an input whose length is open and not given leaves what follows unknown', () => {
    const { graph, scores } = splitHeads();
    expect(dims(graph, {}).values.has(scores)).toBe(false);
  });

  test('says which node contradicts itself', () => {
    const { graph } = splitHeads();
    expect(dims(graph, { x: [2, 7, 13] }).problems).toEqual([expect.stringMatching(/^Reshape ".*": \[2, 7, 13\] does not become \[2, 7, 3, 4\]$/)]);
  });

  test('a node with an attribute or of a domain that no rule knows is left unknown', () => {
    const build = new GraphBuilder('t');
    const x = build.input('x', 'float32', [2]);
    const odd = build.op('Relu', [x], { slope: 3 });
    const foreign = build.op('Relu', [x], {}, { domain: 'elsewhere' });
    const { values, problems } = dims(build.build(), {});
    expect([values.has(odd), values.has(foreign), problems]).toEqual([false, false, []]);
  });

  test('a node with too few inputs is a problem, not an exception', () => {
    const build = new GraphBuilder('t');
    build.op('MatMul', [build.input('x', 'float32', [2, 2])]);
    expect(dims(build.build(), {}).problems).toEqual([expect.stringMatching(/has 1 inputs$/)]);
  });

  test.each([
    ['Expand', [2 ** 40, 2 ** 40]],
    ['Expand', [-3]],
    ['ConstantOfShape', [-1]],
  ])('%s to [%j] neither throws nor allocates', (op, shape) => {
    const build = new GraphBuilder('t');
    const wanted = build.ints(...shape);
    build.op(op, op === 'Expand' ? [build.input('x', 'float32', [1]), wanted] : [wanted]);
    expect(() => dims(build.build(), {})).not.toThrow();
  });

  test('a range without an end in numbers is no shape', () => {
    const build = new GraphBuilder('t');
    const range = build.op('Range', [build.scalar(0), build.scalar(Number.POSITIVE_INFINITY), build.scalar(1)]);
    expect(dims(build.build(), {}).values.has(range)).toBe(false);
  });
});

describe('peakBytes', () => {
  test('counts what lives at once, and nothing twice', () => {
    const build = new GraphBuilder('t');
    const x = build.input('x', 'float32', [10, 10]);
    const y = build.op('Relu', [build.op('Exp', [build.op('Neg', [x])])]);
    build.output(y);
    // Two values of 400 bytes at a time: each is let go once the next is made.
    expect(peakBytes(build.build(), new Map())).toEqual({ bytes: 800, unknown: 0 });
  });

  test('grows with the square of the length where scores do', () => {
    const { graph } = splitHeads();
    const at = (length: number) => peakBytes(graph, new Map([['x', [1, length, 12]]])).bytes;
    const scores = (length: number) => 3 * length * length * 4;
    expect(at(512) - at(256)).toBeGreaterThanOrEqual(scores(512) - scores(256));
    expect(at(512)).toBeLessThan(scores(512) + 4 * 512 * 12 * 4 + 1000);
  });

  test('counts values of which nothing is known', () => {
    const build = new GraphBuilder('t');
    build.output(build.op('Mystery', [build.input('x', 'float32', [4])], {}, { domain: 'elsewhere' }));
    expect(peakBytes(build.build(), new Map())).toEqual({ bytes: 16, unknown: 1 });
  });
});
