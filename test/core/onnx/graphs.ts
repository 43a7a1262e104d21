import fc from 'fast-check';
import type { Attribute, Dim, Graph, GraphFunction, Node, ValueInfo, Weight } from '../../../src/core/onnx/graph';
import { bytesOf, DTYPES, type DType, sizeOf, type Tensor } from '../../../src/core/tensor/tensor';

/** A graph with nothing in it but what is given. */
export const graphWith = (parts: Partial<Graph>): Graph => ({
  name: 'graph',
  inputs: [],
  outputs: [],
  nodes: [],
  weights: new Map(),
  values: new Map(),
  functions: [],
  domains: new Map(),
  ...parts,
});

export const node = (op: string, inputs: readonly string[], outputs: readonly string[], attributes: Node['attributes'] = {}, domain = ''): Node => ({
  op,
  domain,
  name: outputs[0] ?? op,
  inputs,
  outputs,
  attributes,
});

export const inline = (value: Tensor): Weight => ({ kind: 'inline', dtype: value.dtype, dims: value.dims, data: bytesOf(value).slice() });

const float = fc.float({ noNaN: true, noDefaultInfinity: true });
const integer = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(2 ** 63, -(2 ** 63), 0, -1));
const word = fc.stringMatching(/^[a-z_é😀]{1,6}$/u);

const dims = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
const inlineWeight = fc
  .tuple(fc.constantFrom<DType>(...(Object.keys(DTYPES) as DType[])), dims)
  .chain(([dtype, shape]) =>
    fc
      .uint8Array({ minLength: sizeOf(shape) * DTYPES[dtype].bytes, maxLength: sizeOf(shape) * DTYPES[dtype].bytes })
      .map(data => ({ kind: 'inline' as const, dtype, dims: shape, data })),
  );

/** Bytes of the file that file weights of arbitrary graphs lie in. */
export const WEIGHTS_FILE = 8192;
const fileWeight = fc
  .record({ columns: fc.integer({ min: 257, max: 700 }), offset: fc.integer({ min: 0, max: 5000 }) })
  .map(({ columns, offset }): Weight => ({ kind: 'file', dtype: 'float32', dims: [1, columns], file: '/models/weights.bin', offset, bytes: columns * 4 }));

const attribute: fc.Arbitrary<Attribute> = fc.oneof(
  integer.map((value): Attribute => ({ type: 'int', value })),
  float.map((value): Attribute => ({ type: 'float', value })),
  word.map((value): Attribute => ({ type: 'string', value })),
  fc.array(integer, { maxLength: 4 }).map((value): Attribute => ({ type: 'ints', value })),
  fc.array(float, { maxLength: 4 }).map((value): Attribute => ({ type: 'floats', value })),
  fc.array(word, { maxLength: 3 }).map((value): Attribute => ({ type: 'strings', value })),
  inlineWeight.map((value): Attribute => ({ type: 'tensor', value })),
);

const info = (name: string): fc.Arbitrary<ValueInfo> =>
  fc
    .record({
      dtype: fc.constantFrom<DType>('float32', 'int64', 'bool'),
      dims: fc.option(fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), word, fc.constant<Dim>(null)), { maxLength: 3 })),
    })
    .map(({ dtype, dims: shape }) => ({ name, dtype, ...(shape && { dims: shape }) }));

interface Plan {
  readonly picks: readonly number[];
  readonly outputs: number;
  readonly attributes: readonly (readonly [string, Attribute])[];
}
const plan = fc.record({
  picks: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
  outputs: fc.integer({ min: 1, max: 2 }),
  attributes: fc.uniqueArray(fc.tuple(word, attribute), { maxLength: 2, selector: ([name]) => name }),
});

/** Nodes that read what is bound before them. */
function planned(plans: readonly Plan[], scope: string, known: readonly string[]): Node[] {
  const bound = [...known];
  return plans.map(({ picks, outputs, attributes }, i) => {
    const inputs = picks.map(pick => bound[pick % bound.length] ?? '');
    const made = node(
      'Op',
      inputs,
      Array.from({ length: outputs }, (_, o) => `${scope}${i}.${o}`),
      Object.fromEntries(attributes),
      'test',
    );
    bound.push(...made.outputs);
    return made;
  });
}

/** Any graph that could stand in a file at the internal opset, with a branch inside and a function. */
export const anyGraph: fc.Arbitrary<Graph> = fc
  .record({
    input: info('x'),
    weights: fc.array(fc.oneof(inlineWeight, fileWeight), { maxLength: 4 }),
    plans: fc.array(plan, { minLength: 1, maxLength: 5 }),
    inner: fc.array(plan, { minLength: 1, maxLength: 3 }),
    innerWeight: fc.oneof(inlineWeight, fileWeight),
    output: info('n0.0'),
  })
  .map(({ input, weights, plans, inner, innerWeight, output }) => {
    const named = new Map(weights.map((weight, i): [string, Weight] => [`w${i}`, weight]));
    const nodes = planned(plans, 'n', ['x', ...named.keys()]);
    const branch = graphWith({ name: 'branch', outputs: [{ name: 'b0.0' }], nodes: planned(inner, 'b', ['x', 'bw']), weights: new Map([['bw', innerWeight]]) });
    const made: GraphFunction = {
      domain: 'own',
      name: 'f',
      inputs: ['p'],
      outputs: ['q0.0'],
      nodes: planned(inner, 'q', ['p']),
      weights: new Map(),
      attributes: ['a'],
      defaults: { d: { type: 'int', value: 3 } },
    };
    const held = node('Branch', ['x'], ['held'], { body: { type: 'graph', value: branch } }, 'test');
    const domains = new Map([
      ['own', 1],
      ['test', 4],
    ]);
    return graphWith({ inputs: [input], outputs: [output, { name: 'held' }], nodes: [...nodes, held], weights: named, functions: [made], domains });
  });
