import { rollout } from '../core/analyses/rollout';
import { chained, isCausal, type Measured, NO_SELF_SITES, selfSites } from '../core/analyses/view/sites';
import type { AttentionSite } from '../core/attention/site';
import { raise } from '../core/fault';
import { type Message, message, words } from '../core/message';
import type { Prepared } from '../core/prepared';
import { matmul, matrix } from '../core/tensor/matrix';
import { timesWithIdentity, withIdentity } from '../core/tensor/residual';
import { float32, type Tensor } from '../core/tensor/tensor';
import type { Tokens } from '../core/tokens/input';
import type { Glance, Summary } from '../protocol/engine';
import { positions } from './analyse';
import type { Model } from './model';
import { probe } from './probe';
import type { Question } from './question';
import { headOf, type Weights } from './slices';

/** Pairs that a glance names at most. */
const PAIRS = 8;
/** Up to so many tokens a whole rollout is made for the sake of its pairs: tens of milliseconds. Of a longer text the pairs are those of the token looked from. */
const WHOLE_ROLLOUT = 160;
/** Share of the residual path in a rollout, by convention. */
const RESIDUAL = 0.5;

/** Weights that a glance is made of, [queries, keys]: a mean over the heads of a site, or one head. */
interface Layer extends Measured {
  readonly weights: Tensor<'float32'>;
}

interface Plan {
  readonly name: Message;
  readonly sites: readonly AttentionSite[];
  /** One head of the only site; else the mean of all. */
  readonly head?: number;
  readonly rolled?: boolean;
}

const PLANS: { readonly [K in Summary['kind']]: (prepared: Prepared, summary: Summary) => Plan } = {
  rollout: prepared => ({ name: rollout.title, sites: someSites(prepared), rolled: true }),
  lastLayer: prepared => {
    const site = someSites(prepared).at(-1) as AttentionSite;
    return { name: message('Layer {0}, mean of {1} heads', site.layer, site.heads), sites: [site] };
  },
  head: ({ sites }, { site: at = 0, head = 0 }) => {
    const site = sites[at] ?? raise({ code: 'bad-input', what: `site ${at}`, why: `there are ${sites.length}.` });
    if (!(Number.isInteger(head) && head >= 0 && head < site.heads)) return raise({ code: 'bad-input', what: `head ${head} of site ${at}`, why: `there are ${site.heads}.` });
    return { name: message('Layer {0}, head {1}', site.layer, head), sites: [site], head };
  },
};

/** The short answer about a text: one run at most, none where its weights are there already. */
export async function glanceAt(model: Model, question: Question, summary: Summary, weights: Weights | undefined): Promise<Glance> {
  const { prepared } = model;
  const planOf = PLANS[summary.kind] ?? raise({ code: 'bad-usage', what: String(summary.kind), why: `a glance sums up ${Object.keys(PLANS).join(', ')}.` });
  const plan = planOf(prepared, summary);
  const tokens = question.tokens.ids.length > 0 ? question.tokens : await positions(model, question);
  const count = tokens.ids.length;
  const layers = chained(await layersOf(model, { ...question, tokens }, plan, weights), count);
  if (layers[0]?.keys !== count) raise({ code: 'not-applicable', analysis: words(plan.name), why: 'its queries and keys are not the tokens of this text.' });
  const from = fromOf(prepared, tokens, summary);
  const causal = layers.every(({ site }) => isCausal(prepared, site));
  const whole = wholeOf(layers, plan);
  const shares = whole ? whole.subarray(from * count, (from + 1) * count) : rolledRow(layers, from);
  const pairs = whole
    ? strongestPairs(
        tokens.special.flatMap((special, query) => (special ? [] : [query])),
        query => whole.subarray(query * count, (query + 1) * count),
        { tokens, causal },
      )
    : strongestPairs([from], () => shares, { tokens, causal });
  return { tokens, shares: Array.from(shares), from, pairs, name: plan.name };
}

