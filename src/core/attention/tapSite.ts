import type { GraphBuilder } from '../onnx/builder';
import type { AttentionSite, AxisFactor, AxisRole, SiteValue } from './site';

/** A factor in its place: `axis` of the value once every axis has been unfolded. */
interface Placed extends AxisFactor {
  readonly axis: number;
}

const factorsOf = ({ value, axes, factors }: SiteValue): readonly (readonly AxisFactor[])[] =>
  axes.map((role, axis) => factors?.[axis] ?? (role === 'one' ? [] : [{ role, at: { value, axis } }]));

/**
 * Cuts every axis into its factors by one Reshape. Axes are first spread by axes of size one so that each stands where its innermost factor
 * will; a length that is not known before the run is then copied from its place, or is the one that follows from the others.
 */
function unfolded(builder: GraphBuilder, value: SiteValue): { readonly name: string; readonly placed: readonly Placed[] } {
  const factors = factorsOf(value).map((axis, at) => (axis.length ? axis : [{ role: 'one' as const, size: 1, at: { value: value.value, axis: at } }]));
  const placed = factors.flat().map((factor, axis) => ({ ...factor, axis }));
  if (factors.every(axis => axis.length === 1)) return { name: value.value, placed };
  const added = factors.flatMap((axis, i) => axis.slice(1).map((_, inner) => factors.slice(0, i).flat().length + inner));
  const spread = builder.op('Unsqueeze', [value.value, builder.ints(...added)]);
  const alone = factors.flatMap(axis => axis.map(() => axis.length === 1));
  return {
    name: builder.op('Reshape', [
      spread,
      shapeOf(
        builder,
        placed.map((factor, i) => (alone[i] ? 0 : factor)),
      ),
    ]),
    placed,
  };
}

/** A shape for Reshape: 0 copies a length from its place, factors give theirs; where only one is not known it is left to follow from the others. */
function shapeOf(builder: GraphBuilder, entries: readonly (AxisFactor | 0)[]): string {
  const open = entries.filter(entry => entry !== 0 && entry.size === undefined);
  if (open.length < 2) return builder.ints(...entries.map(entry => (entry === 0 ? 0 : (entry.size ?? -1))));
  const pieces = entries.map(entry => {
    if (entry === 0 || entry.size !== undefined || !entry.at) return builder.ints(entry === 0 ? 0 : (entry.size ?? -1));
    return builder.op('Slice', [builder.op('Shape', [entry.at.value]), builder.ints(entry.at.axis), builder.ints(entry.at.axis + 1)]);
  });
  return builder.op('Concat', pieces, { axis: 0 });
}

/** Only one entry of things repeated: key heads spread over the queries that share them. */
function withoutRepeats(builder: GraphBuilder, name: string, placed: readonly Placed[]): { readonly name: string; readonly placed: readonly Placed[] } {
  const repeat = placed.find(factor => factor.role === 'group');
  if (!repeat) return { name, placed };
  const rest = placed.filter(factor => factor !== repeat).map(factor => (factor.axis > repeat.axis ? { ...factor, axis: factor.axis - 1 } : factor));
  return withoutRepeats(builder, builder.op('Gather', [name, builder.int(0)], { axis: repeat.axis }), rest);
}

/** Folds neighbouring axes of one group; the first takes all and the others, left with size one, are dropped. Gives how long each group was before. */
function folded(builder: GraphBuilder, from: string, groups: readonly (readonly Placed[])[]): string {
  if (groups.every(group => group.length < 2)) return from;
  const entries = groups.flatMap(group => group.map((_, i): AxisFactor | 0 => (group.length === 1 ? 0 : i > 0 ? { role: 'one', size: 1 } : whole(group))));
  const starts = groups.map((_, i) => groups.slice(0, i).flat().length);
  const gone = groups.flatMap((group, i) => group.slice(1).map((_, inner) => (starts[i] ?? 0) + 1 + inner));
  return builder.op('Squeeze', [builder.op('Reshape', [from, shapeOf(builder, entries)]), builder.ints(...gone)]);
}

/** Several factors as one; its length is known where all of theirs are. */
const whole = (group: readonly Placed[]): AxisFactor =>
  group.every(factor => factor.size !== undefined) ? { role: 'one', size: group.reduce((product, factor) => product * (factor.size ?? 1), 1) } : { role: 'one' };

/** A value brought into another order of axes, and what it was just before axes were folded. */
interface Arranged {
  readonly name: string;
  readonly turned: string;
  /** How axes of size more than one were turned. */
  readonly perm: readonly number[];
}

/** Brings axes into the order of `roles` and folds those of one entry; an entry that has none becomes one of size one. */
function arranged(builder: GraphBuilder, from: string, placed: readonly Placed[], roles: readonly (readonly AxisRole[])[]): Arranged {
  const ones = placed.filter(factor => factor.role === 'one');
  const bare = ones.length ? builder.op('Squeeze', [from, builder.ints(...ones.map(factor => factor.axis))]) : from;
  const kept = placed.filter(factor => factor.role !== 'one').map((factor, axis) => ({ ...factor, axis }));
  const groups = roles.map(group => kept.filter(factor => group.includes(factor.role)));
  const perm = groups.flat().map(factor => factor.axis);
  const turned = perm.every((axis, i) => axis === i) ? bare : builder.op('Transpose', [bare], { perm });
  const absent = groups.flatMap((group, i) => (group.length ? [] : [i]));
  const whole = folded(builder, turned, groups);
  return { name: absent.length ? builder.op('Unsqueeze', [whole, builder.ints(...absent)]) : whole, turned, perm };
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
    return arranged(builder, name, placed, WEIGHTS).name;
  });
  return joined(builder, pieces, site.joined);
}

/** One value as [batch, heads, queries, keys], and the way back: something of that shape in the value's own layout. */
export interface LaidOut {
  readonly name: string;
  readonly restore: (whole: string) => string;
}

/** Appends what brings one value of a site's weights or scores into [batch, heads, queries, keys]; the value itself where it is so already. */
export function laidOut(builder: GraphBuilder, value: SiteValue): LaidOut {
  const { name, placed } = unfolded(builder, value);
  const { name: whole, turned, perm } = arranged(builder, name, placed, WEIGHTS);
  if (whole === value.value) return { name: whole, restore: given => given };
  const back = perm.map((_, axis) => perm.indexOf(axis));
  const restore = (given: string): string => {
    const shaped = builder.op('Reshape', [given, builder.op('Shape', [turned])]);
    const own = back.every((axis, i) => axis === i) ? shaped : builder.op('Transpose', [shaped], { perm: back });
    return builder.op('Reshape', [own, builder.op('Shape', [value.value])]);
  };
  return { name: whole, restore };
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
    return arranged(builder, name, placed, VALUES).name;
  });
  return joined(builder, pieces, 'head');
}
