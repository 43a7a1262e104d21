import { row, sizeOf, type Tensor } from '../../tensor/tensor';

/** How sparse, how spread out and how different the heads of a site are; means over queries. */
export interface SiteStatistics {
  /** By head: share of the admissible keys whose weight is not zero. */
  readonly density: Float64Array;
  /** By head: how many keys get a weight. */
  readonly support: Float64Array;
  /** By head: share of queries that draw on nothing, of those that may draw on something. */
  readonly nullRows: Float64Array;
  /** By head: entropy of the rows divided by their sums, nats, over rows that are not null; NaN where all are. */
  readonly entropy: Float64Array;
  /** Entropy(mean of heads) - mean of entropies at each query, nats; rows divided by their sums, null rows left out. */
  readonly diversity: number;
}

/** 1 where a query may draw on a key, [queries * keys]. */
export type Admissible = Uint8Array;

/**
 * Which keys each query may see, from the weights [heads, queries, keys] of a run of the model as it is: those that any head draws on. Where queries and
 * keys are the same tokens of a causal model nothing later is admissible, whatever a weight says.
 */
export function admissible(weights: Tensor<'float32'>, causal: boolean): Admissible {
  const [heads = 0, queries = 0, keys = 0] = weights.dims;
  const seen = new Uint8Array(queries * keys);
  for (let head = 0; head < heads; head++) {
    const own = row(weights, head).data;
    for (let at = 0; at < seen.length; at++) if (own[at] !== 0) seen[at] = 1;
  }
  // Weights that underflow or that a sparse mapping cut are no mask: in a causal site every earlier key is open.
  if (causal) for (let q = 0; q < queries; q++) for (let k = 0; k < keys; k++) seen[q * keys + k] = k <= q + keys - queries ? 1 : 0;
  return seen;
}

const plogp = (share: number): number => (share > 0 ? -share * Math.log(share) : 0);

/** Statistics of a site's weights [heads, queries, keys]. Nothing but exact zeros counts as no weight. */
export function siteStatistics(weights: Tensor<'float32'>, open: Admissible): SiteStatistics {
  const [heads = 0, queries = 0, keys = 0] = weights.dims;
  const opened = openKeys(open, queries, keys);
  const live = opened.reduce((count, keysOpen) => count + (keysOpen > 0 ? 1 : 0), 0);
  const made = { density: new Float64Array(heads), support: new Float64Array(heads), nullRows: new Float64Array(heads), entropy: new Float64Array(heads) };
  const entropies = new Float64Array(sizeOf([heads, queries])).fill(Number.NaN);
  for (let head = 0; head < heads; head++) {
    const own = row(weights, head).data;
    let [density, support, nulls, entropy, counted] = [0, 0, 0, 0, 0];
    for (let q = 0; q < queries; q++) {
      if (opened[q] === 0) continue;
      const line = rowOf(own, q, keys);
      density += line.support / (opened[q] ?? 1);
      support += line.support;
      if (line.sum === 0) nulls++;
      else {
        entropies[head * queries + q] = line.entropy;
        entropy += line.entropy;
        counted++;
      }
    }
    made.density[head] = density / live;
    made.support[head] = support / live;
    made.nullRows[head] = nulls / live;
    made.entropy[head] = counted > 0 ? entropy / counted : Number.NaN;
  }
  return { ...made, diversity: diversity(weights, entropies) };
}

function openKeys(open: Admissible, queries: number, keys: number): Int32Array {
  const counts = new Int32Array(queries);
  for (let at = 0; at < open.length; at++) if (open[at] === 1) counts[Math.floor(at / keys)] = (counts[Math.floor(at / keys)] ?? 0) + 1;
  return counts;
}

interface Row {
  readonly support: number;
  readonly sum: number;
  readonly entropy: number;
}

/** Entropy of w / s is ln s - (sum w ln w) / s. */
function rowOf(weights: Float32Array, query: number, keys: number): Row {
  let [support, sum, nats] = [0, 0, 0];
  for (let at = query * keys; at < (query + 1) * keys; at++) {
    const weight = weights[at] ?? 0;
    if (weight === 0) continue;
    support++;
    sum += weight;
    nats += plogp(weight);
  }
  return { support, sum, entropy: sum > 0 ? Math.max(0, nats / sum + Math.log(sum)) : 0 };
}

/** A query counts where some head draws on something there; heads that do not are left out of both means. */
function diversity(weights: Tensor<'float32'>, entropies: Float64Array): number {
  const [heads = 0, queries = 0, keys = 0] = weights.dims;
  const mixed = new Float64Array(keys);
  let [total, counted] = [0, 0];
  for (let q = 0; q < queries; q++) {
    mixed.fill(0);
    let [some, apart] = [0, 0];
    for (let head = 0; head < heads; head++) {
      const entropy = entropies[head * queries + q] ?? Number.NaN;
      if (Number.isNaN(entropy)) continue;
      const from = (head * queries + q) * keys;
      let sum = 0;
      for (let k = 0; k < keys; k++) sum += weights.data[from + k] ?? 0;
      for (let k = 0; k < keys; k++) mixed[k] = (mixed[k] ?? 0) + (weights.data[from + k] ?? 0) / sum;
      some++;
      apart += entropy;
    }
    if (some === 0) continue;
    total += mixed.reduce((sum, share) => sum + plogp(share / some), 0) - apart / some;
    counted++;
  }
  return counted > 0 ? Math.max(0, total / counted) : Number.NaN;
}
