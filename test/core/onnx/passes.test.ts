import { describe, expect, test } from 'vitest';
import { FaultError } from '../../../src/core/fault';
import { folded } from '../../../src/core/onnx/fold';
import type { Graph, GraphFunction } from '../../../src/core/onnx/graph';
import { inlineFunctions } from '../../../src/core/onnx/inline';
import { visit } from '../../../src/core/onnx/names';
import { printGraph } from '../../../src/core/onnx/print';
import { pruned } from '../../../src/core/onnx/prune';
import { sorted } from '../../../src/core/onnx/sort';
import { verify } from '../../../src/core/onnx/verify';
import { float32, int64 } from '../../../src/core/tensor/tensor';
import { graphWith, inline, node } from './graphs';

const input = { name: 'x', dtype: 'float32' as const, dims: ['batch', 4] };
const graphAttribute = (value: Graph) => ({ type: 'graph' as const, value });

/** x → If (inside: x + w, w outside) → y, with a node and a weight that nothing needs. */
const branched = graphWith({
  inputs: [input, { name: 'yes', dtype: 'bool', dims: [] }],
  outputs: [{ name: 'y' }],
  weights: new Map([
    ['w', inline(float32([4], [1, 2, 3, 4]))],
    ['unused', inline(float32([1], [7]))],
  ]),
  nodes: [
    node('Neg', ['x'], ['dead']),
    node('If', ['yes'], ['y'], {
      then_branch: graphAttribute(graphWith({ name: 'then', nodes: [node('Exp', ['x'], ['lost']), node('Add', ['x', 'w'], ['a'])], outputs: [{ name: 'a' }] })),
      else_branch: graphAttribute(graphWith({ name: 'else', outputs: [{ name: 'x' }] })),
    }),
  ],
});

describe('pruned', () => {
  test('keeps what outputs need, and what branches take from outside', () => {
    const kept = pruned(branched);
    expect(kept.nodes.map(({ op }) => op)).toEqual(['If']);
    expect([...kept.weights.keys()]).toEqual(['w']);
    expect([...visit(kept)].flatMap(({ graph }) => graph.nodes.map(({ op }) => op))).toEqual(['If', 'Add']);
    expect(verify(kept)).toEqual([]);
  });

  test('keeps functions that kept functions call', () => {
    const made = (name: string, op: string): GraphFunction => ({ domain: 'own', name, inputs: ['p'], outputs: ['q'], nodes: [node(op, ['p'], ['q'], {}, 'own')] });
    const functions = [made('f', 'g'), made('g', 'h'), made('lonely', 'f')];
    const graph = graphWith({ inputs: [input], outputs: [{ name: 'y' }], nodes: [node('f', ['x'], ['y'], {}, 'own')], functions });
    expect(pruned(graph).functions.map(({ name }) => name)).toEqual(['f', 'g']);
  });
});

describe('sorted', () => {
  test('puts every node after what it reads, branches included, and else keeps the order', () => {
    const [dead, branch] = branched.nodes;
    const late = node('Identity', ['yes0'], ['yes']);
    const graph = graphWith({ ...branched, inputs: [input, { name: 'yes0', dtype: 'bool', dims: [] }], nodes: [dead, branch, late].flatMap(each => each ?? []) });
    expect(verify(graph)).not.toEqual([]);
    expect(sorted(graph).nodes.map(({ op }) => op)).toEqual(['Neg', 'Identity', 'If']);
  });

  test('two hundred thousand nodes in a row, backwards', () => {
    const nodes = Array.from({ length: 200_000 }, (_, i) => node('Relu', [i ? `v${i - 1}` : 'x'], [`v${i}`])).reverse();
    expect(sorted(graphWith({ inputs: [input], nodes })).nodes[0]?.outputs).toEqual(['v0']);
  });

  test('a circle is malformed', () => {
    const graph = graphWith({ nodes: [node('Relu', ['a'], ['b']), node('Relu', ['b'], ['a'])] });
    expect(() => sorted(graph)).toThrow(FaultError);
  });
});

