import { describe, expect, test } from 'vitest';
import { findSites } from '../../../src/core/attention/findSites';
import { tapScores, tapSite, tapValues } from '../../../src/core/attention/tapSite';
import { GraphBuilder } from '../../../src/core/onnx/builder';
import type { Graph } from '../../../src/core/onnx/graph';
import { inferShapes } from '../../../src/core/operators/inferShapes';
import { zeros } from '../../../src/core/tensor/tensor';

const [WIDTH, HEADS] = [12, 3];

/** Token embeddings [batch, tokens, width], and what is made of them. */
class Sketch extends GraphBuilder {
  readonly ids = this.input('x', 'int64', ['b', 'n']);
  readonly embedded = this.op('Gather', [this.constant(zeros(30, WIDTH)), this.ids]);
  linear = (value: string, out = WIDTH) => this.op('MatMul', [value, this.constant(zeros(WIDTH, out))]);
  heads = (value: string, perm: number[], count = HEADS) => this.op('Transpose', [this.op('Reshape', [value, this.ints(0, 0, count, -1)])], { perm });
  /** Rows of softmax(q k) for every head, by [batch, heads, queries, keys]. */
  rows(map = (scores: string) => this.op('Softmax', [scores], { axis: -1 })) {
    return map(this.op('MatMul', [this.heads(this.linear(this.embedded), [0, 2, 1, 3]), this.heads(this.linear(this.embedded), [0, 2, 3, 1])]));
  }
  join = (value: string) => this.linear(this.op('Reshape', [this.op('Transpose', [value], { perm: [0, 2, 1, 3] }), this.ints(0, 0, -1)]));
  values = () => this.heads(this.linear(this.embedded), [0, 2, 1, 3]);
}

/** Finds in what `draw` draws, with shapes inferred for three sets of lengths. */
function found(draw: (sketch: Sketch) => string) {
  const sketch = new Sketch('sketch');
  sketch.output(draw(sketch));
  const graph: Graph = sketch.build();
  const runs = [
    [2, 7],
    [2, 11],
    [3, 7],
  ].map(dims => {
    const { values, problems } = inferShapes(graph, new Map([['x', dims]]));
    expect(problems).toEqual([]);
    return new Map([...values].flatMap(([name, { dims: own }]) => (own?.every(dim => typeof dim === 'number') ? [[name, own as number[]] as const] : [])));
  });
  return { graph, ...findSites(graph, runs) };
}

