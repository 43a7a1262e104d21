import { describe, expect, test } from 'vitest';
import { measureInputs } from '../../../src/core/attention/measureInputs';
import { GraphBuilder } from '../../../src/core/onnx/builder';
import type { Graph } from '../../../src/core/onnx/graph';
import { zeros } from '../../../src/core/tensor/tensor';

/** Embeds ids and token types, and hides what a mask closes. */
function embedding(): Graph {
  const build = new GraphBuilder('test');
  const ids = build.input('a', 'int64', ['batch', 'tokens']);
  const types = build.input('b', 'int64', ['batch', 'tokens']);
  const mask = build.input('c', 'int64', ['batch', 'tokens']);
  const sum = build.op('Add', [build.op('Gather', [build.constant(zeros(9, 4)), ids]), build.op('Gather', [build.constant(zeros(2, 4)), types])]);
  const shown = build.op('Mul', [sum, build.op('Unsqueeze', [build.op('Cast', [mask], { to: 1 }), build.ints(2)])]);
  build.output(shown);
  return build.build();
}

const numbers = (data: unknown) => Array.from(data as Iterable<number | bigint>, Number);

describe('measureInputs', () => {
  test('one symbol has one length in every input; lengths and texts vary one at a time', () => {
    const [plan = []] = measureInputs(embedding());
    expect(plan.map(feeds => feeds.a?.dims)).toEqual([
      [2, 13],
      [2, 19],
      [3, 13],
    ]);
    for (const feeds of plan) expect([feeds.b?.dims, feeds.c?.dims]).toEqual([feeds.a?.dims, feeds.a?.dims]);
  });

  test('ids stay within the table they pick from, types are zeros, masks are ones', () => {
    const feeds = measureInputs(embedding())[0]?.[0];
    expect(Math.max(...numbers(feeds?.a?.data))).toBe(8);
    expect(Math.min(...numbers(feeds?.a?.data))).toBe(0);
    expect(new Set(numbers(feeds?.b?.data))).toEqual(new Set([0]));
    expect(new Set(numbers(feeds?.c?.data))).toEqual(new Set([1]));
  });

  test('two sequences are told apart by length first, and are alike in a later plan', () => {
    const build = new GraphBuilder('test');
    build.output(build.op('MatMul', [build.input('x', 'float32', [1, 'source', 4]), build.input('y', 'float32', [1, 4, 'target'])]));
    const plans = measureInputs(build.build()).map(plan => plan[0]);
    expect(plans[0]?.x?.dims[1]).not.toBe(plans[0]?.y?.dims[2]);
    expect(plans.some(feeds => feeds?.x?.dims[1] === feeds?.y?.dims[2])).toBe(true);
  });

  test('fixed inputs make one plan of one run, with numbers that are the same each time', () => {
    const build = new GraphBuilder('test');
    build.output(build.op('Relu', [build.input('image', 'float32', [1, 3, 8, 8])]));
    const [plan, ...others] = measureInputs(build.build());
    expect([plan?.length, others.length]).toEqual([1, 0]);
    const held = numbers(plan?.[0]?.image?.data);
    expect(held).toEqual(numbers(measureInputs(build.build())[0]?.[0]?.image?.data));
    expect(new Set(held).size).toBeGreaterThan(150);
    expect(Math.max(...held.map(Math.abs))).toBeLessThanOrEqual(1);
  });

  test('a length that is built into a constant is tried', () => {
    const build = new GraphBuilder('test');
    build.output(build.op('Reshape', [build.input('x', 'float32', ['batch', 'tokens', 4]), build.ints(-1, 11, 2, 2)]));
    const lengths = measureInputs(build.build()).map(plan => plan[0]?.x?.dims[1]);
    expect(lengths).toContain(11);
  });
});
