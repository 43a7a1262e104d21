import { fromBytes } from '../tensor/tensor';
import { type Graph, intOf, intsOf, type Node, producers } from './graph';

type Count = number | undefined;

/** What a rule may ask about a node's inputs. */
interface Around {
  /** The number of dimensions of a value. */
  readonly rank: (value: string | undefined) => Count;
  /** The number of elements of a list: how many dimensions the shape says that it holds. */
  readonly length: (value: string | undefined) => Count;
  /** The numbers of a small constant of int64, or of the shape of a list. */
  readonly numbers: (value: string | undefined) => readonly number[] | undefined;
}
type Rule = (node: Node, around: Around) => Count;

const plus = (a: Count, b: Count): Count => (a === undefined || b === undefined ? undefined : a + b);
const minus = (a: Count): Count => (a === undefined ? undefined : -a);
const most = (counts: readonly Count[]): Count => (counts.every(count => count !== undefined) ? Math.max(...counts) : undefined);
const every = (ops: readonly string[], rule: Rule) => Object.fromEntries(ops.map(op => [op, rule]));

const asFirst: Rule = ({ inputs }, { rank }) => rank(inputs[0]);
const broadcast: Rule = ({ inputs }, { rank }) => most(inputs.map(rank));
const asShaped: Rule = ({ inputs }, { length }) => length(inputs[1]);
const reduced: Rule = (node, around) => (intOf(node, 'keepdims', 1) === 1 ? asFirst(node, around) : plus(asFirst(node, around), minus(intsOf(node, 'axes')?.length)));

const ELEMENTWISE = ['Add', 'And', 'Div', 'Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'Max', 'Min', 'Mod', 'Mul', 'Or', 'Pow', 'Sub', 'Where'];
const SHAPE_KEEPING = [
  ...[
    'Abs',
    'Cast',
    'Ceil',
    'Clip',
    'Concat',
    'Conv',
    'Cos',
    'CumSum',
    'Dropout',
    'Elu',
    'Erf',
    'Exp',
    'Floor',
    'Gelu',
    'Identity',
    'LayerNormalization',
    'LeakyRelu',
    'Log',
    'LogSoftmax',
  ],
  ...['Neg', 'Not', 'Pad', 'Reciprocal', 'Relu', 'Sigmoid', 'Sin', 'Slice', 'Softmax', 'Split', 'Sqrt', 'Tanh', 'Tile', 'Trilu'],
];

/** How many dimensions an operator's result has, for those that stand around attention. */
const RANKS: Readonly<Record<string, Rule>> = {
  ...every(ELEMENTWISE, broadcast),
  ...every(SHAPE_KEEPING, asFirst),
  ...every(['ReduceMax', 'ReduceMean', 'ReduceSum'], reduced),
  ConstantOfShape: ({ inputs }, { length }) => length(inputs[0]),
  Expand: (node, around) => most([asFirst(node, around), asShaped(node, around)]),
  Gather: ({ inputs: [data, indices] }, { rank }) => plus(rank(data), plus(rank(indices), -1)),
  Gemm: () => 2,
  MatMul: (node, around) => {
    const rank = broadcast(node, around);
    return rank !== undefined && rank > 1 ? rank : undefined;
  },
  Range: () => 1,
  Reshape: asShaped,
  Shape: () => 1,
  Squeeze: (node, around) => plus(asFirst(node, around), minus(axes(node, around)?.length)),
  Transpose: (node, around) => intsOf(node, 'perm')?.length ?? asFirst(node, around),
  Unsqueeze: (node, around) => plus(asFirst(node, around), axes(node, around)?.length),
};

const axes = (node: Node, { numbers }: Around): readonly number[] | undefined => intsOf(node, 'axes') ?? numbers(node.inputs[1]);

/** Of lists of one length or a single number, the length. */
const together: Rule = ({ inputs }, { length, rank }) => most(inputs.filter(input => rank(input) !== 0).map(length));

/** How many elements a computed list has: shapes are put together from pieces. */
const LENGTHS: Readonly<Record<string, Rule>> = {
  ...every(ELEMENTWISE, together),
  ...every(['Cast', 'Identity'], ({ inputs }, { length }) => length(inputs[0])),
  Concat: ({ inputs }, { length }) => inputs.map(length).reduce(plus, 0),
  ConstantOfShape: ({ inputs }, { numbers }) => numbers(inputs[0])?.[0],
  Gather: ({ inputs }, { length }) => length(inputs[1]),
  // Exporters flatten lists that are flat.
  Reshape: ({ inputs: [data, shape] }, { length, numbers }) => (String(numbers(shape)) === '-1' ? length(data) : undefined),
  Shape: (node, { rank }) => {
    const dims = rank(node.inputs[0]);
    if (dims === undefined) return undefined;
    const at = (place: number): number => Math.max(0, Math.min(dims, place < 0 ? place + dims : place));
    return Math.max(0, at(intOf(node, 'end', dims)) - at(intOf(node, 'start', 0)));
  },
  Unsqueeze: ({ inputs }, { rank }) => (rank(inputs[0]) === 0 ? 1 : undefined),
};

/** Rules lead back through at most so many nodes: what is further away is far from plain. */
const DEPTH = 60;

/**
 * The number of dimensions of a value where it follows from what the graph declares and a few operators' rules, else undefined.
 * `outer` knows the values of the graph around this one.
 */
export function ranksOf(graph: Pick<Graph, 'nodes' | 'inputs' | 'weights' | 'values'>, outer?: (value: string) => Count): (value: string) => Count {
  const makers = producers(graph);
  const declared = new Map([...graph.values.values(), ...graph.inputs].map(({ name, dims }) => [name, dims] as const));
  const dimsOf = (value: string) => graph.weights.get(value)?.dims ?? declared.get(value);
  const numbers = (value = ''): readonly number[] | undefined => {
    const maker = makers.get(value);
    const listed = maker?.op === 'Shape' && maker.domain === '' ? length(maker.inputs[0]) : undefined;
    if (listed !== undefined) return [listed];
    const weight = graph.weights.get(value);
    return weight?.kind === 'inline' && weight.dtype === 'int64' ? Array.from(fromBytes('int64', weight.dims, weight.data).data, Number) : undefined;
  };
  let depth = 0;
  const asker = (rules: Readonly<Record<string, Rule>>, given: (value: string) => Count) => {
    const known = new Map<string, Count>();
    return (value = ''): Count => {
      const plain = given(value);
      if (plain !== undefined || known.has(value)) return plain ?? known.get(value);
      const node = makers.get(value);
      const rule = node?.domain === '' && Object.hasOwn(rules, node.op) ? rules[node.op] : undefined;
      if (!node || !rule || depth >= DEPTH) return undefined;
      // A circle in the file finds its own question open, and ends there.
      known.set(value, undefined);
      depth++;
      known.set(value, rule(node, around));
      depth--;
      return known.get(value);
    };
  };
  const rank = asker(RANKS, value => dimsOf(value)?.length ?? (makers.has(value) ? undefined : outer?.(value)));
  const length = asker(LENGTHS, value => {
    const dims = dimsOf(value);
    return dims?.length === 1 && typeof dims[0] === 'number' ? dims[0] : undefined;
  });
  const around: Around = { rank, length, numbers };
  return rank;
}
