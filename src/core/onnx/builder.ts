import { bytesOf, type DType, int64, type Tensor, tensor } from '../tensor/tensor';
import { type Attribute, attribute, type Dim, type FileWeight, type Graph, type Node, type ValueInfo, type Weight } from './graph';

type Value = string;
type Attributes = Readonly<Record<string, Attribute | number | string | readonly number[]>>;

/** Stored floats that are computed in float32. */
const OTHER_FLOATS: ReadonlySet<DType> = new Set<DType>(['float16', 'bfloat16', 'float64']);

/** Bare numbers are integers: a float attribute is written `attribute.float(x)`, so that no 1.0 turns into an int by accident. */
const asAttribute = (value: Attributes[string]): Attribute => {
  if (typeof value === 'number') return attribute.int(value);
  if (typeof value === 'string') return attribute.string(value);
  if (Array.isArray(value)) return attribute.ints(value as readonly number[]);
  return value as Attribute;
};

/**
 * Writes graphs: every call appends a node and gives the name of what it makes. The only mutable thing in `onnx/`;
 * `build()` gives the immutable graph. Started from a graph, it appends to a copy.
 */
export class GraphBuilder {
  private readonly inputs: ValueInfo[];
  private readonly outputs: ValueInfo[];
  private readonly nodes: Node[];
  private readonly weights: Map<string, Weight>;
  private readonly taken: Set<string>;
  private readonly constants = new Map<string, Value>();
  private counter = 0;

  /** `scope` prefixes the names of all that is made, so that appended nodes never meet names of a file. */
  constructor(
    private readonly scope: string,
    private readonly base?: Graph,
  ) {
    this.inputs = [...(base?.inputs ?? [])];
    this.outputs = [...(base?.outputs ?? [])];
    this.nodes = [...(base?.nodes ?? [])];
    this.weights = new Map(base?.weights);
    this.taken = new Set([...this.inputs.map(i => i.name), ...this.weights.keys(), ...this.nodes.flatMap(n => n.outputs)]);
  }

  /** A name that nothing in the graph has yet. */
  fresh(hint: string): Value {
    let name = `${this.scope}/${hint}`;
    while (this.taken.has(name)) name = `${this.scope}/${hint}_${++this.counter}`;
    this.taken.add(name);
    return name;
  }

  /** Takes a name that will be bound elsewhere. */
  reserve(name: string): void {
    this.taken.add(name);
  }

  input(name: string, dtype: DType, dims: readonly Dim[]): Value {
    this.taken.add(name);
    this.inputs.push({ name, dtype, dims });
    return name;
  }

  /** Declares a value as an output. Shape may stay unknown: the runtime infers it. */
  output(value: Value, dtype?: DType, dims?: readonly Dim[]): void {
    if (!this.outputs.some(o => o.name === value)) this.outputs.push({ name: value, ...(dtype && { dtype }), ...(dims && { dims }) });
  }

  /** Forgets the outputs so far: an instrumented graph names its own. */
  clearOutputs(): void {
    this.outputs.length = 0;
  }

  /** Appends a node with one output. */
  op(op: string, inputs: readonly Value[], attributes: Attributes = {}, options: { name?: string; domain?: string } = {}): Value {
    return this.ops(op, inputs, 1, attributes, options)[0] as Value;
  }

  /** Appends a node with `count` outputs. */
  ops(op: string, inputs: readonly Value[], count: number, attributes: Attributes = {}, { name, domain = '' }: { name?: string; domain?: string } = {}): Value[] {
    const outputs = Array.from({ length: count }, () => this.fresh(name ?? op));
    this.nodes.push({
      op,
      domain,
      name: outputs[0] as string,
      inputs: [...inputs],
      outputs,
      attributes: Object.fromEntries(Object.entries(attributes).map(([k, v]) => [k, asAttribute(v)])),
    });
    return outputs;
  }

  /** A constant carried in the graph; equal constants of one hint share one name. */
  constant(value: Tensor, hint = 'constant'): Value {
    const key = `${hint} ${value.dtype}[${value.dims}]${Array.from(bytesOf(value)).join()}`;
    const known = this.constants.get(key);
    if (known) return known;
    const name = this.fresh(hint);
    this.weights.set(name, { kind: 'inline', dtype: value.dtype, dims: value.dims, data: Uint8Array.from(bytesOf(value)) });
    this.constants.set(key, name);
    return name;
  }

  /** A float32 scalar. */
  scalar(value: number): Value {
    return this.constant(tensor('float32', [], Float32Array.of(value)), 'scalar');
  }

  /** A one-dimensional list of int64, as Reshape, Slice, ReduceSum and their kin take it. */
  ints(...values: number[]): Value {
    return this.constant(int64([values.length], values), 'ints');
  }

  /** An int64 scalar. */
  int(value: number): Value {
    return this.constant(int64([], [value]), 'int');
  }

  /** A weight by reference, of the type that it is stored in: for nodes that pick rows and cast those alone. */
  stored(name: string, weight: FileWeight): Value {
    if (!this.weights.has(name)) {
      this.weights.set(name, weight);
      this.taken.add(name);
    }
    return name;
  }

  /** A weight by reference. Floats of another width than float32 pass through a Cast, so that all arithmetic is float32. */
  weight(name: string, weight: FileWeight): Value {
    this.stored(name, weight);
    if (!OTHER_FLOATS.has(weight.dtype)) return name;
    const key = `cast ${name}`;
    const known = this.constants.get(key);
    if (known) return known;
    const cast = this.op('Cast', [name], { to: 1 }, { name: `${name}.f32` });
    this.constants.set(key, cast);
    return cast;
  }

  build(name = this.base?.name ?? this.scope): Graph {
    return {
      name,
      inputs: [...this.inputs],
      outputs: [...this.outputs],
      nodes: [...this.nodes],
      weights: new Map(this.weights),
      values: this.base?.values ?? new Map(),
      functions: this.base?.functions ?? [],
      domains: this.base?.domains ?? new Map(),
    };
  }
}
