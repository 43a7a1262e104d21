import { consumers, type Graph, intOf, type Node } from '../onnx/graph';
import type { Found } from './judge';
import { outputProjection } from './outputProjection';
import { layoutsAfter } from './products';
import type { AttentionSite, SiteValue } from './site';
import { type Parts, stepBack } from './stepBack';
import type { Scene } from './walk';

/** A site as it was found, one product. */
export interface Single {
  readonly found: Found;
  readonly site: AttentionSite;
}

/** Where a product's result, changed in layout alone, is put beside others, and what of the product lies along that axis. */
interface Meeting {
  readonly concat: Node;
  readonly along: 'query' | 'head';
  /** Its place among what is joined. */
  readonly slot: number;
}

/** Which axis of the product's result becomes the axis of the join. */
function meetingOf(graph: Graph, { found, site }: Single, scene: Scene): Meeting | undefined {
  const { result } = found.product;
  const read = consumers(graph);
  const chain = [{ node: undefined, value: result }, ...layoutsAfter(graph, result)];
  for (const { value } of chain) {
    const concat = read.get(value)?.find(node => node.op === 'Concat');
    const lengths = scene.lineage.lengthsOf(value);
    if (!concat || !lengths) continue;
    const axis = intOf(concat, 'axis', 0);
    const along = axis < 0 ? axis + lengths.length : axis;
    const before = marksBefore(
      value,
      lengths.map((l, i) => [{ key: i === along ? 'joined' : 'other', lengths: l }]),
      result,
      scene,
    );
    const joined = before?.flatMap((parts, i) => (parts.some(part => part.key === 'joined') ? [found.product.out[i] ?? ''] : [])) ?? [];
    const labels = (side: Found['weights']) => side.free.filter(free => !side.spread.includes(free)).map(free => side.labels[free] ?? '');
    const queries = labels(found.weights);
    if (joined.length && joined.every(label => queries.includes(label))) return { concat, along: 'query', slot: concat.inputs.indexOf(value) };
    if (joined.length && site.heads === 1 && joined.every(label => labels(found.values).includes(label))) return { concat, along: 'head', slot: concat.inputs.indexOf(value) };
  }
  return undefined;
}

/** Carries marks back from `value` to `until` through layout alone. */
function marksBefore(value: string, marks: Parts, until: string, scene: Scene): Parts | undefined {
  if (value === until) return marks;
  const node = scene.made.get(value);
  const [input = ''] = node?.inputs ?? [];
  const before = node && stepBack(node, input, marks, scene.lineage);
  return before && marksBefore(input, before, until, scene);
}

function dependsOn(value: string, on: ReadonlySet<string>, scene: Scene): boolean {
  const seen = new Set([value]);
  for (const at of seen) {
    if (on.has(at)) return true;
    for (const input of scene.made.get(at)?.inputs ?? []) seen.add(input);
  }
  return false;
}

function joinedSite(graph: Graph, group: readonly Single[], concat: Node, along: 'query' | 'head', scene: Scene): AttentionSite {
  const sites = group.map(({ site }) => site);
  const [first] = group as [Single, ...Single[]];
  const every = (of: (site: AttentionSite) => readonly SiteValue[] | undefined) => (sites.every(of) ? sites.flatMap(site => of(site) ?? []) : undefined);
  const { scores, mapped } = { scores: every(site => site.scores), mapped: every(site => site.mapped) };
  const heads = along === 'head' ? { heads: sites.length, keyHeads: sites.length } : { heads: first.site.heads, keyHeads: first.site.keyHeads };
  const whole = { ...first.site, ...heads, joined: along, weights: sites.flatMap(site => site.weights), values: sites.flatMap(site => site.values) };
  const projection = outputProjection(graph, first.found, heads.heads, first.site.valueWidth ?? 0, scene, { value: concat.outputs[0] ?? '', along });
  return { ...whole, ...(scores && { scores }), ...(mapped && { mapped }), ...(projection && { outputProjection: projection }) };
}

/** Joins the chunks of one site: products side by side in one Concat along queries, or one product for each head along features. Order is kept. */
export function joinChunks(graph: Graph, singles: readonly Single[], scene: Scene): Single[] {
  const groups = new Map<Node, { along: 'query' | 'head'; members: (Single & { slot: number })[] }>();
  for (const single of singles) {
    const meeting = meetingOf(graph, single, scene);
    if (!meeting) continue;
    const group = groups.get(meeting.concat) ?? { along: meeting.along, members: [] };
    if (group.along === meeting.along) group.members.push({ ...single, slot: meeting.slot });
    groups.set(meeting.concat, group);
  }
  const swallowed = new Map<Found, Single | undefined>();
  for (const [concat, { along, members }] of groups) {
    const results = new Set(members.map(({ found }) => found.product.result));
    const alike = members.every(({ site, found }) => site.mapping === members[0]?.site.mapping && !dependsOn(found.weights.value, results, scene));
    const [first] = members;
    if (!first || members.length < 2 || !alike) continue;
    for (const { found } of members) swallowed.set(found, undefined);
    const ordered = [...members].sort((a, b) => a.slot - b.slot);
    swallowed.set(first.found, { found: first.found, site: joinedSite(graph, ordered, concat, along, scene) });
  }
  return singles.flatMap(single => (swallowed.has(single.found) ? (swallowed.get(single.found) ?? []) : [single]));
}
