import type { GraphBuilder } from '../onnx/builder';
import type { AttentionSite, AxisFactor, AxisRole, SiteValue } from './site';

/** A factor in its place: `axis` of the value once every axis has been unfolded. */
interface Placed extends AxisFactor {
  readonly axis: number;
}

const factorsOf = ({ value, axes, factors }: SiteValue): readonly (readonly AxisFactor[])[] =>
  axes.map((role, axis) => factors?.[axis] ?? (role === 'one' ? [] : [{ role, at: { value, axis } }]));

/** One entry of a shape, as a list of one int64. */
const extent = (builder: GraphBuilder, { size, at }: AxisFactor): string => {
  if (size !== undefined || !at) return builder.ints(size ?? -1);
  return builder.op('Shape', [at.value], { start: at.axis, end: at.axis + 1 });
};

const shapeOf = (builder: GraphBuilder, entries: readonly string[]) => (entries.length === 1 && entries[0] ? entries[0] : builder.op('Concat', entries, { axis: 0 }));

/** Unfolds every axis, so that each factor has its own; axes that carry nothing are gone. */
function unfolded(builder: GraphBuilder, value: SiteValue): { readonly name: string; readonly placed: readonly Placed[] } {
  const factors = factorsOf(value);
  const placed = factors.flat().map((factor, axis) => ({ ...factor, axis }));
  if (factors.every(axis => axis.length === 1)) return { name: value.value, placed };
  const entries = placed.map(factor => extent(builder, factor));
  return { name: builder.op('Reshape', [value.value, entries.length ? shapeOf(builder, entries) : builder.ints(1)]), placed };
}

/** Only one entry of things repeated: key heads spread over the queries that share them. */
function withoutRepeats(builder: GraphBuilder, name: string, placed: readonly Placed[]): { readonly name: string; readonly placed: readonly Placed[] } {
  const repeat = placed.find(factor => factor.role === 'group');
  if (!repeat) return { name, placed };
  const rest = placed.filter(factor => factor !== repeat).map(factor => (factor.axis > repeat.axis ? { ...factor, axis: factor.axis - 1 } : factor));
  return withoutRepeats(builder, builder.op('Gather', [name, builder.int(0)], { axis: repeat.axis }), rest);
}

/** Brings axes into the order of `roles` and folds those of one entry; an entry that has none becomes one of size one. */
function arranged(builder: GraphBuilder, from: string, placed: readonly Placed[], roles: readonly (readonly AxisRole[])[]): string {
  const ordered = roles.map(group => placed.filter(factor => group.includes(factor.role)));
  const perm = ordered.flat().map(factor => factor.axis);
  const turned = perm.every((axis, i) => axis === i) ? from : builder.op('Transpose', [from], { perm });
  if (ordered.every(group => group.length === 1)) return turned;
  let start = 0;
  const entries = ordered.map(group => {
    const first = start;
    start += group.length;
    const pieces = group.map((factor, i) => (factor.size === undefined ? builder.op('Shape', [turned], { start: first + i, end: first + i + 1 }) : builder.ints(factor.size)));
    return pieces.length ? pieces.reduce((product, piece) => builder.op('Mul', [product, piece])) : builder.ints(1);
  });
  return builder.op('Reshape', [turned, shapeOf(builder, entries)]);
}

const WEIGHTS: readonly (readonly AxisRole[])[] = [['batch'], ['head', 'group'], ['query'], ['key']];
const VALUES: readonly (readonly AxisRole[])[] = [['batch'], ['head'], ['key'], ['feature']];

function joined(builder: GraphBuilder, pieces: readonly string[], along: AttentionSite['joined']): string {
  if (pieces.length === 1 && pieces[0]) return pieces[0];
  return builder.op('Concat', pieces, { axis: along === 'head' ? 1 : 2 });
}

function tapped(builder: GraphBuilder, site: AttentionSite, values: readonly SiteValue[]): string {
  const pieces = values.map(value => {
    const { name, placed } = unfolded(builder, value);
    return arranged(builder, name, placed, WEIGHTS);
  });
  return joined(builder, pieces, site.joined);
}

/** Appends what brings a site's weights into [batch, heads, queries, keys] and gives its name; the weights themselves where they are so already. */
export const tapSite = (builder: GraphBuilder, site: AttentionSite): string => tapped(builder, site, site.weights);

/** The same for the scores before the mapping; undefined where they were not found. Keys may have more columns than the weights (sinks). */
export const tapScores = (builder: GraphBuilder, site: AttentionSite): string | undefined => site.scores && tapped(builder, site, site.scores);

/** A site's values as [batch, key heads, keys, d_v]; undefined where they were not found. Chunks of queries see the same values. */
export function tapValues(builder: GraphBuilder, site: AttentionSite): string | undefined {
  const values = site.joined === 'head' ? site.values : site.values.slice(0, 1);
  if (!values.length) return undefined;
  const pieces = values.map(value => {
    const whole = unfolded(builder, value);
    const { name, placed } = withoutRepeats(builder, whole.name, whole.placed);
    return arranged(builder, name, placed, VALUES);
  });
  return joined(builder, pieces, 'head');
}
