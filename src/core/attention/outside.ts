import { raise } from '../fault';
import type { Graph } from '../onnx/graph';
import { pruned } from '../onnx/prune';
import type { Prepared } from '../prepared';
import { float32, type Tensor } from '../tensor/tensor';
import { ColumnFinder } from './columns';
import { mappedOf, Rewrite } from './rewrite';
import type { AttentionSite } from './site';
import { contextOf } from './swap';
import type { Target } from './targets';

export const weightsInput = (site: number): string => `headlight.weights.${site}`;

/**
 * The model with the weights of some sites as inputs `weightsInput(index)`, float32 [batch, heads, queries, columns] (as many columns as the scores have): what a map
 * computed outside the graph is fed through. What only the old weights needed is gone once pruned.
 */
export function weightsAsInputs(prepared: Prepared, sites: readonly AttentionSite[]): Prepared {
  if (sites.length === 0) return prepared;
  const rewrite = new Rewrite(
    prepared.graph,
    sites.flatMap(site => mappedOf(site).map(({ value }) => value)),
  );
  for (const site of sites) {
    const given = rewrite.builder.input(weightsInput(site.index), 'float32', [null, null, null, null]);
    const like = (site.scores ?? mappedOf(site)).map(value => rewrite.oldValue(value));
    const pieces = rewrite.pieces(given, like, site.joined);
    for (const [i, { value }] of mappedOf(site).entries()) rewrite.put(value, pieces[i] ?? '');
  }
  return { ...prepared, graph: rewrite.finish() };
}

/** A graph that gives what a map outside needs of one site, each float32 [batch, heads, queries, columns]. */
export interface Observation {
  readonly graph: Graph;
  readonly scores: string;
  /** What the site's own map makes of them. */
  readonly weights: string;
  /** 1 where a column may get weight; absent where all may. */
  readonly open?: string;
  /** 1 where a column is an open key. */
  readonly keys?: string;
}

/** `known` is the model whose graph has the site as it was found; `prepared` the same with earlier weights as inputs. */
export function observation(known: Prepared, prepared: Prepared, site: AttentionSite): Observation {
  const rewrite = new Rewrite(prepared.graph, []);
  const { builder } = rewrite;
  const context = contextOf(rewrite, new ColumnFinder(known.graph, builder), site, site.scores ?? []);
  const marks = (mask: string | undefined) => mask && builder.op('Expand', [builder.op('Cast', [mask], { to: 1 }), builder.op('Shape', [context.scores])]);
  const named = (value: string): string => builder.op('Identity', [value]);
  const [open, keys] = [marks(context.open), marks(context.keys)];
  const outputs = {
    scores: named(context.scores),
    weights: named(rewrite.whole(mappedOf(site), site.joined)),
    ...(open && { open: named(open) }),
    ...(keys && { keys: named(keys) }),
  };
  builder.clearOutputs();
  for (const output of Object.values(outputs)) builder.output(output, 'float32');
  return { graph: pruned(rewrite.finish()), ...outputs };
}

/** What an observation's run gave. */
export interface Seen {
  readonly scores: Tensor;
  readonly weights: Tensor;
  readonly open?: Tensor | undefined;
  readonly keys?: Tensor | undefined;
}

/** The weights of a site under its swaps, every row by the maps' definitions in float64: float32, shaped as the scores. Heads in no scope keep their own. */
export function mappedOutside({ swaps }: Target, { scores, weights, open, keys }: Seen): Tensor<'float32'> {
  const [, heads = 1, queries = 1, columns = 1] = scores.dims;
  const result = Float32Array.from(weights.data as Float32Array);
  for (const { swap, heads: chosen, parameter } of swaps) {
    if (swap.map.output)
      raise({ code: 'not-applicable', analysis: `--swap ${swap.text}`, why: `${swap.map.id} cannot be mixed with maps that are computed outside the graph in one layer.` });
    for (let row = 0; row < scores.data.length / Math.max(1, columns); row++) {
      const head = Math.floor(row / queries) % heads;
      if (chosen && !chosen.includes(head)) continue;
      const cut = (of: Tensor) => (of.data as Float32Array).subarray(row * columns, (row + 1) * columns);
      const marks = { ...(open && { open: cut(open) }), ...(keys && { keys: cut(keys) }) };
      const places = placesOf(marks, columns);
      const count = (places?.at(-1) ?? columns - 1) + 1;
      const query = (row % queries) + count - queries;
      result.set(
        swap.map.compute({ scores: cut(scores), ...marks, query, ...(places && { places }) }, parameter.length > 1 ? (parameter[head] ?? 0) : (parameter[0] ?? 0)),
        row * columns,
      );
    }
  }
  return float32(scores.dims, result);
}

/** Places in the text of columns that are not all keys: an open column that is no open key is beside the text. */
function placesOf({ open, keys }: { readonly open?: ArrayLike<number>; readonly keys?: ArrayLike<number> }, columns: number): number[] | undefined {
  if (!keys) return undefined;
  let next = -1;
  return Array.from({ length: columns }, (_, i) => ((open ? open[i] : 1) === 1 && keys[i] === 0 ? next : ++next));
}
