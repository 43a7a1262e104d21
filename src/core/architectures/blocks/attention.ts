import type { AttentionSite } from '../../attention/site';
import { type Build, flattened, unflattened } from './build';
import { linear } from './linear';
import type { Rotation } from './rotary';
import { rotated } from './rotary';
import { flagOf, holds } from './sizes';

/** What all layers share. */
export interface Shared {
  readonly bias: string;
  readonly rotation?: Rotation | undefined;
}

/** Multi-head attention of a flat value: [batch * tokens, hidden], and the site with the values that an analysis may ask for. */
export function attention(build: Build, flat: string, layer: number, shared: Shared): { readonly output: string; readonly site: AttentionSite } {
  const { builder, sizes, config } = build;
  const { heads, keyHeads, headWidth: width, hidden } = sizes;
  const { attention: form, at } = build.architecture.layer;
  const module = `${build.base}${at.replace('{}', String(layer))}${form.output}`;
  const { query, key, value } = inputs(build, flat, layer, shared.rotation);

  const values = builder.op('Transpose', [value], { perm: [0, 2, 1, 3] }, { name: `layer.${layer}.values` });
  const product = builder.op('MatMul', [builder.op('Transpose', [query], { perm: [0, 2, 1, 3] }), repeated(build, builder.op('Transpose', [key], { perm: [0, 2, 3, 1] }), 'keys')]);
  const scale = scaling(build, layer);
  const scaled = scale === 1 ? product : builder.op('Mul', [product, builder.scalar(scale)]);
  const scores = builder.op('Add', [scaled, shared.bias], {}, { name: `layer.${layer}.scores` });
  const weights = builder.op('Softmax', [scores], { axis: -1 }, { name: `layer.${layer}.attention` });
  const mixed = builder.op('MatMul', [weights, repeated(build, values, 'values')], {}, { name: `layer.${layer}.mixed` });

  const joined = flattened(build, builder.op('Transpose', [mixed], { perm: [0, 2, 1, 3] }), heads * width);
  const stored = build.architecture.linear;
  const output = linear(build, joined, { module, from: heads * width, to: hidden, stored, bias: holds(config, form.biased) ? `${module}.bias` : undefined });
  const projection = build.weights.value(`${module}.weight`, stored === 'out-in' ? [hidden, heads * width] : [heads * width, hidden]);
  const site: AttentionSite = {
    index: layer,
    layer,
    kind: 'self',
    stack: 'only',
    weights: [{ value: weights, axes: ['batch', 'head', 'query', 'key'] }],
    values: [{ value: values, axes: ['batch', 'head', 'key', 'feature'] }],
    scores: [{ value: scores, axes: ['batch', 'head', 'query', 'key'] }],
    mapping: 'softmax',
    causal: sizes.causal,
    heads,
    keyHeads,
    valueWidth: width,
    outputProjection: { weight: projection, transposed: stored === 'out-in' },
  };
  return { output, site };
}

interface Inputs {
  readonly query: string;
  readonly key: string;
  readonly value: string;
}

/** Queries, keys and values as [batch, tokens, heads, width], turned by their positions where the family does so. */
function inputs(build: Build, flat: string, layer: number, rotation: Rotation | undefined): Inputs {
  const { heads, keyHeads, headWidth } = build.sizes;
  const { query, key, value } = projections(build, flat, layer);
  const turned = (flatValue: string, count: number, name: string) => {
    const split = unflattened(build, flatValue, [count, headWidth], name);
    return rotation ? rotated(build, split, rotation) : split;
  };
  return { query: turned(query, heads, 'queries'), key: turned(key, keyHeads, 'keys'), value: unflattened(build, value, [keyHeads, headWidth], 'values') };
}

/** Queries, keys and values side by side, flat: from three maps, or one that is split. */
function projections(build: Build, flat: string, layer: number): Inputs {
  const { builder, sizes, architecture, config } = build;
  const { inputs: from, biased } = architecture.layer.attention;
  const at = `${build.base}${architecture.layer.at.replace('{}', String(layer))}`;
  const map = (module: string, to: number) =>
    linear(build, flat, { module: at + module, from: sizes.hidden, to, stored: architecture.linear, bias: holds(config, biased) ? `${at}${module}.bias` : undefined });
  const wide = sizes.heads * sizes.headWidth;
  const narrow = sizes.keyHeads * sizes.headWidth;
  if (!('joint' in from)) return { query: map(from.query, wide), key: map(from.key, narrow), value: map(from.value, narrow) };
  const parts = builder.ops('Split', [map(from.joint, wide + 2 * narrow), builder.ints(wide, narrow, narrow)], 3, { axis: 1 });
  const [query = '', key = '', value = ''] = parts;
  return { query, key, value };
}

function scaling({ architecture, config, sizes }: Build, layer: number): number {
  const { scaling: setting } = architecture.layer.attention;
  const byWidth = flagOf(config, setting?.byWidth, true) ? sizes.headWidth ** -0.5 : 1;
  return flagOf(config, setting?.byLayer, false) ? byWidth / (layer + 1) : byWidth;
}

/** Key heads repeated for the queries that share them: [batch, keyHeads, a, b] to [batch, heads, a, b]. */
function repeated({ builder, sizes: { heads, keyHeads, headWidth } }: Build, value: string, what: 'keys' | 'values'): string {
  if (heads === keyHeads) return value;
  const grouped = builder.op('Expand', [builder.op('Unsqueeze', [value, builder.ints(2)]), builder.ints(1, 1, heads / keyHeads, 1, 1)]);
  return builder.op('Reshape', [grouped, what === 'keys' ? builder.ints(0, heads, headWidth, -1) : builder.ints(0, heads, -1, headWidth)], {}, { name: `repeated.${what}` });
}
