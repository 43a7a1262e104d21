import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FaultError } from '../../../src/core/fault';
import type { Graph, Node } from '../../../src/core/onnx/graph';
import { lift } from '../../../src/core/onnx/lift';
import { LATER } from '../../../src/core/onnx/lifts/later';
import { LIFTS } from '../../../src/core/onnx/lifts/table';
import { float32, int64 } from '../../../src/core/tensor/tensor';
import { graphWith, inline, node } from './graphs';

const RULES = path.resolve(__dirname, '../../../src/core/onnx/lifts');
const at = (version: number, graph: Graph): Graph => lift(graph, new Map([['', version]]), '/models/model.onnx');
const lifted = (version: number, made: Node, parts: Partial<Graph> = {}): readonly Node[] => at(version, graphWith({ nodes: [made], outputs: [{ name: 'y' }], ...parts })).nodes;
const refusal = (run: () => unknown): string => {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof FaultError && thrown.fault.code === 'unsupported-model') return thrown.fault.why;
    throw thrown;
  }
  return 'not refused';
};

describe('the table of lifts', () => {
  test('imports every rule of the folder', () => {
    const table = readFileSync(path.join(RULES, 'table.ts'), 'utf8');
    const files = readdirSync(RULES).map(name => name.replace(/\.ts$/, ''));
    expect(files.filter(name => !table.includes(`from './${name}'`))).toEqual(['later', 'table']);
  });

  test('names the changes of an operator in order', () => {
    for (const [op, rules] of LIFTS)
      expect(
        rules.map(({ until }) => until),
        op,
      ).toEqual([...rules].map(({ until }) => until).sort((a, b) => a - b));
  });

  test('knows no operator as both old and new but those that changed twice', () => {
    expect([...LATER.keys()].filter(op => LIFTS.has(op))).toEqual([]);
  });
});

describe('softmax before 13', () => {
  const softmax = (axis: number) => node('Softmax', ['x'], ['y'], { axis: { type: 'int', value: axis } });

  test('on the last dimension of a value of known rank it is today’s softmax', () => {
    const dims = ['batch', 4, 'tokens', 'tokens'];
    expect(lifted(11, softmax(3), { inputs: [{ name: 'x', dtype: 'float32', dims }] })).toEqual([softmax(-1)]);
  });

  test('the rank is found through the operators between a product and the softmax', () => {
    const nodes = [
      node('Reshape', ['a', 'heads'], ['h']),
      node('Transpose', ['h'], ['t'], { perm: { type: 'ints', value: [0, 2, 1, 3] } }),
      node('MatMul', ['t', 't'], ['m']),
      node('Div', ['m', 'scale'], ['d']),
      node('Add', ['d', 'mask'], ['x']),
      softmax(3),
    ];
    const weights = new Map([
      ['heads', inline(int64([4], [0, 0, 2, 4]))],
      ['scale', inline(float32([], [2]))],
    ]);
    const inputs = [{ name: 'a' }, { name: 'mask', dtype: 'float32' as const, dims: [1, 1, 'tokens', 'tokens'] }];
    expect(at(9, graphWith({ nodes, weights, inputs, outputs: [{ name: 'y' }] })).nodes.at(-1)).toEqual(softmax(-1));
  });

  test('elsewhere it is a matrix, normalised and given its shape again', () => {
    expect(lifted(9, softmax(2), { inputs: [{ name: 'x', dtype: 'float32', dims: [2, 3, 4, 5] }] }).map(({ op }) => op)).toEqual(['Shape', 'Flatten', 'Softmax', 'Reshape']);
  });
});

describe('what cannot be lifted is refused by name', () => {
  test.each<[string, number, Node, RegExp]>([
    ['an opset before 7', 6, node('Relu', ['x'], ['y']), /opset 6; the oldest/],
    ['an opset nobody knows', 99, node('Relu', ['x'], ['y']), /opset 99; the newest/],
    ['an operator that came later', 27, node('LinearAttention', ['x'], ['y']), /LinearAttention "y" of opset 27/],
    ['Scan over ragged batches', 8, node('Scan', ['', 'x'], ['y']), /Scan "y" of opset 8/],
    ['statistics by position', 7, node('BatchNormalization', ['x', 's', 'b', 'm', 'v'], ['y'], { spatial: { type: 'int', value: 0 } }), /BatchNormalization "y" of opset 7 keeps/],
    ['a window of keys', 25, node('Attention', ['x', 'x', 'x'], ['y'], { left_window_size: { type: 'int', value: 8 } }), /Attention "y" of opset 25 limits/],
  ])('%s', (_, version, made, why) => {
    expect(refusal(() => lifted(version, made))).toMatch(why);
  });
});

describe('newer opsets', () => {
  test('operators that changed in nothing pass, new attributes at their old meaning go', () => {
    const attention = node('Attention', ['q', 'k', 'v'], ['y'], { left_window_size: { type: 'int', value: -1 }, q_num_heads: { type: 'int', value: 2 } });
    expect(lifted(25, attention)[0]?.attributes).toEqual({ q_num_heads: { type: 'int', value: 2 } });
    expect(lifted(25, node('Relu', ['x'], ['y']))).toEqual([node('Relu', ['x'], ['y'])]);
  });
});

describe('what is not ours to lift', () => {
  test('operators of other domains keep their form', () => {
    const contrib = node('Split', ['x'], ['y'], { split: { type: 'ints', value: [1] } }, 'com.microsoft');
    expect(lifted(9, contrib)).toEqual([contrib]);
  });

  test('dropout that is asked to train stays', () => {
    const weights = new Map([['on', inline({ dtype: 'bool', dims: [], data: Uint8Array.of(1) })]]);
    const training = node('Dropout', ['x', '', 'on'], ['y']);
    expect(lifted(13, training, { weights })).toEqual([training]);
    expect(lifted(13, node('Dropout', ['x'], ['y']))).toEqual([node('Identity', ['x'], ['y'])]);
  });

  test('names that objects have of their own are operators like any other', () => {
    for (const op of ['constructor', 'toString', '__proto__']) expect(lifted(9, node(op, ['x'], ['y']))).toEqual([node(op, ['x'], ['y'])]);
  });
});
