import type { GraphBuilder } from '../onnx/builder';
import { type Graph, type Node, producers } from '../onnx/graph';
import { isFloating, scalarOf } from './constants';

/** What is added to a score at this or below closes the key: masks are -10,000 and less, and no bias by distance comes near at lengths that are run. */
const CLOSES = -9000;
const LIMIT = 60;

/**
 * Which columns of scores are no open keys, as float32 marks of 0 and 1 that broadcast to the scores; absent where there are none.
 * `closed`: masked. `extra`: joined to the scores beside the keys' own (sinks).
 */
export interface Marks {
  readonly closed?: string | undefined;
  readonly extra?: string | undefined;
}

/** Operators that make scores; no mask lies behind them. Bounded functions too: what is added before them closes nothing. */
const MAKERS = new Set([
  'MatMul',
  'FusedMatMul',
  'Gemm',
  'Einsum',
  'ReduceSum',
  'Tanh',
  'Sigmoid',
  'Softplus',
  'LayerNormalization',
  'Conv',
  'Relu',
  'MatMulNBits',
  'MatMulInteger',
]);
const CONTRACTIONS = new Set(['MatMul', 'FusedMatMul', 'Gemm', 'Einsum', 'ReduceSum', 'Conv', 'MatMulNBits', 'MatMulInteger']);
/** Operators that bring a value on unchanged, and those that change its layout alone. */
const PLAIN = new Set(['Cast', 'Identity', 'Dropout', 'Max', 'Min', 'Clip', 'Expand']);
const LAYOUT = new Set(['Reshape', 'Transpose', 'Squeeze', 'Unsqueeze', 'Flatten', 'Slice', 'Gather']);

/**
 * Values that scores can be among: they come from a sum of products in which data meets a parameter of several numbers, or a floating input. All else
 * (attention masks, positions, biases by distance) is no score, whatever it is computed from.
 */
export function scored(graph: Graph): ReadonlySet<string> {
  const data = new Set(graph.inputs.map(input => input.name));
  const real = new Set(graph.inputs.filter(({ dtype }) => dtype?.includes('float')).map(input => input.name));
  const found = new Set<string>();
  const parameters = new Set([...graph.weights].filter(([, weight]) => isFloating(weight) && weight.dims.some(dim => dim > 1)).map(([name]) => name));
  for (const node of graph.nodes) {
    if (node.op === 'Shape' || node.op === 'Size') continue;
    const inputs = node.inputs.filter(Boolean);
    const carries = inputs.some(value => data.has(value)) || Object.values(node.attributes).some(held => held.type === 'graph');
    const parameter = !carries && inputs.some(value => parameters.has(value));
    const meets = carries && (CONTRACTIONS.has(node.op) || node.op === 'Gather' || node.domain !== '') && inputs.some(value => parameters.has(value));
    const isReal = carries && (meets || inputs.some(value => real.has(value)));
    const contracts = isReal && CONTRACTIONS.has(node.op);
    for (const output of node.outputs) {
      if (carries) data.add(output);
      if (parameter) parameters.add(output);
      if (isReal) real.add(output);
      if (contracts || inputs.some(value => found.has(value))) found.add(output);
    }
  }
  return found;
}

/**
 * Finds the masks in scores by structure, walking back to the product that made them: what is added to a score and is none itself closes the
 * key where it is at most -9,000 (-inf, the type's minimum, -1e9, -1e4); a Where closes where it puts such a number; a factor of zero closes. Through
 * an operator that the walk does not know, the numbers themselves are asked: at most -9,000 is closed.
 */
export class ColumnFinder {
  private readonly made: ReadonlyMap<string, Node>;
  private readonly scores: ReadonlySet<string>;
  private readonly known = new Map<string, Marks>();
  private readonly written = new Map<string, string>();

  constructor(
    private readonly graph: Graph,
    private readonly builder: GraphBuilder,
  ) {
    this.made = producers(graph);
    this.scores = scored(graph);
  }

  marksOf(value: string, depth = 0): Marks {
    const known = this.known.get(value);
    if (known) return known;
    const marks = this.walk(value, depth);
    this.known.set(value, marks);
    return marks;
  }

  private walk(value: string, depth: number): Marks {
    const node = this.made.get(value);
    if (!node || depth > LIMIT) return { closed: this.low(value) };
    const [first = '', second = '', third = ''] = node.inputs;
    if (MAKERS.has(node.op)) return {};
    if (PLAIN.has(node.op)) return this.marksOf(this.carrier(node), depth + 1);
    if (LAYOUT.has(node.op)) return this.turned(node, this.marksOf(first, depth + 1));
    if (node.op === 'Add') return this.union(this.term(first, depth), this.term(second, depth));
    if (node.op === 'Sub') return this.union(this.term(first, depth), this.scores.has(second) ? {} : { closed: this.high(second) });
    if (node.op === 'Mul' || node.op === 'Div') return this.factors(node, depth);
    if (node.op === 'Where') return this.either(first, this.term(second, depth), this.term(third, depth));
    if (node.op === 'Concat') return this.joined(node, depth);
    return { closed: this.low(value) };
  }

