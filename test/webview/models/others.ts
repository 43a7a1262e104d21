import { clusterHeads, clusterProbes } from '../../../src/core/analyses/view/clusters';
import { layeredFlow } from '../../../src/core/analyses/view/layered';
import { message } from '../../../src/core/message';
import { fiveNumbersOfRows } from '../../../src/core/tensor/fiveNumbers';
import { type Matrix, matrix } from '../../../src/core/tensor/matrix';
import { float32, int64, type Tensor } from '../../../src/core/tensor/tensor';
import type { Tokens } from '../../../src/core/tokens/input';
import type { FlowView, HeadClusters, HeadsView, IdentifiabilityView, Statistic } from '../../../src/core/viewModels';
import { tokenViews } from '../../../webview/tokens/line';
import { site, subjectOf } from '../../core/analyses/subject';
import { roleOf, type Shape, sitesOf, weightsOf } from './attention';
import { seeded } from './random';

export function headsView(tokens: Tokens, shape: Shape): HeadsView {
  const sites = sitesOf(tokens, shape);
  const random = seeded(42);
  const statistic = (
    id: string,
    title: string,
    explanation: string,
    unit: Statistic['unit'],
    value: (site: number, head: number) => number,
    domain?: readonly [number, number],
  ): Statistic => {
    const values = Float32Array.from({ length: shape.layers * shape.heads }, (_, index) => value(Math.floor(index / shape.heads), index % shape.heads));
    return { id, title: message(title), explanation: message(explanation), unit, values, bySite: fiveNumbersOfRows(values, shape.heads), ...(domain ? { domain } : {}) };
  };
  const share = (role: string) => (site: number, head: number) => (roleOf(site, head) === role ? 0.6 + random() * 0.4 : random() * 0.2);
  return {
    kind: 'heads',
    sites,
    heads: shape.heads,
    statistics: [
      statistic(
        'entropy',
        'Entropy',
        'How spread a head’s weights are, averaged over queries: 0 where each query looks at one key.',
        'nats',
        (site, head) => (roleOf(site, head) === 'spread' ? 2.4 : 0.4) + random() * 0.7,
      ),
      statistic(
        'confidence',
        'Confidence',
        'The largest weight of each query, averaged.',
        '',
        (site, head) => (roleOf(site, head) === 'spread' ? 0.2 : 0.7) + random() * 0.25,
        [0, 1],
      ),
      statistic('distance', 'Distance', 'How far back a head looks, averaged by weight.', 'tokens', () => random() * 6),
      statistic('previous', 'Previous token', 'Weight on the token just before.', '', share('previous'), [0, 1]),
      statistic('first', 'First token', 'Weight on the first token.', '', share('first'), [0, 1]),
      statistic(
        'induction',
        'Induction',
        'Weight on the token after an earlier copy of the query’s token.',
        '',
        (site, head) => (site === 0 ? Number.NaN : share('induction')(site, head)),
        [0, 1],
      ),
    ],
    diversity: Float32Array.from({ length: shape.layers }, () => 0.3 + random() * 0.6),
    clusters: clustersOf(tokens, shape),
  };
}

/** Heads compared by the analysis' own rule, with the weights that the pictures of attention show. */
function clustersOf(tokens: Tokens, shape: Shape): HeadClusters {
  const count = tokens.ids.length;
  const sites = Array.from({ length: shape.layers }, (_, layer) => site(layer, { heads: shape.heads }));
  const subject = subjectOf('heads', { sites, ids: tokens.ids, options: { clusters: 'true' } });
  const probed = new Map<string, Tensor>();
  for (const probe of clusterProbes(subject)) {
    const layer = Number(probe.split('.')[1]);
    const weights = Array.from({ length: shape.heads }, (_, head) => [...weightsOf(tokens, shape.causal, layer, head)]);
    probed.set(probe, float32([shape.heads, count, count], weights.flat()));
    probed.set(`shape.${layer}`, int64([3], [shape.heads, count, count]));
  }
  return clusterHeads(subject, probed, () => undefined).clusters;
}

/** Rollout by its definition, with the residual weight one half, so that the picture is of a real flow. */
export function flowView(tokens: Tokens, shape: Shape, known: (query: number) => boolean = () => true): FlowView {
  const count = tokens.ids.length;
  let rolled: Float32Array | undefined;
  const layers: Matrix[] = [];
  for (let layer = 0; layer < shape.layers; layer++) {
    const mean = new Float32Array(count * count);
    for (let head = 0; head < shape.heads; head++)
      for (const [index, weight] of weightsOf(tokens, shape.causal, layer, head).entries()) mean[index] = (mean[index] ?? 0) + weight / shape.heads / 2;
    for (let index = 0; index < count; index++) mean[index * count + index] = (mean[index * count + index] ?? 0) + 0.5;
    layers.push(matrix(count, count, mean));
    rolled = rolled ? product(mean, rolled, count) : mean;
  }
  const raw = rolled ?? new Float32Array(count * count);
  for (let query = 0; query < count; query++) if (!known(query)) raw.fill(Number.NaN, query * count, (query + 1) * count);
  const views = tokenViews(tokens);
  return {
    kind: 'flow',
    method: 'rollout',
    queries: views,
    keys: views,
    matrices: [
      { id: 'raw', title: message('Raw'), values: raw },
      { id: 'normalised', title: message('Rows sum to 1'), values: raw },
    ],
    layers: [0, shape.layers - 1],
    query: count - 1,
    causal: shape.causal,
    layered: layeredFlow(
      layers,
      layers.map((_, layer) => layer),
      count - 1,
    ),
  };
}

function product(left: Float32Array, right: Float32Array, count: number): Float32Array {
  const result = new Float32Array(count * count);
  for (let row = 0; row < count; row++)
    for (let inner = 0; inner < count; inner++)
      for (let column = 0; column < count; column++)
        result[row * count + column] = (result[row * count + column] ?? 0) + (left[row * count + inner] ?? 0) * (right[inner * count + column] ?? 0);
  return result;
}

export function identifiabilityView(tokens: Tokens, shape: Shape): IdentifiabilityView {
  const count = tokens.ids.length;
  const random = seeded(7);
  const falling = (from: number, step: number): number[] => Array.from({ length: shape.layers + 1 }, (_, layer) => Math.max(1 / count, from - layer * step));
  return {
    kind: 'identifiability',
    tokens: tokenViews(tokens),
    curves: [
      { id: 'cosine', title: message('cosine'), values: falling(1, 0.07) },
      { id: 'l2', title: message('Euclidean'), values: falling(1, 0.1) },
    ],
    chance: 1 / count,
    sites: sitesOf(tokens, shape),
    nullSpace: Array.from({ length: shape.layers }, () => Array.from({ length: shape.heads }, () => Math.max(0, count - shape.valueWidth))),
    neighbours: Array.from({ length: shape.layers + 1 }, (_, layer) => {
      const nearest = Array.from({ length: count }, (_, from) => (random() < layer * 0.06 ? Math.floor(random() * count) : from));
      const own = Float32Array.from(nearest, () => 1 - layer * (0.02 + 0.04 * random()));
      const best = own.map((cosine, from) => (nearest[from] === from ? cosine : cosine + 0.02));
      const apart = (cosines: Float32Array): Float32Array => cosines.map(cosine => Math.sqrt(2 - 2 * cosine));
      return { layer, nearest, cosine: best, ownCosine: own, closest: nearest, distance: apart(best), ownDistance: apart(own) };
    }),
    moved: [],
    effective: false,
  };
}
