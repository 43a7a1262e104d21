import { raise } from '../fault';
import type { Prepared } from '../prepared';
import type { DType } from '../tensor/tensor';
import { ColumnFinder, type Marks } from './columns';
import type { AttentionMap, MapContext } from './map';
import { normaliseOutputs, outputsOf } from './normalise';
import type { Swap } from './parseSwap';
import { mappedOf, Rewrite } from './rewrite';
import type { AttentionSite, SiteValue } from './site';
import { laidOut } from './tapSite';
import { type Aimed, type Target, targetsOf } from './targets';

/** A swap whose map no graph computes: weights come from outside, see `weightsAsInputs`. */
export const isOutside = ({ map }: Pick<Swap, 'map'>): boolean => map.write === undefined;

/**
 * The model with other maps from scores to weights, without any retraining. Whatever read the weights reads the new ones, and sites, taps and analyses
 * speak of them. The region between a site's scores and its weights is replaced whole, so that the old map may be one node or thirty. In scope of
 * several swaps, the last holds. Throws `bad-usage` for a scope that meets nothing, `not-applicable` for a site whose scores are not known.
 */
export const swapped = (prepared: Prepared, swaps: readonly Swap[]): Prepared => swappedAt(prepared, targetsOf(prepared, swaps));

/** The same for targets that are known already. None of their maps may be one that is computed outside. */
export function swappedAt(prepared: Prepared, targets: readonly Target[]): Prepared {
  const outside = targets.flatMap(({ swaps }) => swaps).find(({ swap }) => isOutside(swap));
  if (outside) raise({ code: 'internal', why: `${outside.swap.map.id} is computed outside the graph` });
  if (targets.length === 0) return prepared;
  const rewrite = new Rewrite(
    prepared.graph,
    targets.flatMap(({ site }) => mappedOf(site).map(({ value }) => value)),
  );
  const finder = new ColumnFinder(prepared.graph, rewrite.builder);
  for (const target of targets) writeTarget(rewrite, finder, target);
  const result = { ...prepared, graph: rewrite.finish(), sites: relabelled(prepared.sites, targets) };
  return targets.some(target => outputsOf(target).length > 0) ? normaliseOutputs(result, targets) : result;
}

/** Sites say what their weights come from now: the swap as it was written, several where heads differ. */
export const relabelled = (sites: readonly AttentionSite[], targets: readonly Target[]): readonly AttentionSite[] =>
  sites.map(site => {
    const swaps = targets.find(target => target.site.index === site.index)?.swaps;
    if (!swaps) return site;
    const kept = swaps[0]?.heads ? [site.mapping] : [];
    return { ...site, mapping: [...kept, ...swaps.map(({ swap }) => swap.text.replace(/@.*$/s, ''))].join(' + ') };
  });

function writeTarget(rewrite: Rewrite, finder: ColumnFinder, { site, swaps }: Target): void {
  const mapped = mappedOf(site);
  const scores = (site.scores ?? []).map(value => rewrite.oldValue(value));
  const context = contextOf(rewrite, finder, site, scores);
  let weights = swaps[0]?.heads
    ? rewrite.whole(
        mapped.map(value => rewrite.oldValue(value)),
        site.joined,
      )
    : '';
  for (const aimed of swaps) {
    const written = writeMap(aimed.swap.map, { ...context, parameter: aimed.parameter });
    weights = aimed.heads ? rewrite.builder.op('Where', [headMask(rewrite, site, aimed), written, weights]) : written;
  }
  const pieces = rewrite.pieces(weights, scores, site.joined);
  for (const [i, { value }] of mapped.entries()) rewrite.put(value, pieces[i] ?? '');
}

const writeMap = (map: AttentionMap, context: MapContext): string => map.write?.(context) ?? '';

/** bool [1, heads, 1, 1]: the heads that a swap is for. */
export const headMask = ({ builder }: Rewrite, { heads }: AttentionSite, aimed: Pick<Aimed, 'heads'>): string =>
  builder.constant({ dtype: 'bool' as DType, dims: [1, heads, 1, 1], data: Uint8Array.from({ length: heads }, (_, head) => (!aimed.heads || aimed.heads.includes(head) ? 1 : 0)) });

/** A site's scores with all that a map may ask of them. */
export function contextOf(rewrite: Rewrite, finder: ColumnFinder, site: AttentionSite, scores: readonly SiteValue[]): Omit<MapContext, 'parameter'> {
  const { builder } = rewrite;
  const whole = rewrite.whole(scores, site.joined);
  const marks = scores.map(({ value }) => finder.marksOf(value));
  const closed = wholeMark(rewrite, site, scores, marks, 'closed');
  const extra = wholeMark(rewrite, site, scores, marks, 'extra');
  const either = closed && extra ? builder.op('Max', [closed, extra]) : (closed ?? extra);
  const without = (mark: string | undefined) => mark && builder.op('Less', [mark, builder.scalar(0.5)]);
  const range = (axis: number) => {
    const length = builder.op('Squeeze', [builder.op('Shape', [whole], { start: axis, end: axis + 1 }), builder.ints(0)]);
    return builder.op('Range', [builder.int(0), length, builder.int(1)]);
  };
  const columns = () => (extra ? counted(rewrite, extra, whole) : range(3));
  const rows = () => {
    const own = builder.op('Unsqueeze', [range(2), builder.ints(1)]);
    const last = builder.op('ReduceMax', [columns(), builder.ints(-1)], { keepdims: 1 });
    const length = builder.op('Shape', [whole], { start: 2, end: 3 });
    return builder.op('Add', [own, builder.op('Sub', [builder.op('Add', [last, builder.int(1)]), length])]);
  };
  return { builder, scores: whole, open: without(closed), keys: without(either), columns, rows, heads: site.heads };
}

/** Keys counted along columns that are not all keys: an extra column has the place of the key before it, and is closed to what asks for places. */
function counted({ builder }: Rewrite, extra: string, whole: string): string {
  const own = builder.op('Cast', [builder.op('Less', [builder.op('Expand', [extra, builder.op('Shape', [whole])]), builder.scalar(0.5)])], { to: 7 });
  return builder.op('Sub', [builder.op('CumSum', [own, builder.int(-1)]), builder.int(1)]);
}

/** A mark of every piece, brought into the whole's layout; as it is where the scores are one value in that layout already. */
function wholeMark(rewrite: Rewrite, site: AttentionSite, scores: readonly SiteValue[], marks: readonly Marks[], which: keyof Marks): string | undefined {
  if (!marks.some(mark => mark[which])) return undefined;
  const { builder } = rewrite;
  const [first] = scores;
  if (first && scores.length === 1 && laidOut(builder, first).name === first.value) return marks[0]?.[which];
  const values = scores.map((value, i) => {
    const mark = builder.op('Expand', [marks[i]?.[which] ?? builder.scalar(0), builder.op('Shape', [value.value])]);
    return { ...value, value: mark };
  });
  const parts = values.map(value => laidOut(builder, value).name);
  return parts.length === 1 ? parts[0] : builder.op('Concat', parts, { axis: site.joined === 'head' ? 1 : 2 });
}
