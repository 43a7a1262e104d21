import type { Graph, InlineWeight, Node, ValueInfo, Weight } from '../onnx/graph';
import { fromBytes, sizeOf } from '../tensor/tensor';
import type { Call, Dims, Fact, Operator } from './operator';
import { Clash, checkedDims, UNKNOWN } from './rule';
import { OPERATORS } from './table';

export interface Inferred {
  /** By value name, for every value of which something is known; values inside branches are not in it. */
  readonly values: ReadonlyMap<string, Fact>;
  /** Contradictions, as sentences without a subject; empty when there are none. */
  readonly problems: readonly string[];
}

/** Larger tensors are data: their values are not followed. */
const MOST_VALUES = 4096;

const BY_NAME = new Map(OPERATORS.map(operator => [`${operator.domain}:${operator.name}`, operator]));

/** The rules of an operator of a domain ('' is the standard one), if there are any. */
export const operatorOf = ({ domain, op }: Pick<Node, 'domain' | 'op'>): Operator | undefined => BY_NAME.get(`${domain}:${op}`);

/**
 * Dims of every value that follow from those of the inputs, by the operators' rules, without running anything: `inputDims` holds a shape for each input that
 * is fed; one without takes the dims that the graph declares, if they are numbers. Small whole numbers (shapes, axes, lengths) are followed through the graph.
 * Operators without rules, and results that depend on data, leave what follows unknown.
 */
export function inferShapes(graph: Graph, inputDims: ReadonlyMap<string, Dims>): Inferred {
  const problems: string[] = [];
  const facts = new Map<string, Fact>();
  for (const info of graph.inputs) remember(facts, info.name, declared(info, inputDims.get(info.name)));
  walk(graph, facts, problems);
  return { values: facts, problems };
}

function declared({ dtype, dims }: ValueInfo, fed: Dims | undefined): Fact | undefined {
  const known = fed ?? (dims?.every(dim => typeof dim === 'number') ? (dims as Dims) : undefined);
  return known && { dims: known, ...(dtype && { dtype }) };
}

function remember(facts: Map<string, Fact>, name: string, fact: Fact | undefined): void {
  if (name && fact) facts.set(name, fact);
}

function walk(graph: Graph, facts: Map<string, Fact>, problems: string[]): void {
  for (const [name, weight] of graph.weights) facts.set(name, factOf(weight));
  for (const node of graph.nodes) {
    const outputs = resultsOf(node, facts, problems);
    node.outputs.forEach((name, index) => {
      remember(facts, name, outputs[index]);
    });
  }
}

const factOf = (weight: Weight): Fact => {
  const { dtype, dims } = weight;
  const values = weight.kind === 'inline' ? valuesOf(weight) : undefined;
  return { dtype, dims, ...(values && { values }) };
};

function valuesOf({ dtype, dims, data }: InlineWeight): readonly number[] | undefined {
  if (sizeOf(dims) > MOST_VALUES || dtype === 'float16' || dtype === 'bfloat16') return undefined;
  return Array.from(fromBytes(dtype, dims, data).data as ArrayLike<number | bigint>, Number);
}

function resultsOf(node: Node, facts: ReadonlyMap<string, Fact>, problems: string[]): readonly (Fact | undefined)[] {
  const operator = operatorOf(node);
  if (!operator) return [];
  const wrong = misuse(operator, node);
  if (wrong) {
    problems.push(`${node.op} "${node.name}" ${wrong}`);
    return [];
  }
  if (Object.keys(node.attributes).some(name => !operator.attributes.includes(name))) return [];
  const inside = (graph: Graph, inputs: readonly (Fact | undefined)[] = []): readonly (Fact | undefined)[] => {
    const inner = new Map(facts);
    graph.inputs.forEach(({ name }, index) => {
      remember(inner, name, inputs[index]);
    });
    // A branch that is never taken may well contradict itself.
    walk(graph, inner, []);
    return graph.outputs.map(output => inner.get(output.name));
  };
  return applied(operator, { node, inputs: node.inputs.map(name => facts.get(name)), inside: once(inside) }, problems);
}

/** Shape, type and value rules ask for the same inner graph: it is walked once, or nested ones would take time that grows as a power of their depth. */
function once(inside: Call['inside']): Call['inside'] {
  const known = new Map<Graph, ReturnType<Call['inside']>>();
  return (graph, inputs) => {
    const found = known.get(graph) ?? inside(graph, inputs);
    known.set(graph, found);
    return found;
  };
}

const misuse = ({ inputs, outputs }: Operator, node: Node): string | undefined => {
  if (node.inputs.length < inputs[0] || node.inputs.length > inputs[1]) return `has ${node.inputs.length} inputs`;
  return node.outputs.length > outputs[1] ? `has ${node.outputs.length} outputs` : undefined;
};

function applied(operator: Operator, call: Call, problems: string[]): readonly (Fact | undefined)[] {
  const shapes = guarded(call, problems, () => operator.shape(call).map(dims => dims && checkedDims(dims)));
  if (!shapes) return [];
  const dtypes = operator.dtype?.(call) ?? shapes.map(() => call.inputs[0]?.dtype);
  const small = shapes.every(dims => dims && sizeOf(dims) <= MOST_VALUES);
  const values = small ? guarded(call, problems, () => operator.values?.(call, shapes)) : undefined;
  return shapes.map((dims, index) => {
    const own = values?.[index];
    const dtype = dtypes[index];
    return dims && { dims, ...(dtype && { dtype }), ...(own && own.length === sizeOf(dims) && { values: own }) };
  });
}

/** What a rule gives, undefined where the answer is not known or the inputs contradict each other; the latter is a problem. */
function guarded<T>({ node }: Call, problems: string[], rule: () => T): T | undefined {
  try {
    return rule();
  } catch (thrown) {
    if (thrown instanceof Clash) problems.push(`${node.op} "${node.name}": ${thrown.message}`);
    else if (thrown !== UNKNOWN) throw thrown;
    return undefined;
  }
}