describe('verify', () => {
  const sound = graphWith({ inputs: [input], nodes: [node('Relu', ['x'], ['y'])], outputs: [{ name: 'y' }] });
  test.each<[string, Partial<Graph>, RegExp]>([
    ['a value made twice', { nodes: [...sound.nodes, node('Neg', ['x'], ['y'])] }, /"y" is made twice/],
    ['a value read before it is made', { nodes: [node('Neg', ['y'], ['z']), ...sound.nodes] }, /Neg "z" reads "y"/],
    ['an output that nothing makes', { outputs: [{ name: 'z' }] }, /nothing makes the output "z"/],
    [
      'a weight of the wrong size',
      { weights: new Map([['w', { kind: 'inline', dtype: 'float32', dims: [3], data: new Uint8Array(8) }]]) },
      /weight "w" of shape \[3\] takes 12 bytes and has 8/,
    ],
    [
      'a branch that reads what is not there',
      { nodes: [...sound.nodes, node('If', ['x'], ['i'], { a: graphAttribute(graphWith({ nodes: [node('Neg', ['gone'], ['g'])] })) })] },
      /"gone"/,
    ],
  ])('finds %s', (_, change, problem) => {
    expect(verify(sound)).toEqual([]);
    expect(verify({ ...sound, ...change })[0]).toMatch(problem);
  });
});

describe('inlineFunctions', () => {
  const scaled: GraphFunction = {
    domain: 'own',
    name: 'scaled',
    inputs: ['p', 'mask'],
    outputs: ['q', 'p', 'c'],
    attributes: ['factor'],
    defaults: { bias: { type: 'float', value: 0.5 } },
    weights: new Map([['c', inline(float32([], [9]))]]),
    nodes: [
      node('Constant', [], ['k'], { value_float: { type: 'reference', value: 'factor' } }),
      node('Constant', [], ['b'], { value_float: { type: 'reference', value: 'bias' } }),
      node('Gemm', ['p', 'k', 'b'], ['m'], { alpha: { type: 'reference', value: 'absent' } }),
      node('Clip', ['m', 'mask'], ['q']),
    ],
  };
  const call = (from: string, to: string[], factor: number) => node('scaled', [from], to, { factor: { type: 'float', value: factor } }, 'own');

  test('names are apart, attributes filled in, inputs left out stay out, what is passed through is copied', () => {
    const nodes = [call('x', ['a', 'same', 'nine'], 2), call('a', ['y'], 3)];
    const graph = graphWith({ name: 'calls', inputs: [input], outputs: [{ name: 'y' }, { name: 'same' }, { name: 'nine' }], nodes, functions: [scaled] });
    const whole = inlineFunctions(graph);
    expect(verify(whole)).toEqual([]);
    expect(printGraph(whole)).toMatchInlineSnapshot(`
      "graph calls (opset 23)
        input x float32 [batch, 4]
        weight a/c float32 [] = 9
        weight a/k float32 [] = 2
        weight a/b float32 [] = 0.5
        weight y/c float32 [] = 9
        weight y/k float32 [] = 3
        weight y/b float32 [] = 0.5
        a/m = Gemm(x, a/k, a/b)
        a = Clip(a/m, _)
        same = Identity(x)
        nine = Identity(a/c)
        y/m = Gemm(a, y/k, y/b)
        y = Clip(y/m, _)
        output y
        output same
        output nine
      "
    `);
  });

  test('a function inside a branch, and one that calls another', () => {
    const twice: GraphFunction = { domain: 'own', name: 'twice', inputs: ['p'], outputs: ['r'], nodes: [call('p', ['h'], 2), call('h', ['r'], 2)] };
    const branch = graphAttribute(graphWith({ name: 'then', nodes: [node('twice', ['x'], ['t'], {}, 'own')], outputs: [{ name: 't' }] }));
    const graph = graphWith({ inputs: [input], outputs: [{ name: 'y' }], nodes: [node('If', ['x'], ['y'], { then_branch: branch })], functions: [scaled, twice] });
    const whole = inlineFunctions(graph);
    expect(verify(whole)).toEqual([]);
    expect([...visit(whole)].flatMap(({ graph: each }) => each.nodes.map(({ op }) => op))).toEqual(['If', 'Gemm', 'Clip', 'Gemm', 'Clip']);
  });

  test('one that calls itself is refused', () => {
    const endless: GraphFunction = { domain: 'own', name: 'endless', inputs: ['p'], outputs: ['q'], nodes: [node('endless', ['p'], ['q'], {}, 'own')] };
    expect(() => inlineFunctions(graphWith({ inputs: [input], nodes: [node('endless', ['x'], ['y'], {}, 'own')], functions: [endless] }))).toThrow(FaultError);
  });

  test('thirty functions that each call the one before twice are refused, not expanded', () => {
    const functions = Array.from({ length: 30 }, (_, i): GraphFunction => {
      const inner = i ? `f${i - 1}` : 'Relu';
      return { domain: 'own', name: `f${i}`, inputs: ['p'], outputs: ['r'], nodes: [node(inner, ['p'], ['q'], {}, i ? 'own' : ''), node(inner, ['q'], ['r'], {}, i ? 'own' : '')] };
    });
    expect(() => inlineFunctions(graphWith({ inputs: [input], nodes: [node('f29', ['x'], ['y'], {}, 'own')], functions }))).toThrow(FaultError);
  });
});

