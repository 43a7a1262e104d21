import type { Changes } from '../../../src/core/analyses/experiments/experiment';
import { message } from '../../../src/core/message';
import type { Tokens } from '../../../src/core/tokens/input';
import type { CurvesView, Estimate, HeadMapView, Measure, Prediction, WhatIfView } from '../../../src/core/viewModels';
import type { ExperimentInfo, MapInfo } from '../../../src/protocol/engine';
import { tokenViews } from '../../../webview/tokens/line';
import { type Shape, sitesOf, weightsOf } from './attention';
import { seeded } from './random';

export const MAPS: readonly MapInfo[] = [
  { id: 'softmax', title: message('softmax'), source: 'Vaswani et al. 2017', parameter: { name: 'temperature', kind: 'number', range: [0.01, 100], otherwise: 1 } },
  { id: 'sparsemax', title: message('sparsemax'), source: 'Martins and Astudillo 2016: the nearest point of the simplex' },
  { id: 'entmax', title: message('alpha-entmax'), source: 'Peters, Niculae and Martins 2019', parameter: { name: 'alpha', kind: 'number', range: [1, 4], otherwise: 1.5 } },
  { id: 'top-k', title: message('top-k'), source: 'Zhao et al. 2019', parameter: { name: 'k', kind: 'whole', range: [1, 1_000_000], otherwise: 8 } },
];

const info = (id: string, title: string, view: ExperimentInfo['view'], shows: string, parameters: ExperimentInfo['parameters'] = []): ExperimentInfo => ({
  id,
  title: message(title),
  shows: message(shows),
  source: 'Jain and Wallace 2019, Attention is not Explanation',
  caveat: message('A change at inference time takes a model where it was never trained to be.'),
  view,
  parameters,
});

export const EXPERIMENTS: readonly ExperimentInfo[] = [
  info('whatif', 'What if', 'whatif', 'What a model says, and how it attends, before and after a change.'),
  info('knock-out', 'Knock-out', 'headmap', 'How much the answers change when each head alone is taken out.'),
  info('sweep', 'Sweep', 'curves', 'What a mapping’s number does, over its range.', [
    { id: 'steps', title: message('Steps'), explanation: message('How many values, both ends in.'), kind: 'number', range: [1, 1000], otherwise: '20' },
  ]),
];

/** The nearest point of the simplex to the logarithms of a row, which are its scores. */
function sparsemax(row: Float32Array): Float32Array {
  const scores = row.map(weight => (weight > 0 ? Math.log(weight) : Number.NEGATIVE_INFINITY));
  const sorted = [...scores].filter(Number.isFinite).sort((one, other) => other - one);
  let [sum, threshold] = [0, 0];
  for (const [index, score] of sorted.entries()) {
    sum += score;
    if (1 + (index + 1) * score > sum) threshold = (sum - 1) / (index + 1);
  }
  return scores.map(score => Math.max(0, score - threshold));
}

/** Weights of one head as these changes leave them; what no scene changes is not done here. */
export function changedWeights(tokens: Tokens, causal: boolean, site: number, head: number, { swaps, interventions }: Changes): Float32Array {
  const weights = weightsOf(tokens, causal, site, head);
  const count = tokens.ids.length;
  if (swaps.length > 0) for (let query = 0; query < count; query++) weights.set(sparsemax(weights.slice(query * count, (query + 1) * count)), query * count);
  for (const one of interventions) if (one.kind === 'set' && one.scope.sites?.includes(site) && one.scope.heads?.includes(head)) weights[one.query * count + one.key] = one.value;
  return weights;
}

const only = (mean: number): Estimate => ({ mean, low: mean, high: mean, count: 1 });

const measure = (id: string, title: string, unit: Measure['unit'], numbers: { before?: number; after?: number; change?: number }): Measure => ({
  id,
  title: message(title),
  explanation: message(title),
  unit,
  ...Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, only(value)])),
});

const both = (id: string, title: string, unit: Measure['unit'], before: number, after: number): Measure => measure(id, title, unit, { before, after, change: after - before });

const CHOICES = [' God', ' the', '\n', ' earth', ' LORD', ' heaven'];

