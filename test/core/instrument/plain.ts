/** Head statistics by their definitions, the slow way, in float64: what the graph must give. Weights are [heads, queries, keys]. */
export interface Plain {
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  readonly weights: Float32Array;
}

type Cell = (query: number, key: number) => number;

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const mean = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length;

export const rowOf = ({ queries, keys, weights }: Plain, head: number, query: number): number[] =>
  Array.from(weights.subarray((head * queries + query) * keys, (head * queries + query + 1) * keys));

export const entropyOf = (row: readonly number[]): number => -row.reduce((total, p) => total + (p > 0 ? p * Math.log(p) : 0), 0);

const perQuery = (of: Plain, statistic: (row: readonly number[], query: number) => number, from = 0, to = of.queries) =>
  range(of.heads).map(head => mean(range(to - from).map(q => statistic(rowOf(of, head, q + from), q + from))));

const under = (of: Plain, mask: Cell, from = 0, to = of.queries) => perQuery(of, (row, q) => row.reduce((total, p, k) => total + p * mask(q, k), 0), from, to);

/** Every head statistic of square weights. */
export function plainStatistics(of: Plain, ids: readonly number[], special: readonly boolean[]): Readonly<Record<string, readonly number[]>> {
  const n = of.queries;
  const same = (q: number, k: number) => k < q && ids[q] === ids[k];
  return {
    entropy: perQuery(of, entropyOf),
    effective_count: perQuery(of, row => Math.exp(entropyOf(row))),
    confidence: perQuery(of, row => Math.max(...row)),
    distance: under(of, (q, k) => Math.abs(q - k)),
    self: under(of, (q, k) => Number(q === k)),
    previous: under(of, (q, k) => Number(k === q - 1), 1),
    next: under(of, (q, k) => Number(k === q + 1), 0, n - 1),
    first: under(of, (_q, k) => Number(k === 0)),
    special: under(of, (_q, k) => Number(special[k])),
    duplicate: under(of, (q, k) => Number(same(q, k))),
    induction: under(of, (q, k) => Number(k >= 1 && k <= q && same(q, k - 1))),
  };
}

/** Divergence among heads: null rows are left out, others divided by their sums. */
export function plainDiversity(of: Plain): number {
  const each = range(of.queries).flatMap(q => {
    const rows = range(of.heads)
      .map(head => rowOf(of, head, q))
      .map(row => ({ row, total: row.reduce((a, b) => a + b, 0) }))
      .filter(({ total }) => total > 0)
      .map(({ row, total }) => row.map(p => p / total));
    if (rows.length === 0) return [];
    const middle = range(of.keys).map(k => mean(rows.map(row => row[k] ?? 0)));
    return [entropyOf(middle) - mean(rows.map(entropyOf))];
  });
  return mean(each);
}

/** A stream of numbers in [0, 1) from a seed (mulberry32): the same on every machine. */
export function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Shape {
  readonly heads: number;
  readonly queries: number;
  readonly keys?: number;
  readonly causal?: boolean;
  /** Share of weights that are exactly zero. */
  readonly zeros?: number;
  /** Share of rows that are all zero. */
  readonly nulls?: number;
  /** Rows that are not divided by their sums. */
  readonly raw?: boolean;
}

export function randomWeights(seed: number, { heads, queries, keys = queries, causal = false, zeros = 0, nulls = 0, raw = false }: Shape): Plain {
  const next = stream(seed);
  const weights = new Float32Array(heads * queries * keys);
  for (let row = 0; row < heads * queries; row++) {
    const empty = next() < nulls;
    const values = range(keys).map(k => (empty || (causal && k > row % queries) || (next() < zeros && k !== 0) ? 0 : next() ** 3 + 1e-3));
    const total = raw || empty ? 1 : values.reduce((a, b) => a + b, 0);
    weights.set(
      values.map(v => v / total),
      row * keys,
    );
  }
  return { heads, queries, keys, weights };
}
