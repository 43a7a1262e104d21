import type { Probed } from '../instrument/probe';
import { message } from '../message';
import { FIVE, fiveNumbersOfRows } from '../tensor/fiveNumbers';
import { float32, type Tensor } from '../tensor/tensor';
import type { HeadsView, Note, Statistic } from '../viewModels';
import type { Analysis, Parameter, Subject } from './analysis';
import { type Clustered, clusterHeads, clusterProbes, comparing } from './view/clusters';
import { isCausal, leftOut, type Measured, measured, selfSites, siteView } from './view/sites';
import { HEAD_STATISTICS, statisticProbes } from './view/statistics';

const CLUSTERS: Parameter = {
  id: 'clusters',
  title: message('Compare heads'),
  explanation: message('Which heads attend alike: their divergence from each other, a map of it, and clusters. Takes longer.'),
  kind: 'flag',
  otherwise: 'false',
};

const SPREAD: Parameter = {
  id: 'spread',
  title: message('Spread over queries'),
  explanation: message('How the numbers of each head differ from query to query: least, quartiles and largest beside the mean.'),
  kind: 'flag',
  otherwise: 'false',
};

const clustersAsked = (subject: Subject): boolean => subject.options.clusters === 'true' && selfSites(subject).length > 0;

/** Statistics that the graph has for every query before their mean is taken. */
const BY_QUERY: readonly string[] = ['entropy', 'effective_count', 'confidence'];

const byQuery = ({ options }: Subject): readonly string[] => (options.spread === 'true' ? BY_QUERY : []);

/** From here on comparing heads is felt: a tenth of a second. */
const FELT = 0.1;

/** Statistics of positions mean something where queries and keys are the same tokens, or the last of them; those of token identity where the keys are the text's. */
const OF_TEXT: ReadonlySet<string> = new Set(['special', 'induction', 'duplicate']);
const OF_ROWS: ReadonlySet<string> = new Set(['entropy', 'effective_count', 'confidence']);

function means(subject: Subject, id: string, { site, queries, keys }: Measured): boolean {
  if (OF_ROWS.has(id)) return true;
  const together = queries === keys || (isCausal(subject, site) && queries < keys);
  return OF_TEXT.has(id) ? queries === keys && keys === subject.tokens.ids.length : together;
}

/** One statistic of every head, [sites, heads]; NaN where a site has fewer heads or where it means nothing. */
function gather(subject: Subject, probed: Probed, id: string, sites: readonly Measured[], heads: number): Float32Array {
  const values = new Float32Array(sites.length * heads).fill(Number.NaN);
  sites.forEach((one, place) => {
    const found = probed.get(`heads.${id}.${one.site.index}`);
    if (found && means(subject, id, one)) values.set(found.data as Float32Array, place * heads);
  });
  return values;
}

/** Five numbers over the queries of each head, where the statistic is known of each query. */
function byHead(subject: Subject, probed: Probed, id: string, sites: readonly Measured[], heads: number): Pick<Statistic, 'byHead'> {
  if (!byQuery(subject).includes(id)) return {};
  const made = new Float32Array(sites.length * heads * FIVE).fill(Number.NaN);
  sites.forEach(({ site, queries }, place) => {
    const found = probed.get(`rows.${id}.${site.index}`);
    if (found) made.set(fiveNumbersOfRows(found.data as Float32Array, queries), place * heads * FIVE);
  });
  return { byHead: made };
}

/** What comparing heads must say besides. */
function clusterNotes(subject: Subject, found: Clustered | undefined): readonly Note[] {
  if (subject.options.clusters !== 'true') return [];
  if (!found) return [{ level: 'info', message: message('Heads are not compared: this model has no self-attention over the text that was found.') }];
  const [used, all] = found.clusters.queries;
  const some: Note = { level: 'caveat', message: message('Heads are compared at {0} of {1} queries, spread evenly over the text.', used, all) };
  return [...leftOut(subject, found.sites), ...(used < all ? [some] : [])];
}