export function whatIfView(tokens: Tokens, shape: Shape, strength = 1): WhatIfView {
  const views = tokenViews(tokens);
  const random = seeded(11);
  const count = tokens.ids.length;
  const series = (most: number): Float32Array => Float32Array.from({ length: count }, () => random() * most * strength);
  const predictions = Array.from({ length: count }, (): Prediction => {
    const [strong, weak] = [0.3 + random() * 0.4, random() * 0.3];
    const choices = CHOICES.slice(0, 5).map((label, index) => ({
      index,
      label,
      before: index === 0 ? strong : weak / (index + 1),
      after: index === 1 ? strong : weak / (index + 1.5),
    }));
    return { choices, first: { before: 0, after: strength > 0.5 ? 1 : 0 } };
  });
  const heads = shape.layers * shape.heads;
  const change = (id: string, title: string, unit: '' | 'nats' | 'tokens', most: number) => {
    const before = Float32Array.from({ length: heads }, () => random() * most);
    return { id, title: message(title), explanation: message(title), unit, before, after: before.map(value => value * (1 - 0.6 * strength * random())) };
  };
  return {
    kind: 'whatif',
    changes: [message('mapping swapped: {0}', 'sparsemax')],
    before: views,
    after: views,
    pairs: views.map((_, index) => [index, index] as const),
    byToken: true,
    answers: 'tokens',
    predictions,
    positions: {
      totalVariation: series(0.8),
      kl: series(2),
      js: series(0.5),
      flips: Uint8Array.from({ length: count }, () => (random() > 0.6 ? 1 : 0)),
      lossBefore: series(4),
      lossAfter: series(6),
    },
    measures: [
      measure('total_variation', 'Total variation', '', { change: 0.314 * strength }),
      measure('kl', 'KL divergence', 'nats', { change: 0.721 * strength }),
      measure('js', 'JS divergence', 'nats', { change: 0.184 * strength }),
      measure('flips', 'Flips', '', { change: 0.286 * strength }),
      both('loss', 'Loss', 'nats', 2.31, 2.31 + 0.48 * strength),
      both('perplexity', 'Perplexity', '', 10.1, 10.1 + 6.2 * strength),
      both('density', 'Density', '', 1, 1 - 0.71 * strength),
      both('support', 'Support', 'tokens', 11.5, 11.5 - 8.2 * strength),
      both('null_rows', 'Null rows', '', 0, 0),
      both('entropy', 'Entropy', 'nats', 1.52, 1.52 - 0.9 * strength),
      both('diversity', 'Diversity', 'nats', 0.61, 0.61 + 0.2 * strength),
    ],
    baseline: [
      measure('total_variation', 'Total variation', '', { change: 0.612 }),
      measure('kl', 'KL divergence', 'nats', { change: 1.93 }),
      measure('flips', 'Flips', '', { change: 0.667 }),
    ],
    sites: sitesOf(tokens, shape),
    heads: shape.heads,
    statistics: [change('density', 'Density', '', 1), change('entropy', 'Entropy', 'nats', 2.4)],
    texts: 1,
  };
}

export function headMapView(tokens: Tokens, shape: Shape): HeadMapView {
  const random = seeded(5);
  return {
    kind: 'headmap',
    changes: [],
    title: message('Knock-out'),
    explanation: message('Total variation of the answers when the head is taken out.'),
    unit: '',
    sites: sitesOf(tokens, shape),
    heads: shape.heads,
    values: Float32Array.from({ length: shape.layers * shape.heads }, () => random() ** 3 * 0.4),
    removal: curvesView(),
    texts: 1,
  };
}

export const curvesView = (): CurvesView => ({
  kind: 'curves',
  changes: [message('swept: {0}', 'entmax')],
  x: { title: message('{0} of {1}', 'alpha', 'entmax'), values: [1, 1.25, 1.5, 1.75, 2] },
  lines: [
    { id: 'total_variation', title: message('Total variation'), unit: '', values: [0, 0.12, 0.21, 0.27, 0.31] },
    { id: 'density', title: message('Density'), unit: '', values: [1, 0.62, 0.44, 0.35, 0.29], low: [1, 0.55, 0.4, 0.31, 0.25], high: [1, 0.7, 0.5, 0.4, 0.33] },
    { id: 'entropy', title: message('Entropy'), unit: 'nats', values: [1.5, 1.2, 0.95, 0.8, 0.7] },
  ],
  texts: 1,
});
