import type { GraphBuilder } from '../onnx/builder';
import { intOf, type Node } from '../onnx/graph';
import { frontAxis } from './mapping';
import type { AttentionSite, SiteValue } from './site';
import { tapSite } from './tapSite';

/** The scores that these weights are the softmax of, over the one axis that is all keys; undefined where anything else stands between. */
function softmaxScores({ value, axes, factors }: SiteValue, nodes: ReadonlyMap<string, Node>): { readonly scores: string; readonly axis: number } | undefined {
  const made = nodes.get(value);
  const keys = axes.flatMap((role, axis) => (role === 'key' ? [axis] : []));
  const [axis = -1] = keys;
  const [scores] = made?.inputs ?? [];
  const folded = factors?.some((parts, at) => (at === axis ? parts.length > 1 : parts.some(part => part.role === 'key')));
  if (made?.op !== 'Softmax' || made.domain !== '' || !scores || keys.length !== 1 || folded) return undefined;
  return frontAxis(intOf(made, 'axis', -1), axes.length) === axis ? { scores, axis } : undefined;
}

/**
 * Appends ln of a site's weights, [batch, heads, queries, keys], -infinity where a weight is zero, and gives its name: where the weights are the result of a softmax
 * as it stands in the graph, ln softmax(s) = s - max s - ln sum exp(s - max s) takes no logarithm of a weight. `single` makes float32 of the scores.
 */
export function tapLogWeights(builder: GraphBuilder, site: AttentionSite, nodes: ReadonlyMap<string, Node>, single: (value: string) => string): string | undefined {
  const found = site.weights.map(weights => softmaxScores(weights, nodes));
  if (found.some(each => each === undefined)) return undefined;
  const weights = site.weights.map((piece, i) => {
    const { scores = '', axis = -1 } = found[i] ?? {};
    return { ...piece, value: builder.op('LogSoftmax', [single(scores)], { axis }) };
  });
  return tapSite(builder, { ...site, weights });
}