/**
 * The token that is looked from: the first of an encoder, which sums up many; the last of a causal model, also where its first is asked for, which sees itself alone. The
 * last that is asked for is one of the text's own where there is any.
 */
function fromOf({ facts }: Prepared, { special }: Tokens, { to }: Summary): number {
  if (to !== 'last' && !facts.causal) return 0;
  const own = to === undefined ? -1 : special.lastIndexOf(false);
  return own >= 0 ? own : special.length - 1;
}

function someSites(prepared: Prepared): readonly AttentionSite[] {
  const sites = selfSites(prepared);
  return sites.length > 0 ? sites : raise({ code: 'not-applicable', analysis: words(rollout.title), why: words(NO_SELF_SITES) });
}

async function layersOf(model: Model, question: Question, { sites, head }: Plan, kept: Weights | undefined): Promise<readonly Layer[]> {
  const needOf = ({ index }: AttentionSite): string => (head === undefined ? `attentions_mean.${index}` : `head.${index}.${head}`);
  const probed = kept ? undefined : await probe(model, question, sites.map(needOf));
  return sites.map(site => {
    const all = kept?.[site.index];
    const own = (): Tensor => probed?.get(needOf(site)) ?? raise({ code: 'internal', why: `no weights of site ${site.index}` });
    const weights = (all ? (head === undefined ? meanOf(all) : headOf(kept, site.index, head)) : own()) as Tensor<'float32'>;
    const [queries = 0, keys = 0] = weights.dims;
    return { site, heads: site.heads, queries, keys, weights };
  });
}

/** Mean over heads of [heads, queries, keys]. */
function meanOf({ dims: [heads = 0, ...rest], data }: Tensor<'float32'>): Tensor<'float32'> {
  const mean = new Float32Array(data.length / Math.max(1, heads));
  for (let from = 0; from < data.length; from += mean.length) for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + (data[from + i] as number) / heads;
  return float32(rest, mean);
}

/** The summary of every token, [tokens, tokens]; undefined for a rollout of a long text. */
function wholeOf(layers: readonly Layer[], { rolled }: Plan): Float32Array | Float64Array | undefined {
  const [first] = layers;
  if (!rolled) return first?.weights.data;
  if (!first || first.keys > WHOLE_ROLLOUT) return undefined;
  return layers.map(({ weights, queries, keys }) => withIdentity(matrix(queries, keys, weights.data), RESIDUAL)).reduce((below, layer) => matmul(layer, below)).data;
}

/** One row of a rollout: a row of the last layer times each layer below it. */
function rolledRow(layers: readonly Layer[], from: number): Float64Array {
  let row = new Float64Array(layers[0]?.keys ?? 0);
  row[from] = 1;
  for (const { weights } of [...layers].reverse()) row = timesWithIdentity(row, weights.data, RESIDUAL);
  return row;
}

type Pair = Glance['pairs'][number];

/** The strongest weights of these queries on other tokens, without special tokens, and without the first position of a causal model, where weights rest that have no use. */
export function strongestPairs(
  queries: readonly number[],
  rowOf: (query: number) => ArrayLike<number>,
  { tokens: { special }, causal }: { readonly tokens: Pick<Tokens, 'special'>; readonly causal: boolean },
): readonly Pair[] {
  const best: Pair[] = [];
  const first = causal && special.length > 2 ? 1 : 0;
  for (const query of queries) {
    const row = rowOf(query);
    for (let key = first; key < row.length; key++) {
      const weight = row[key] as number;
      if (!(weight > (best[PAIRS - 1]?.[2] ?? 0)) || key === query || special[key]) continue;
      const place = best.findIndex(([, , other]) => other < weight);
      best.splice(place < 0 ? best.length : place, 0, [query, key, weight]);
      best.length = Math.min(best.length, PAIRS);
    }
  }
  return best;
}