describe('findSites', () => {
  test('takes attention in its usual form, with scores, values and the output projection', () => {
    const { sites, misses, graph } = found(s => s.join(s.op('MatMul', [s.rows(), s.values()])));
    expect(misses).toEqual([]);
    expect(sites).toHaveLength(1);
    expect(sites[0]).toMatchObject({ kind: 'self', stack: 'only', mapping: 'softmax', heads: 3, keyHeads: 3, valueWidth: 4, layer: 0, index: 0 });
    expect(sites[0]?.weights[0]?.axes).toEqual(['batch', 'head', 'query', 'key']);
    expect(sites[0]?.values[0]?.axes).toEqual(['batch', 'head', 'key', 'feature']);
    expect(graph.weights.get(sites[0]?.outputProjection?.weight ?? '')?.dims).toEqual([WIDTH, WIDTH]);
    expect(graph.nodes.find(node => node.op === 'Softmax')?.inputs[0]).toBe(sites[0]?.scores?.[0]?.value);
  });

  test('weights in the order of the contract are tapped as they are, other orders are turned', () => {
    const plain = found(s => s.join(s.op('MatMul', [s.rows(), s.values()])));
    const build = new GraphBuilder('tap', plain.graph);
    const [site] = plain.sites;
    expect(site && [tapSite(build, site), tapScores(build, site), tapValues(build, site)]).toEqual([site?.weights[0]?.value, site?.scores?.[0]?.value, site?.values[0]?.value]);
    const turned = found(s => s.op('MatMul', [s.op('Transpose', [s.values()], { perm: [0, 1, 3, 2] }), s.op('Transpose', [s.rows()], { perm: [0, 1, 3, 2] })]));
    expect(turned.sites[0]?.weights[0]?.axes).toEqual(['batch', 'head', 'key', 'query']);
  });

  test('a folded axis says what it folds', () => {
    const { sites } = found(s => {
      const fold = (value: string, last: number[]) =>
        s.op('Reshape', [value, s.op('Concat', [s.ints(-1), ...last.map(axis => s.op('Shape', [value], { start: axis, end: axis + 1 }))], { axis: 0 })]);
      return s.op('MatMul', [fold(s.rows(), [2, 3]), fold(s.values(), [2, 3])]);
    });
    expect(sites[0]?.weights[0]?.factors?.[0]?.map(({ role, size }) => [role, size])).toEqual([
      ['batch', undefined],
      ['head', 3],
    ]);
    expect(sites[0]).toMatchObject({ heads: 3, keyHeads: 3, valueWidth: 4 });
  });

  test('masks on scores and on weights leave the mapping known, a division by something learned does not', () => {
    const masked = found(s => s.op('MatMul', [s.op('Mul', [s.rows(z => s.op('Softmax', [s.op('Add', [z, s.scalar(-1)])])), s.scalar(0.5)]), s.values()]));
    expect(masked.sites.map(({ mapping }) => mapping)).toEqual(['softmax']);
    const divided = found(s => {
      const open = s.op('Sigmoid', [s.rows(z => z)]);
      return s.op('MatMul', [s.op('Div', [open, s.op('ReduceSum', [open, s.ints(-1)], { keepdims: 1 })]), s.values()]);
    });
    expect(divided.sites.map(({ mapping }) => mapping)).toEqual(['unknown']);
  });

  test('a softmax over queries is no mapping of keys: the site counts, its mapping is not known', () => {
    const { sites } = found(s => s.op('MatMul', [s.rows(z => s.op('Softmax', [z], { axis: 2 })), s.values()]));
    expect(sites.map(({ mapping }) => mapping)).toEqual(['unknown']);
  });

  test('look-alikes give a reason', () => {
    const mask = found(s => s.op('MatMul', [s.op('Unsqueeze', [s.op('Cast', [s.op('Greater', [s.ids, s.int(3)])], { to: 1 }), s.ints(1)]), s.embedded]));
    expect([mask.sites, mask.misses.map(({ why }) => why)]).toEqual([[], ['weights depend on no learned value: a mask']]);

    const linear = found(s => s.op('MatMul', [s.op('Transpose', [s.linear(s.embedded)], { perm: [0, 2, 1] }), s.linear(s.embedded)]));
    expect([linear.sites, linear.misses[0]?.why]).toEqual([[], expect.stringContaining('features by features')]);

    const pointer = found(s => s.rows());
    expect([pointer.sites, pointer.misses[0]?.why]).toEqual([[], 'softmax over positions that weighs no values by position']);

    const fused = found(s => s.op('MultiHeadAttention', [s.embedded, s.embedded, s.embedded], { num_heads: 3 }, { domain: 'com.microsoft' }));
    expect([fused.sites, fused.misses[0]?.why]).toEqual([[], 'fused operator com.microsoft.MultiHeadAttention keeps its weights inside']);
  });

  test('a pool of every feature by itself counts only where something normalises over positions', () => {
    const sum = (s: Sketch, weights: string) => s.op('ReduceSum', [s.op('Mul', [weights, s.embedded]), s.ints(1)], { keepdims: 0 });
    expect(found(s => sum(s, s.op('Softmax', [s.linear(s.embedded)], { axis: 1 }))).sites[0]).toMatchObject({ kind: 'pooling', heads: WIDTH, mapping: 'softmax' });
    expect(found(s => sum(s, s.op('Sigmoid', [s.linear(s.embedded)]))).sites).toEqual([]);
  });

  test('a graph that was not measured still tells of fused operators', () => {
    const sketch = new Sketch('sketch');
    sketch.output(sketch.op('Attention', [sketch.embedded, sketch.embedded, sketch.embedded]));
    expect(findSites(sketch.build(), [])).toMatchObject({ sites: [], misses: [{ why: 'fused operator Attention keeps its weights inside' }] });
  });
});
