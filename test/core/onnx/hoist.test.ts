import { expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/core/onnx/builder';
import { constantFeeds, hoisted } from '../../../src/core/onnx/hoist';
import { verify } from '../../../src/core/onnx/verify';
import { float32 } from '../../../src/core/tensor/tensor';

function graphOf(factor: number, op = 'Mul', hint = 'parameter') {
  const builder = new GraphBuilder('test');
  const value = builder.input('x', 'float32', [null]);
  const kept = builder.op('Add', [value, builder.scalar(2)]);
  builder.output(builder.op(op, [kept, builder.constant(float32([], [factor]), hint)]));
  return builder.build();
}

test('what two graphs differ in becomes an input, and each graph’s own number its feed', () => {
  const found = hoisted(graphOf(3), graphOf(4));
  expect(found?.names.length).toBe(1);
  expect(found?.graph.inputs.map(({ name }) => name)).toEqual(['x', ...(found?.names ?? [])]);
  expect(verify(found?.graph ?? graphOf(1))).toEqual([]);
  const [feed] = Object.values(constantFeeds(graphOf(7), graphOf(3), found?.names ?? []) ?? {});
  expect([...(feed?.data ?? [])]).toEqual([7]);
});

test('a number that happens to be another constant’s is told apart', () => {
  expect(hoisted(graphOf(2), graphOf(4))?.names.length).toBe(1);
});

test('graphs that differ in more than constants, or in none, are left alone', () => {
  expect(hoisted(graphOf(3), graphOf(4, 'Div'))).toBeUndefined();
  expect(hoisted(graphOf(3), graphOf(3))).toBeUndefined();
  expect(constantFeeds(graphOf(3, 'Div'), graphOf(3), [])).toBeUndefined();
  expect(constantFeeds(graphOf(4), graphOf(3), [])).toBeUndefined();
});