describe('folded', () => {
  test('shapes made of constants become constants, Identity goes, outputs keep their names', () => {
    const weights = new Map([
      ['w', inline(float32([3, 5], new Float32Array(15)))],
      ['zero', inline(int64([1], [0]))],
      ['one', inline(int64([], [1]))],
      ['minus', inline(int64([1], [-1]))],
      ['axes', inline(int64([1], [0]))],
    ]);
    const nodes = [
      node('Shape', ['w'], ['shape']),
      node('Gather', ['shape', 'one'], ['columns']),
      node('Mul', ['columns', 'columns'], ['square']),
      node('Unsqueeze', ['square', 'axes'], ['list']),
      node('Concat', ['list', 'minus'], ['wanted'], { axis: { type: 'int', value: 0 } }),
      node('Identity', ['x'], ['same']),
      node('Reshape', ['same', 'wanted'], ['y']),
      node('Identity', ['y'], ['z']),
    ];
    const small = pruned(folded(graphWith({ name: 'shapes', inputs: [input], outputs: [{ name: 'z' }], nodes, weights })));
    expect(verify(small)).toEqual([]);
    expect(printGraph(small)).toMatchInlineSnapshot(`
      "graph shapes (opset 23)
        input x float32 [batch, 4]
        weight wanted int64 [2] = 25 -1
        y = Reshape(x, wanted)
        z = Identity(y)
        output z
      "
    `);
  });

  test('an Identity outside a branch that reads it', () => {
    const inner = graphWith({ name: 'then', nodes: [node('Neg', ['same'], ['n'])], outputs: [{ name: 'n' }] });
    const other = graphWith({ name: 'else', outputs: [{ name: 'same' }] });
    const branch = node('If', ['x'], ['y'], { then_branch: graphAttribute(inner), else_branch: graphAttribute(other) });
    const graph = folded(graphWith({ inputs: [input], outputs: [{ name: 'y' }], nodes: [node('Identity', ['x'], ['same']), branch] }));
    expect(verify(graph)).toEqual([]);
    expect(graph.nodes.map(({ op }) => op)).toEqual(['If']);
  });
});

describe('printGraph', () => {
  test('is the same text each time, for branches too', () => {
    expect(printGraph(branched)).toMatchInlineSnapshot(`
      "graph graph (opset 23)
        input x float32 [batch, 4]
        input yes bool []
        weight w float32 [4] = 1 2 3 4
        weight unused float32 [1] = 7
        dead = Neg(x)
        y = If(yes)
          else_branch:
            output x
          then_branch:
            lost = Exp(x)
            a = Add(x, w)
            output a
        output y
      "
    `);
  });
});