/** Five numbers over the heads of each site. */
const spread = (values: Float32Array, heads: number): Pick<Statistic, 'values' | 'bySite'> => ({ values, bySite: fiveNumbersOfRows(values, heads) });

const someNumber = ({ values }: Statistic): boolean => values.some(value => !Number.isNaN(value));

function notesOf({ tokens }: Subject, sites: readonly Measured[]): readonly Note[] {
  const notes: Note[] = [];
  const few = sites.some(({ keys }) => keys < 4);
  if (few) notes.push({ level: 'caveat', message: message('Over so few tokens every head looks alike: statistics say more of a longer text.') });
  if (tokens.special.some(Boolean)) notes.push({ level: 'caveat', message: message('Special tokens are counted as queries and as keys.') });
  if (sites.some(({ site }) => ['relu', 'sigmoid'].includes(site.mapping)))
    notes.push({
      level: 'caveat',
      message: message('Rows of this model’s weights do not sum to one: entropy and shares are of the weights as they are, divergence of rows divided by their sums.'),
    });
  return notes;
}

export const heads: Analysis = {
  id: 'heads',
  title: message('Head statistics'),
  shows: message('One number for each head: how spread out its weights are, how far they reach, what they rest on.'),
  source:
    'Entropy and distance: Clark et al. 2019, What Does BERT Look At?; confidence: Voita et al. 2019, Analyzing Multi-Head Self-Attention; divergence: Correia et al. 2019, Adaptively Sparse Transformers; induction: Olsson et al. 2022, In-context Learning and Induction Heads',
  caveat: message('Means over the queries of one text: another text gives other numbers, and a head’s weights say where it reads, not what it does with it.'),
  view: 'heads',
  parameters: [SPREAD, CLUSTERS],
  heavy: subject => clustersAsked(subject) && comparing(subject) > FELT,
  refuses: ({ sites }) => (sites.length === 0 ? message('it needs attention sites, and none were found in this model.') : undefined),
  needs: subject => [
    ...statisticProbes(subject, subject.sites),
    ...subject.sites.flatMap(({ index }) => [`diversity.${index}`, `shape.${index}`, ...byQuery(subject).map(id => `rows.${id}.${index}`)]),
    ...(clustersAsked(subject) ? clusterProbes(subject) : []),
  ],
  run(subject, probed, progress) {
    const sites = measured(subject.sites, probed);
    const most = Math.max(1, ...sites.map(site => site.heads));
    const statistics = HEAD_STATISTICS.filter(s => sites.some(({ site }) => s.applies(subject, site)))
      .map(
        ({ applies: _, ...statistic }): Statistic => ({
          ...statistic,
          ...spread(gather(subject, probed, statistic.id, sites, most), most),
          ...byHead(subject, probed, statistic.id, sites, most),
        }),
      )
      .filter(someNumber);
    const diversity = Float32Array.from(sites, ({ site }) => Number(probed.get(`diversity.${site.index}`)?.data[0] ?? Number.NaN));
    const tensors: Record<string, Tensor> = Object.fromEntries(statistics.map(({ id, values }) => [`heads.${id}`, float32([sites.length, most], values)]));
    for (const { id, byHead } of statistics) if (byHead) tensors[`heads.${id}.spread`] = float32([sites.length, most, FIVE], byHead);
    tensors['heads.diversity'] = float32([sites.length], diversity);
    const compared = clustersAsked(subject) ? clusterHeads(subject, probed, progress) : undefined;
    Object.assign(tensors, compared?.tensors);
    const view: HeadsView = {
      kind: 'heads',
      sites: sites.map(site => siteView(subject, site)),
      heads: most,
      statistics,
      diversity,
      ...(compared && { clusters: compared.clusters }),
    };
    return { tensors, view, notes: [...notesOf(subject, sites), ...clusterNotes(subject, compared)] };
  },
};
