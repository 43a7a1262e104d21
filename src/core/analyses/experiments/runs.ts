import type { Edits } from '../../attention/interventions/edits';
import { editsOf } from '../../attention/interventions/table';
import type { Probed } from '../../instrument/probe';
import { float32, type Tensor } from '../../tensor/tensor';
import type { Tokens } from '../../tokens/input';
import type { SiteView } from '../../viewModels';
import { siteView } from '../view/sites';
import { HEAD_STATISTICS } from '../view/statistics';
import type { ExperimentSubject, Runs } from './experiment';

/** Probes of all weights. */
export const weightProbes = ({ sites }: Pick<ExperimentSubject, 'sites'>): readonly string[] => sites.map(({ index }) => `attentions.${index}`);

/** What heads are known by, where it means something: asked for before and after, to see what becomes of induction heads and their kin. */
const ROLES = ['previous', 'induction', 'first'];

/** Probes of roles, for the sites whose queries and keys are this text's tokens. */
export const roleProbes = (subject: ExperimentSubject, tokens: Tokens): readonly string[] => {
  const asked = { ...subject, tokens };
  return HEAD_STATISTICS.filter(({ id }) => ROLES.includes(id)).flatMap(({ id, applies }) =>
    subject.sites.filter(site => site.causal === true && applies(asked, site)).map(({ index }) => `heads.${id}.${index}`),
  );
};

/** Weights by site index. */
export const weightsIn = ({ sites }: Pick<ExperimentSubject, 'sites'>, probed: Probed): ReadonlyMap<number, Tensor<'float32'>> =>
  new Map(sites.flatMap(({ index }) => (probed.get(`attentions.${index}`) ? [[index, probed.get(`attentions.${index}`) as Tensor<'float32'>] as const] : [])));

/** Weights of the run that is transplanted from. */
export function* donorWeights(subject: ExperimentSubject, done: number): Runs<ReadonlyMap<number, Tensor<'float32'>>> {
  return weightsIn(subject, yield { of: 'donor', index: 0, needs: weightProbes(subject), done });
}

/** Uniform weights everywhere: what every change is read against. */
export const uniformEdits = ({ sites }: ExperimentSubject, weights: ReadonlyMap<number, Tensor<'float32'>>): Edits => editsOf([{ kind: 'uniform', scope: {} }], { sites, weights });

/**
 * What each head of the sites adds to the stream on the average over all positions of all texts, W_O applied: float32 [heads, hidden] by site index.
 * mean over queries of (A V) W_O = (mean over queries of A) V W_O, so that one product a text is enough.
 */
export function* meanOutputs(subject: ExperimentSubject, sites: readonly number[], share: number): Runs<ReadonlyMap<number, Tensor<'float32'>>> {
  const wanted = subject.sites.filter(({ index, outputProjection }) => sites.includes(index) && outputProjection);
  const means = new Map<number, Mean>();
  for (let text = 0; text < subject.means; text++) {
    const needs = wanted.flatMap(({ index }) => [`attentions.${index}`, `values.${index}`, ...(text === 0 ? [`output_projection.${index}`] : [])]);
    const probed = yield { of: 'means', index: text, needs, done: (share * text) / subject.means };
    for (const { index } of wanted) {
      const mean = means.get(index) ?? startOf(probed, index);
      means.set(index, mean);
      addTo(mean, probed, index);
    }
  }
  return new Map([...means].map(([index, mean]) => [index, projected(mean)]));
}

interface Mean {
  /** Sum of A V over queries and texts, [heads, d_v]. */
  readonly sum: Float64Array;
  queries: number;
  /** [heads, d_v, hidden] */
  readonly projection: Tensor<'float32'>;
}

function startOf(probed: Probed, site: number): Mean {
  const projection = probed.get(`output_projection.${site}`) as Tensor<'float32'>;
  const [heads = 0, width = 0] = projection.dims;
  return { sum: new Float64Array(heads * width), queries: 0, projection };
}

function addTo(mean: Mean, probed: Probed, site: number): void {
  const weights = probed.get(`attentions.${site}`) as Tensor<'float32'>;
  const values = probed.get(`values.${site}`) as Tensor<'float32'>;
  const [heads = 0, queries = 0, keys = 0] = weights.dims;
  const [keyHeads = 1, , width = 0] = values.dims;
  for (let head = 0; head < heads; head++) {
    const column = new Float64Array(keys);
    const from = head * queries * keys;
    for (let at = 0; at < queries * keys; at++) column[at % keys] = (column[at % keys] ?? 0) + (weights.data[from + at] ?? 0);
    const shared = Math.floor((head * keyHeads) / heads) * keys * width;
    for (let k = 0; k < keys; k++)
      for (let d = 0; d < width; d++) mean.sum[head * width + d] = (mean.sum[head * width + d] ?? 0) + (column[k] ?? 0) * (values.data[shared + k * width + d] ?? 0);
  }
  mean.queries += queries;
}

function projected({ sum, queries, projection }: Mean): Tensor<'float32'> {
  const [heads = 0, width = 0, hidden = 0] = projection.dims;
  const made = new Float32Array(heads * hidden);
  for (let head = 0; head < heads; head++)
    for (let d = 0; d < width; d++) {
      const value = (sum[head * width + d] ?? 0) / queries;
      const from = (head * width + d) * hidden;
      for (let i = 0; i < hidden; i++) made[head * hidden + i] = (made[head * hidden + i] ?? 0) + value * (projection.data[from + i] ?? 0);
    }
  return float32([heads, hidden], made);
}

/** Sites as the first text of an experiment has them; lengths other than the text's are not known without its weights. */
export const measuredSites = (subject: ExperimentSubject): readonly SiteView[] => {
  const length = subject.texts[0]?.ids.length ?? 0;
  return subject.sites.map(site => siteView(subject, { site, heads: site.heads, queries: length, keys: length }));
};
