import { raise } from '../fault';
import { consumers, type Graph, type Node, producers } from '../onnx/graph';
import type { Prepared } from '../prepared';
import { Rewrite } from './rewrite';
import type { AttentionSite } from './site';
import { tapValues } from './tapSite';
import type { Aimed, Target } from './targets';

/** Added to the mean square, as in the published code. */
const EPSILON = 1e-8;

/** The swaps of a site whose map normalises what the weights give. */
export const outputsOf = ({ swaps }: Target): readonly Aimed[] => swaps.filter(({ swap }) => swap.map.output);

/**
 * ReLA's other half: what the weights give at each query, O, is divided by its root mean square over all heads in scope, and multiplied by its own
 * sigmoid where gated (scale and gate weights are ones: the model has none). The weights that are tapped stay as they were: a copy of the product gets weights divided
 * beforehand, which is the same in any layout.
 */
export function normaliseOutputs(prepared: Prepared, targets: readonly Target[]): Prepared {
  const due = targets.flatMap(target => outputsOf(target).map(aimed => ({ site: target.site, aimed })));
  const made = due.map(({ site, aimed }) => ({ site, aimed, products: site.weights.map((_, i) => productOf(prepared.graph, site, i, aimed)) }));
  const rewrite = new Rewrite(
    prepared.graph,
    made.flatMap(({ products }) => products.map(({ result }) => result)),
  );
  for (const each of made) normalise(rewrite, each);
  return { ...prepared, graph: rewrite.finish() };
}

interface Product {
  readonly weights: string;
  readonly result: string;
  /** From the weights to the result. */
  readonly nodes: readonly Node[];
}

interface Due {
  readonly site: AttentionSite;
  readonly aimed: Aimed;
  readonly products: readonly Product[];
}

/** The product that a site's weights enter: one node, or a Mul and the sum over it. */
function productOf(graph: Graph, site: AttentionSite, piece: number, { swap }: Aimed): Product {
  const weights = site.weights[piece]?.value ?? '';
  const values = site.values[site.values.length > piece ? piece : 0]?.value ?? '';
  const read = consumers(graph);
  const made = producers(graph);
  const comesFrom = (value: string, depth = 0): boolean => value === values || (depth < 8 && (made.get(value)?.inputs ?? []).some(input => comesFrom(input, depth + 1)));
  const node = read.get(weights)?.find(each => ['MatMul', 'Einsum', 'Mul'].includes(each.op) && each.inputs.some(input => input !== weights && comesFrom(input)));
  const sum = node?.op === 'Mul' ? read.get(node.outputs[0] ?? '')?.find(each => each.op === 'ReduceSum') : undefined;
  const nodes = [node, sum].filter(each => each !== undefined);
  const result = nodes.at(-1)?.outputs[0];
  if (!result || (node?.op === 'Mul' && !sum))
    return raise({
      code: 'not-applicable',
      analysis: `--swap ${swap.text}`,
      why: `where the weights of site ${site.index} meet their values was not found. Leave it out by a scope.`,
    });
  return { weights, result, nodes };
}

function normalise(rewrite: Rewrite, { site, aimed, products }: Due): void {
  const { builder } = rewrite;
  const gated = aimed.parameter[0] === 1;
  if (gated && aimed.heads)
    raise({ code: 'bad-usage', what: `--swap ${aimed.swap.text}`, why: 'the gate is put on whole layers: leave the heads out, or take rela without the gate.' });
  const weights = rewrite.whole(site.weights, site.joined);
  const values = tapValues(builder, site) ?? raise({ code: 'not-applicable', analysis: `--swap ${aimed.swap.text}`, why: `the values of site ${site.index} were not found.` });
  const scale = scaleOf(rewrite, site, aimed, weights, rewrite.single(values, site.values[0]?.value ?? ''));
  const scaled = rewrite.pieces(builder.op('Mul', [weights, scale]), site.weights, site.joined);
  for (const [i, product] of products.entries()) {
    const given = rewrite.typed(scaled[i] ?? '', product.weights);
    const output = copied(rewrite, product, given);
    const result = gated ? builder.op('Mul', [output, builder.op('Sigmoid', [rewrite.old(product.result)])]) : output;
    rewrite.put(product.result, rewrite.single(result, product.result));
  }
}

/** One over the root mean square of what all heads in scope give at a query, [batch, heads or 1, queries, 1]; one for the other heads. */
function scaleOf({ builder }: Rewrite, site: AttentionSite, aimed: Aimed, weights: string, values: string): string {
  const grouped = builder.op('Reshape', [weights, builder.op('Concat', [builder.ints(0, site.keyHeads, -1), builder.op('Shape', [weights], { start: 3 })], { axis: 0 })]);
  const width = builder.op('Shape', [values], { start: 3 });
  const output = builder.op('Reshape', [builder.op('MatMul', [grouped, values]), builder.op('Concat', [builder.ints(0, site.heads, -1), width], { axis: 0 })]);
  const chosen = aimed.heads && builder.op('Gather', [output, builder.ints(...aimed.heads)], { axis: 1 });
  const square = builder.op('Mul', [chosen ?? output, chosen ?? output]);
  const mean = builder.op('ReduceMean', [square, builder.ints(1, 3)], { keepdims: 1 });
  const scale = builder.op('Reciprocal', [builder.op('Sqrt', [builder.op('Add', [mean, builder.scalar(EPSILON)])])]);
  if (!aimed.heads) return scale;
  const mask = Uint8Array.from({ length: site.heads }, (_, head) => (aimed.heads?.includes(head) ? 1 : 0));
  return builder.op('Where', [builder.constant({ dtype: 'bool', dims: [1, site.heads, 1, 1], data: mask }), scale, builder.scalar(1)]);
}

/** The product once more, with other weights. */
function copied({ builder }: Rewrite, { weights, nodes }: Product, given: string): string {
  let [from, to] = [weights, given];
  for (const node of nodes) {
    to = builder.op(
      node.op,
      node.inputs.map(input => (input === from ? to : input)),
      node.attributes,
      { domain: node.domain },
    );
    from = node.outputs[0] ?? '';
  }
  return to;
}
