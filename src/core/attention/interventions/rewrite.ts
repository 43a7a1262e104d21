import { raise } from '../../fault';
import { GraphBuilder } from '../../onnx/builder';
import { consumers, type Graph, type Node } from '../../onnx/graph';
import { sorted } from '../../onnx/sort';
import type { Prepared } from '../../prepared';
import type { Tensor } from '../../tensor/tensor';
import type { AttentionSite, AxisFactor } from '../site';
import { laidOut, tapSite } from '../tapSite';
import type { Edits } from './edits';
import { mostHeads } from './edits';

/** What the rewritten graph takes beside the model's own inputs. */
export interface EditPlan {
  /** Indices of the sites whose rows may be set. */
  readonly rows: readonly number[];
  /** Whether outputs may stand in for those of heads. */
  readonly offsets: boolean;
}

const GATES = 'headlight.gates';
const OFFSETS = 'headlight.offsets';
const fixedName = (site: number): string => `headlight.fixed.${site}`;
const shareName = (site: number): string => `headlight.share.${site}`;

/** What a set of edits takes. */
export const planOf = ({ rows, offsets }: Edits): EditPlan => ({ rows: [...rows.keys()].sort((a, b) => a - b), offsets: offsets !== undefined });

/** Feeds for the inputs that `editable` adds. */
export function editFeeds({ gates, rows, offsets }: Edits): Readonly<Record<string, Tensor>> {
  const feeds: Record<string, Tensor> = { [GATES]: gates };
  for (const [site, { fixed, share }] of rows) Object.assign(feeds, { [fixedName(site)]: fixed, [shareName(site)]: share });
  return offsets ? { ...feeds, [OFFSETS]: offsets } : feeds;
}

/**
 * The model with every head behind a gate, the rows of the planned sites open to be set, and room for outputs that stand in for those of heads:
 * all are inputs (`editFeeds`), so whatever follows a changed weight is computed again by the same session. The weights of its sites are the
 * changed ones. Throws `not-applicable` where a site's weights or its output projection cannot be reached.
 */
export function editable(prepared: Prepared, plan: EditPlan): Prepared {
  const { sites, graph } = prepared;
  const builder = new GraphBuilder('edit', graph);
  const gates = builder.input(GATES, 'float32', [Math.max(1, sites.length), mostHeads(sites)]);
  const replaced = new Map<string, string>();
  for (const site of sites) for (const [own, changed] of editedSite(builder, site, gates, plan)) replaced.set(own, changed);
  if (plan.offsets) addOffsets(builder, prepared, replaced);
  return { ...prepared, graph: substituted(builder.build(), graph.nodes.length, replaced), sites: sites.map(site => withWeights(site, replaced)) };
}

const withWeights = (site: AttentionSite, replaced: ReadonlyMap<string, string>): AttentionSite => ({
  ...site,
  // Rows of gated or set weights need not sum to one any more, whatever their mapping promised.
  mapping: 'unknown',
  weights: site.weights.map(weights => ({ ...weights, value: replaced.get(weights.value) ?? weights.value })),
});

/** The first `count` nodes read the new values for the old ones; what was appended made the new from the old. */
function substituted(graph: Graph, count: number, replaced: ReadonlyMap<string, string>): Graph {
  const other = (node: Node): Node => (node.inputs.some(i => replaced.has(i)) ? { ...node, inputs: node.inputs.map(i => replaced.get(i) ?? i) } : node);
  const outputs = graph.outputs.map(output => ({ ...output, name: replaced.get(output.name) ?? output.name }));
  return sorted({ ...graph, outputs, nodes: graph.nodes.map((node, i) => (i < count ? other(node) : node)) });
}

function editedSite(builder: GraphBuilder, site: AttentionSite, gates: string, plan: EditPlan): ReadonlyMap<string, string> {
  const gate = headVector(builder, gates, site);
  const along = site.joined === 'head' ? 0 : 1;
  const rows = plan.rows.includes(site.index)
    ? {
        fixed: builder.input(fixedName(site.index), 'float32', [null, null, null]),
        share: builder.input(shareName(site.index), 'float32', [null, null, 1]),
      }
    : undefined;
  const made = new Map<string, string>();
  let start: string | undefined;
  for (const piece of site.weights) {
    const { name, restore } = laidOut(builder, piece);
    const end = site.weights.length > 1 ? ending(builder, name, along, start) : undefined;
    const cut = (value: string): string => (end === undefined ? value : builder.op('Slice', [value, start ?? builder.ints(0), end, builder.ints(along)]));
    const whole = builder.op('Cast', [name], { to: 1 });
    const set = rows ? setRows(builder, whole, cut(rows.fixed), cut(rows.share)) : whole;
    const gated = builder.op('Mul', [set, along === 0 ? cut(gate) : gate]);
    made.set(piece.value, builder.op('CastLike', [restore(gated), piece.value]));
    start = end;
  }
  return made;
}

