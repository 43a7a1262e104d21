import { type Graph, intOf, intsOf, type Node, producers } from './graph';

type Rank = number | undefined;
interface Around {
  readonly rank: (value: string) => Rank;
  readonly dims: (value: string) => readonly unknown[] | undefined;
}

const first = ({ inputs: [input = ''] }: Node, { rank }: Around): Rank => rank(input);
const widest = ({ inputs }: Node, { rank }: Around): Rank => {
  const ranks = inputs.map(rank);
  return ranks.every(known => known !== undefined) ? Math.max(...ranks) : undefined;
};

/** How many dimensions an operator's result has, for those between a product and the softmax over it. */
const RANKS: Readonly<Record<string, (node: Node, around: Around) => Rank>> = {
  Transpose: (node, around) => intsOf(node, 'perm')?.length ?? first(node, around),
  Reshape: ({ inputs: [, shape = ''] }, { dims }) => lengthOf(dims(shape)),
  Expand: ({ inputs: [, shape = ''] }, { dims }) => lengthOf(dims(shape)),
  Concat: first,
  Gemm: () => 2,
  Conv: first,
  MatMul: (node, around) => {
    const rank = widest(node, around);
    return rank !== undefined && rank > 1 ? rank : undefined;
  },
  Unsqueeze: (node, around) => plus(first(node, around), intsOf(node, 'axes')?.length),
  Squeeze: (node, around) => plus(first(node, around), minus(intsOf(node, 'axes')?.length)),
  Gather: ({ inputs: [data = '', indices = ''] }, { rank }) => plus(rank(data), plus(rank(indices), -1)),
  ConstantOfShape: ({ inputs: [shape = ''] }, { dims }) => lengthOf(dims(shape)),
  Shape: () => 1,
  ...Object.fromEntries(['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Where', 'Max', 'Min', 'And', 'Or', 'Equal', 'Less', 'Greater'].map(op => [op, widest])),
  ...Object.fromEntries(
    [
      'Softmax',
      'LogSoftmax',
      'Relu',
      'Tanh',
      'Sigmoid',
      'Cast',
      'Identity',
      'Dropout',
      'Slice',
      'Clip',
      'Neg',
      'Exp',
      'Erf',
      'Sqrt',
      'LayerNormalization',
      'Not',
      'Split',
      'Pad',
    ].map(op => [op, first]),
  ),
  ...Object.fromEntries(
    ['ReduceMean', 'ReduceSum', 'ReduceMax'].map(op => [op, (node: Node, around: Around) => (intOf(node, 'keepdims', 1) === 1 ? first(node, around) : undefined)]),
  ),
};

const plus = (rank: Rank, more: Rank): Rank => (rank === undefined || more === undefined ? undefined : rank + more);
const minus = (rank: Rank): Rank => (rank === undefined ? undefined : -rank);
const lengthOf = (dims: readonly unknown[] | undefined): Rank => (dims?.length === 1 && typeof dims[0] === 'number' ? dims[0] : undefined);

/** How far back a rank is looked for. */
const DEPTH = 40;

/**
 * The number of dimensions of a value where it follows from what the graph declares and a few operators' rules, else undefined. Answers are kept;
 * `outer` knows the values of the graph around this one.
 */
export function ranksOf(graph: Pick<Graph, 'nodes' | 'inputs' | 'weights' | 'values'>, outer?: (value: string) => Rank): (value: string) => Rank {
  const makers = producers(graph);
  const declared = new Map([...graph.values.values(), ...graph.inputs].map(({ name, dims }) => [name, dims] as const));
  const known = new Map<string, Rank>();
  const made = (value: string, depth: number): Rank => {
    const node = makers.get(value);
    const rule = node?.domain === '' && Object.hasOwn(RANKS, node.op) ? RANKS[node.op] : undefined;
    return node && rule && depth < DEPTH ? rule(node, { rank: input => rank(input, depth + 1), dims: input => dimsOf(input) }) : undefined;
  };
  const rank = (value: string, depth = 0): Rank => {
    const given = graph.weights.get(value)?.dims.length ?? declared.get(value)?.length;
    if (given !== undefined) return given;
    if (!makers.has(value)) return outer?.(value);
    if (!known.has(value)) known.set(value, made(value, depth));
    return known.get(value);
  };
  /** Of a shape's own dimensions: a constant's, or as many as a Concat joins. */
  const dimsOf = (value: string): readonly unknown[] | undefined => {
    const node = makers.get(value);
    if (node?.op === 'Concat' && node.inputs.every(input => isOne(dimsOf(input)))) return [node.inputs.length];
    if (node?.op === 'Shape') return dimensions(rank(node.inputs[0] ?? ''));
    if (node?.op === 'Unsqueeze' && intsOf(node, 'axes')?.length === 1) return [1];
    return graph.weights.get(value)?.dims ?? declared.get(value);
  };
  return value => rank(value);
}

const isOne = (dims: readonly unknown[] | undefined): boolean => dims?.length === 1 && dims[0] === 1;
const dimensions = (rank: Rank): readonly number[] | undefined => (rank === undefined ? undefined : [rank]);