  private carrier({ inputs }: Node): string {
    return inputs.find(value => this.scores.has(value)) ?? inputs[0] ?? '';
  }

  /** One operand of a sum: scores, or something that may close. */
  private term(value: string, depth: number): Marks {
    return this.scores.has(value) ? this.marksOf(value, depth + 1) : { closed: this.low(value) };
  }

  private factors(node: Node, depth: number): Marks {
    const inner = node.inputs.filter(value => this.scores.has(value));
    const [carrier = '', ...more] = inner;
    if (more.length) return {};
    const other = node.inputs.find(value => value !== carrier) ?? '';
    const zero = node.op === 'Mul' && !this.isScalar(other) ? this.mark('Equal', other, 0) : undefined;
    return this.union(this.marksOf(carrier, depth + 1), { closed: zero });
  }

  private isScalar(value: string): boolean {
    const node = this.made.get(value);
    if (node && (PLAIN.has(node.op) || node.op === 'Sqrt' || node.op === 'Pow')) return this.isScalar(node.inputs[0] ?? '');
    const weight = this.graph.weights.get(value);
    return weight?.dims.every(dim => dim === 1) ?? false;
  }

  private either(condition: string, yes: Marks, no: Marks): Marks {
    const { builder } = this;
    const choose = (a: string | undefined, b: string | undefined) => (a || b ? builder.op('Where', [condition, a ?? builder.scalar(0), b ?? builder.scalar(0)]) : undefined);
    return { closed: choose(yes.closed, no.closed), extra: choose(yes.extra, no.extra) };
  }

  /** Pieces along keys: those that are no scores are extra columns. A piece that may close does. */
  private joined(node: Node, depth: number): Marks {
    const { builder } = this;
    const axis = node.attributes.axis ?? { type: 'int' as const, value: 0 };
    const pieces = node.inputs.map(value => ({ value, marks: this.term(value, depth) }));
    const own = (value: string, mark: string | undefined) => builder.op('Expand', [mark ?? builder.scalar(0), builder.op('Shape', [value])]);
    const closed = pieces.some(({ marks }) => marks.closed);
    const extra = pieces.some(({ value, marks }) => marks.extra || !this.scores.has(value));
    const columns = (of: (piece: (typeof pieces)[number]) => string | undefined) =>
      builder.op(
        'Concat',
        pieces.map(piece => own(piece.value, of(piece))),
        { axis },
      );
    return {
      closed: closed ? columns(({ marks }) => marks.closed) : undefined,
      extra: extra ? columns(({ value, marks }) => (this.scores.has(value) ? marks.extra : builder.scalar(1))) : undefined,
    };
  }

  /** Marks brought through a change of layout as the scores are. */
  private turned(node: Node, { closed, extra }: Marks): Marks {
    const { builder } = this;
    const [value = '', ...rest] = node.inputs;
    const through = (mark: string | undefined) =>
      mark && builder.op(node.op, [builder.op('Expand', [mark, builder.op('Shape', [value])]), ...rest], node.attributes, { domain: node.domain });
    return { closed: through(closed), extra: through(extra) };
  }

  private union(a: Marks, b: Marks): Marks {
    const either = (x: string | undefined, y: string | undefined) => (x && y ? this.builder.op('Max', [x, y]) : (x ?? y));
    return { closed: either(a.closed, b.closed), extra: either(a.extra, b.extra) };
  }

  private low(value: string): string | undefined {
    const number = scalarOf(this.graph, value);
    if (number !== undefined) return number <= CLOSES ? this.builder.scalar(1) : undefined;
    return this.mark('LessOrEqual', value, CLOSES);
  }

  private high(value: string): string | undefined {
    const number = scalarOf(this.graph, value);
    if (number !== undefined) return number >= -CLOSES ? this.builder.scalar(1) : undefined;
    return this.mark('GreaterOrEqual', value, -CLOSES);
  }

  private mark(op: string, value: string, than: number): string {
    const { builder } = this;
    const key = `${op} ${value}`;
    const known = this.written.get(key);
    if (known) return known;
    const closed = builder.op('Cast', [builder.op(op, [builder.op('Cast', [value], { to: 1 }), builder.scalar(than)])], { to: 1 });
    this.written.set(key, closed);
    return closed;
  }
}
