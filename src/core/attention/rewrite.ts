import { GraphBuilder } from '../onnx/builder';
import type { Graph, Node } from '../onnx/graph';
import { boundNames, freshNames } from '../onnx/names';
import { sorted } from '../onnx/sort';
import type { AttentionSite, SiteValue } from './site';
import { laidOut } from './tapSite';

/** What a site's mapping makes: what is taken away when another takes its place. */
export const mappedOf = (site: AttentionSite): readonly SiteValue[] => site.mapped ?? site.weights;

const HALVES: ReadonlySet<string | undefined> = new Set(['float16', 'bfloat16', 'float64']);

/**
 * Puts new values in the place of old ones. Old ones keep being made under another name, so that what is new may read them; whoever read the old
 * name, the graph's outputs too, reads the new value. What nothing reads any more is left to `pruned`.
 */
export class Rewrite {
  readonly builder: GraphBuilder;
  /** Not everything is computed in float32. */
  readonly mixed: boolean;
  private readonly before: ReadonlyMap<string, string>;
  private readonly renames: Node[] = [];

  constructor(graph: Graph, replaced: readonly string[]) {
    const fresh = freshNames(boundNames(graph));
    this.before = new Map([...new Set(replaced)].map(name => [name, fresh(`${name}/replaced`)]));
    const nodes = graph.nodes.map(node => (node.outputs.some(output => this.before.has(output)) ? { ...node, outputs: node.outputs.map(this.old) } : node));
    this.builder = new GraphBuilder('headlight.swap', { ...graph, nodes });
    for (const name of replaced) this.builder.reserve(name);
    this.mixed = graph.inputs.some(input => HALVES.has(input.dtype)) || [...graph.weights.values()].some(weight => HALVES.has(weight.dtype));
  }

  /** The name under which the old value is made. */
  readonly old = (value: string): string => this.before.get(value) ?? value;

  /** A site's value as it was before, with all that it names. */
  oldValue(value: SiteValue): SiteValue {
    const factors = value.factors?.map(axis => axis.map(factor => (factor.at ? { ...factor, at: { ...factor.at, value: this.old(factor.at.value) } } : factor)));
    return { ...value, value: this.old(value.value), ...(factors && { factors }) };
  }

  single(value: string): string {
    return this.mixed ? this.builder.op('Cast', [value], { to: 1 }) : value;
  }

  /** Makes `name` again, from a float32 value. What two sites share is made once. */
  put(name: string, value: string): void {
    if (this.renames.some(({ outputs }) => outputs[0] === name)) return;
    const given = this.mixed ? this.builder.op('CastLike', [value, this.old(name)]) : value;
    this.renames.push({ op: 'Identity', domain: '', name: `${name}/swapped`, inputs: [given], outputs: [name], attributes: {} });
  }

  /** Several values as one [batch, heads, queries, keys], float32. */
  whole(pieces: readonly SiteValue[], along: AttentionSite['joined']): string {
    const parts = pieces.map(piece => this.single(laidOut(this.builder, piece).name));
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

  finish(): Graph {
    const graph = this.builder.build();
    return sorted({ ...graph, nodes: [...graph.nodes, ...this.renames] });
  }
}
