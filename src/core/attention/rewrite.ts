import { GraphBuilder } from '../onnx/builder';
import { DATA_TYPES, dtypeOf } from '../onnx/dataTypes';
import { type Graph, intOf, type Node, producers } from '../onnx/graph';
import { boundNames, freshNames } from '../onnx/names';
import { sorted } from '../onnx/sort';
import type { DType } from '../tensor/tensor';
import type { AttentionSite, SiteValue } from './site';
import { laidOut } from './tapSite';

/** What a site's mapping makes: what is taken away when another takes its place. */
export const mappedOf = (site: AttentionSite): readonly SiteValue[] => site.mapped ?? site.weights;

/** Operators whose result has the type of another input than the first. */
const TYPED_BY: Readonly<Record<string, number>> = { Where: 1, CastLike: 1 };

/** The type of a value, by the chain of first inputs that it comes from, else as the graph notes it; undefined where neither says. */
function typeIn(graph: Graph, made: ReadonlyMap<string, Node>, value: string): DType | undefined {
  const seen = new Set<string>();
  for (let at = value; !seen.has(at); ) {
    seen.add(at);
    const known = graph.weights.get(at)?.dtype ?? graph.inputs.find(({ name }) => name === at)?.dtype;
    const node = made.get(at);
    if (known || !node) return known ?? graph.values.get(value)?.dtype;
    if (node.op === 'Cast') return dtypeOf(intOf(node, 'to', 0));
    at = node.inputs[TYPED_BY[node.op] ?? 0] ?? '';
  }
  return graph.values.get(value)?.dtype;
}

/**
 * Puts new values in the place of old ones. Old ones keep being made under another name, so that what is new may read them; whoever read the old
 * name, the graph's outputs too, reads the new value. What nothing reads any more is left to `pruned`.
 */
export class Rewrite {
  readonly builder: GraphBuilder;
  private readonly made: ReadonlyMap<string, Node>;
  private readonly before: ReadonlyMap<string, string>;
  private readonly renames: Node[] = [];

  constructor(
    private readonly graph: Graph,
    replaced: readonly string[],
  ) {
    this.made = producers(graph);
    const fresh = freshNames(boundNames(graph));
    this.before = new Map([...new Set(replaced)].map(name => [name, fresh(`${name}/replaced`)]));
    const nodes = graph.nodes.map(node => (node.outputs.some(output => this.before.has(output)) ? { ...node, outputs: node.outputs.map(this.old) } : node));
    this.builder = new GraphBuilder('headlight.swap', { ...graph, nodes });
    for (const name of replaced) this.builder.reserve(name);
  }

  /** The name under which the old value is made. */
  readonly old = (value: string): string => this.before.get(value) ?? value;

  /** A site's value as it was before, with all that it names. */
  oldValue(value: SiteValue): SiteValue {
    const factors = value.factors?.map(axis => axis.map(factor => (factor.at ? { ...factor, at: { ...factor.at, value: this.old(factor.at.value) } } : factor)));
    return { ...value, value: this.old(value.value), ...(factors && { factors }) };
  }

  /** `value` in float32, where it has the type of `like`, a value of the graph. */
  single(value: string, like: string): string {
    return this.typeOf(like) === 'float32' ? value : this.builder.op('Cast', [value], { to: DATA_TYPES.float32 });
  }

  /** A float32 value in the type of `like`, a value of the graph. */
  typed(value: string, like: string): string {
    const type = this.typeOf(like);
    if (type === 'float32') return value;
    return type ? this.builder.op('Cast', [value], { to: DATA_TYPES[type] }) : this.builder.op('CastLike', [value, this.old(like)]);
  }

  /** Makes `name` again, from a float32 value. What two sites share is made once. */
  put(name: string, value: string): void {
    if (this.renames.some(({ outputs }) => outputs[0] === name)) return;
    this.renames.push({ op: 'Identity', domain: '', name: `${name}/swapped`, inputs: [this.typed(value, name)], outputs: [name], attributes: {} });
  }

  /** Several values as one [batch, heads, queries, keys], float32. */
  whole(pieces: readonly SiteValue[], along: AttentionSite['joined']): string {
    const parts = pieces.map(piece => this.single(laidOut(this.builder, piece).name, this.original(piece.value)));
    return parts.length === 1 && parts[0] ? parts[0] : this.builder.op('Concat', parts, { axis: along === 'head' ? 1 : 2 });
  }

  /** Cuts a whole into pieces shaped and laid out like `like`, in order. */
  pieces(whole: string, like: readonly SiteValue[], along: AttentionSite['joined']): readonly string[] {
    const { builder } = this;
    const laid = like.map(value => laidOut(builder, value));
    if (laid.length === 1) return laid.map(({ restore }) => restore(whole));
    const axis = along === 'head' ? 1 : 2;
    let from = builder.ints(0);
    return laid.map(({ name, restore }) => {
      const to = builder.op('Add', [from, builder.op('Shape', [name], { start: axis, end: axis + 1 })]);
      const piece = builder.op('Slice', [whole, from, to, builder.ints(axis)]);
      from = to;
      return restore(piece);
    });
  }

  private original(value: string): string {
    return [...this.before].find(([, old]) => old === value)?.[0] ?? value;
  }

  private typeOf(value: string): DType | undefined {
    return typeIn(this.graph, this.made, value);
  }

  finish(): Graph {
    const graph = this.builder.build();
    return sorted({ ...graph, nodes: [...graph.nodes, ...this.renames] });
  }
}