/** Where a piece ends along the axis that the pieces of a site are joined along, heads (0) or queries (1): int64 [1]. */
function ending(builder: GraphBuilder, weights: string, along: number, start: string | undefined): string {
  const length = builder.op('Shape', [weights], { start: along + 1, end: along + 2 });
  return start === undefined ? length : builder.op('Add', [start, length]);
}

/** One site's row of a table [sites, most heads] as [heads, 1, 1]. */
function headVector(builder: GraphBuilder, table: string, site: AttentionSite): string {
  const row = builder.op('Gather', [table, builder.int(site.index)]);
  const own = builder.op('Slice', [row, builder.ints(0), builder.ints(site.heads), builder.ints(0)]);
  return builder.op('Reshape', [isOpenEnded(site) ? asLong(builder, own, site) : own, builder.ints(-1, 1, 1)]);
}

/** What counts as heads is as many as the text is long (windows of it): a run may have more than were measured, or fewer. */
const isOpenEnded = ({ weights }: AttentionSite): boolean =>
  weights.some(({ axes, factors }) => {
    const heads = axes.flatMap((role, i): readonly AxisFactor[] => factors?.[i] ?? [{ role }]).filter(({ role }) => role === 'head' || role === 'group');
    return heads.length > 1 && heads.some(({ size }) => size === undefined);
  });

/** Cut or filled with ones to the heads of the run. */
function asLong(builder: GraphBuilder, own: string, site: AttentionSite): string {
  const heads = builder.op('Shape', [tapSite(builder, site)], { start: 1, end: 2 });
  const filled = builder.op('Concat', [own, builder.op('Expand', [builder.scalar(1), heads])], { axis: 0 });
  return builder.op('Slice', [filled, builder.ints(0), heads, builder.ints(0)]);
}

/** w' = set where it is set; elsewhere w, times (sum of w - sum of what is set) / (sum of w that is left) in rows that keep their sum. Nothing left: zero. */
function setRows(builder: GraphBuilder, weights: string, fixed: string, share: string): string {
  const zero = builder.scalar(0);
  const sum = (value: string): string => builder.op('ReduceSum', [value, builder.ints(-1)], { keepdims: 1 });
  const free = builder.op('IsNaN', [fixed]);
  const kept = builder.op('Where', [free, weights, zero]);
  const set = builder.op('Where', [free, zero, fixed]);
  const left = sum(kept);
  const some = builder.op('Greater', [left, zero]);
  const wanted = builder.op('Max', [builder.op('Sub', [sum(weights), sum(set)]), zero]);
  const factor = builder.op('Div', [builder.op('Where', [some, wanted, zero]), builder.op('Where', [some, left, builder.scalar(1)])]);
  const scale = builder.op('Where', [builder.op('Greater', [share, zero]), factor, builder.scalar(1)]);
  return builder.op('Add', [builder.op('Mul', [kept, scale]), set]);
}

/** Adds a row of the offsets to what each site's output projection makes, wherever that is known. */
function addOffsets(builder: GraphBuilder, { graph, sites }: Prepared, replaced: Map<string, string>): void {
  const offsets = builder.input(OFFSETS, 'float32', [Math.max(1, sites.length), null]);
  for (const site of sites) {
    const projected = projectionResult(graph, site);
    if (projected === undefined) continue;
    const offset = builder.op('CastLike', [builder.op('Gather', [offsets, builder.int(site.index)]), projected]);
    replaced.set(projected, builder.op('Add', [projected, offset]));
  }
}

/** What the output projection of a site makes: of the products with its weight, the first that depends on the site's weights. */
function projectionResult(graph: Graph, { outputProjection, weights, at }: AttentionSite): string | undefined {
  if (!outputProjection) return undefined;
  const read = consumers(graph);
  const reached = new Set([...(at === undefined ? [] : [at]), ...weights.map(({ value }) => value)]);
  for (const value of reached)
    for (const node of read.get(value) ?? []) {
      if (node.inputs[1] === outputProjection.weight && node.inputs[0] === value) return node.outputs[0];
      for (const output of node.outputs) reached.add(output);
    }
  return undefined;
}

/** Throws where the outputs of a site's heads cannot be replaced by others. */
export function assertProjected(sites: readonly AttentionSite[], needed: ReadonlySet<number>): void {
  const without = sites.find(({ index, outputProjection }) => needed.has(index) && !outputProjection);
  if (without)
    raise({
      code: 'not-applicable',
      analysis: 'mean-out',
      why: `the output projection of site ${without.index} was not found, so that nothing can stand in for its heads' outputs. Use knock-out.`,
    });
}
