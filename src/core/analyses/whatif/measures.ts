import { type Message, message } from '../../message';
import type { Measure, PositionChanges } from '../../viewModels';
import { bootstrap } from './bootstrap';
import { meanOf } from './compare';
import type { TextLoss } from './loss';
import type { SiteStatistics } from './weightStatistics';

/** What one text gives of a measure. */
export interface Sample {
  readonly before?: number;
  readonly after?: number;
  readonly change?: number;
}

export type Samples = Readonly<Record<string, Sample>>;

interface Kind {
  readonly title: Message;
  readonly explanation: Message;
  readonly unit: Measure['unit'];
}

/** Every measure of a changed model, in the order in which they are shown. */
export const MEASURES: Readonly<Record<string, Kind>> = {
  total_variation: { title: message('Total variation'), explanation: message('Half the sum of the changes of all probabilities: 0 to 1, mean over positions.'), unit: '' },
  kl: { title: message('KL divergence'), explanation: message('Of the probabilities before from those after, mean over positions.'), unit: 'nats' },
  js: { title: message('JS divergence'), explanation: message('Jensen-Shannon divergence of the probabilities before and after: 0 to ln 2, mean over positions.'), unit: 'nats' },
  flips: { title: message('Flips'), explanation: message('Share of positions whose likeliest answer is another.'), unit: '' },
  cosine: { title: message('Cosine distance of hidden states'), explanation: message('1 - cosine of the last hidden states before and after, mean over tokens.'), unit: '' },
  euclidean: {
    title: message('Euclidean distance of hidden states'),
    explanation: message('Euclidean distance of the last hidden states before and after, mean over tokens.'),
    unit: '',
  },
  loss: { title: message('Loss'), explanation: message('Mean of -ln p of each token of the text given those before it.'), unit: 'nats' },
  perplexity: { title: message('Perplexity'), explanation: message('e to the loss: between how many equally likely tokens the model is torn.'), unit: '' },
  density: { title: message('Density'), explanation: message('Share of the keys that a query may see and that get a weight other than exactly zero.'), unit: '' },
  support: { title: message('Support'), explanation: message('How many keys a query draws on.'), unit: 'tokens' },
  null_rows: { title: message('Null rows'), explanation: message('Share of queries that attend to nothing.'), unit: '' },
  entropy: { title: message('Entropy'), explanation: message('How spread out the weights of a query are, over rows that are not null.'), unit: 'nats' },
  diversity: { title: message('Diversity'), explanation: message('Jensen-Shannon divergence among the heads of a site, mean over sites.'), unit: 'nats' },
};

/** Means over texts, with intervals where there are several. */
export function measuresOf(samples: readonly Samples[], seed: number): readonly Measure[] {
  return Object.entries(MEASURES).flatMap(([id, kind]) => {
    const estimate = (of: (sample: Sample) => number | undefined) => {
      const values = samples.flatMap(sample => (sample[id] ? (of(sample[id]) ?? []) : []));
      return values.some(value => !Number.isNaN(value)) ? bootstrap(values, seed) : undefined;
    };
    const [before, after, change] = [estimate(s => s.before), estimate(s => s.after), estimate(s => s.change)];
    return before || after || change ? [{ id, ...kind, ...(before && { before }), ...(after && { after }), ...(change && { change }) }] : [];
  });
}

const change = (values: ArrayLike<number> | undefined): Sample => (values ? { change: meanOf(values) } : {});

/** How far the answers of one text are apart. */
export const answerSamples = ({ totalVariation, kl, js, flips, cosine, euclidean }: PositionChanges): Samples => ({
  ...(totalVariation && { total_variation: change(totalVariation), kl: change(kl), js: change(js), flips: change(flips) }),
  ...(cosine && { cosine: change(cosine), euclidean: change(euclidean) }),
});

const both = (before: number, after: number): Sample => ({ before, after, change: after - before });

export const lossSamples = (before: TextLoss | undefined, after: TextLoss | undefined): Samples =>
  before && after ? { loss: both(before.mean, after.mean), perplexity: both(before.perplexity, after.perplexity) } : {};

/** Weights of one text, means over all heads. */
export function weightSamples(before: readonly SiteStatistics[], after: readonly SiteStatistics[]): Samples {
  const mean = (sites: readonly SiteStatistics[], of: (site: SiteStatistics) => Iterable<number>): number => meanOf(sites.flatMap(site => [...of(site)]));
  const pair = (of: (site: SiteStatistics) => Iterable<number>): Sample => both(mean(before, of), mean(after, of));
  return {
    density: pair(s => s.density),
    support: pair(s => s.support),
    null_rows: pair(s => s.nullRows),
    entropy: pair(s => s.entropy),
    diversity: pair(s => [s.diversity]),
  };
}
