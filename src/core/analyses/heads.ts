import type { Probed } from '../instrument/probe';
import { message } from '../message';
import { fiveNumbersOfRows } from '../tensor/fiveNumbers';
import { float32, type Tensor } from '../tensor/tensor';
import type { HeadsView, Note, Statistic } from '../viewModels';
import type { Analysis, Subject } from './analysis';
import { isCausal, type Measured, measured, siteView } from './view/sites';
import { HEAD_STATISTICS, statisticProbes } from './view/statistics';

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
  parameters: [],
  refuses: ({ sites }) => (sites.length === 0 ? message('it needs attention sites, and none were found in this model.') : undefined),
  needs: subject => [...statisticProbes(subject, subject.sites), ...subject.sites.flatMap(({ index }) => [`diversity.${index}`, `shape.${index}`])],
  run(subject, probed) {
    const sites = measured(subject.sites, probed);
    const most = Math.max(1, ...sites.map(site => site.heads));
    const statistics = HEAD_STATISTICS.filter(s => sites.some(({ site }) => s.applies(subject, site)))
      .map(({ applies: _, ...statistic }): Statistic => ({ ...statistic, ...spread(gather(subject, probed, statistic.id, sites, most), most) }))
      .filter(someNumber);
    const diversity = Float32Array.from(sites, ({ site }) => Number(probed.get(`diversity.${site.index}`)?.data[0] ?? Number.NaN));
    const tensors: Record<string, Tensor> = Object.fromEntries(statistics.map(({ id, values }) => [`heads.${id}`, float32([sites.length, most], values)]));
    tensors['heads.diversity'] = float32([sites.length], diversity);
    const view: HeadsView = { kind: 'heads', sites: sites.map(site => siteView(subject, site)), heads: most, statistics, diversity };
    return { tensors, view, notes: notesOf(subject, sites) };
  },
};
