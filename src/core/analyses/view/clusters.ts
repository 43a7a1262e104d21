import type { AttentionSite } from '../../attention/site';
import type { Probed } from '../../instrument/probe';
import { divergences, normalisedRows } from '../../tensor/divergences';
import { averageLinkage, cut, silhouettes } from '../../tensor/linkage';
import { classicalScaling } from '../../tensor/scaling';
import { float32, int64, type Tensor } from '../../tensor/tensor';
import type { HeadAddress, HeadClusters, PlacedHead } from '../../viewModels';
import type { Progress, Subject } from '../analysis';
import { chained, measured, selfSites } from './sites';

/** Weights that are compared, pairs of heads times queries times keys: about half a second's work. */
const MOST_COMPARED = 2e8;
const FEWEST_QUERIES = 8;
const MOST_QUERIES = 1024;
const MOST_CLUSTERS = 8;
const NEAREST = 5;

/**
 * How many queries of each head are compared: so many that all pairs of heads take about half a second, a power of two, so that texts of about one length share a graph.
 * They are spread evenly over the text, the last among them.
 */
export function queriesCompared(subject: Pick<Subject, 'sites' | 'tokens'>): number {
  const heads = selfSites(subject).reduce((sum, site) => sum + site.heads, 0);
  const each = ((heads * heads) / 2) * Math.max(1, subject.tokens.ids.length);
  const most = 2 ** Math.floor(Math.log2(Math.max(1, MOST_COMPARED / Math.max(1, each))));
  return Math.min(MOST_QUERIES, Math.max(FEWEST_QUERIES, most));
}

/** What comparing heads takes of the work that `MOST_COMPARED` bounds, 0..1 and more. */
export function comparing(subject: Pick<Subject, 'sites' | 'tokens'>): number {
  const heads = selfSites(subject).reduce((sum, site) => sum + site.heads, 0);
  const tokens = subject.tokens.ids.length;
  return (((heads * heads) / 2) * tokens * Math.min(tokens, queriesCompared(subject))) / MOST_COMPARED;
}

const rowsOf = ({ index }: AttentionSite, queries: number): string => `attentions_rows.${index}.${queries}`;

export const clusterProbes = (subject: Subject): readonly string[] => selfSites(subject).map(site => rowsOf(site, queriesCompared(subject)));

interface Compared {
  readonly heads: readonly HeadAddress[];
  readonly distances: Float64Array;
  readonly queries: readonly [number, number];
}

/** Distances of all heads of self-attention over the text. */
function compare(subject: Subject, probed: Probed, progress: Progress): Compared {
  const sites = chained(measured(selfSites(subject), probed), subject.tokens.ids.length);
  const [heads, rows]: [HeadAddress[], Float32Array[]] = [[], []];
  let queries = 0;
  for (const { site, heads: count, keys } of sites) {
    const weights = probed.get(rowsOf(site, queriesCompared(subject)));
    if (!weights) continue;
    queries = weights.dims[1] ?? 0;
    for (let head = 0; head < count; head++) {
      heads.push({ site: site.index, head });
      rows.push(normalisedRows((weights.data as Float32Array).subarray(head * queries * keys, (head + 1) * queries * keys), keys));
    }
  }
  return { heads, distances: divergences(rows, sites[0]?.keys ?? 0, progress), queries: [queries, sites[0]?.queries ?? 0] };
}

interface Grouped {
  readonly labels: readonly number[];
  readonly silhouettes: ArrayLike<number>;
  readonly tried: HeadClusters['tried'];
}

/** Fewer heads than this are no cluster: heads that are like no other would else be most of them. */
const fewest = (heads: number): number => Math.max(2, Math.ceil(heads / 40));

/** Labels of a cut, by size, in which what is too small is -1. */
function withoutSmall(labels: readonly number[]): { readonly labels: readonly number[]; readonly clusters: number } {
  const sizes: number[] = [];
  for (const label of labels) sizes[label] = (sizes[label] ?? 0) + 1;
  const clusters = sizes.filter(size => size >= fewest(labels.length)).length;
  // Labels go by size, so that the small ones come last.
  return { labels: labels.map(label => (label < clusters ? label : -1)), clusters };
}

/**
 * Of the cuts of an average linkage the coarsest for each number of clusters, 2 to 8, and of these the one with the largest mean silhouette, the fewest clusters of equals.
 * Heads of no cluster count as 0. One cluster of all where no mean is above zero.
 */
function grouped(distances: Float64Array, n: number): Grouped {
  const merges = averageLinkage(distances, n);
  const tried = new Map<number, number>();
  let best: Omit<Grouped, 'tried'> = { labels: new Array<number>(n).fill(0), silhouettes: new Float64Array(n) };
  let most = 0;
  for (let count = 2; count < n; count++) {
    const all = cut(merges, n, count);
    const { labels, clusters } = withoutSmall(all);
    if (clusters < 2 || clusters > MOST_CLUSTERS || tried.has(clusters)) continue;
    const own = silhouettes(distances, all).map((value, i) => (labels[i] === -1 ? 0 : value));
    const mean = own.reduce((sum, value) => sum + value, 0) / n;
    tried.set(clusters, mean);
    if (mean > most + 1e-12) [best, most] = [{ labels, silhouettes: own }, mean];
  }
  const all = [...tried].sort(([a], [b]) => a - b).map(([clusters, silhouette]) => ({ clusters, silhouette }));
  return { ...best, tried: all };
}

/** The head of a cluster whose summed distance to the others of it is least; the first of equals. */
function typicalOf(cluster: number, labels: readonly number[], distances: Float64Array): number {
  const n = labels.length;
  const members = labels.flatMap((label, i) => (label === cluster ? [i] : []));
  const sum = (i: number): number => members.reduce((total, j) => total + (distances[i * n + j] as number), 0);
  return members.reduce((best, i) => (sum(i) < sum(best) ? i : best), members[0] ?? 0);
}

function nearestOf(i: number, n: number, distances: Float64Array): PlacedHead['nearest'] {
  const others = Array.from({ length: n }, (_, head) => ({ head, distance: distances[i * n + head] as number })).filter(({ head }) => head !== i);
  return others.sort((a, b) => a.distance - b.distance || a.head - b.head).slice(0, NEAREST);
}

export interface Clustered {
  readonly clusters: HeadClusters;
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** Sites whose heads are compared. */
  readonly sites: number;
}

/** Compares, places and groups heads; see `HeadClusters`. */
export function clusterHeads(subject: Subject, probed: Probed, progress: Progress): Clustered {
  const { heads, distances, queries } = compare(subject, probed, progress);
  const n = heads.length;
  const { labels, silhouettes: own, tried } = grouped(distances, n);
  const { places, fit } = classicalScaling(distances, n, 2);
  const placed = heads.map((address, i): PlacedHead => {
    const [x, y] = [places[2 * i] as number, places[2 * i + 1] as number];
    return { ...address, x, y, cluster: labels[i] ?? 0, silhouette: own[i] as number, nearest: nearestOf(i, n, distances) };
  });
  const count = Math.max(-1, ...labels) + 1;
  const typical = Array.from({ length: count }, (_, cluster) => typicalOf(cluster, labels, distances));
  return {
    clusters: { placed, clusters: count, typical, tried, fit, queries },
    tensors: {
      'heads.compared': int64(
        [n, 2],
        heads.flatMap(({ site, head }) => [site, head]),
      ),
      'heads.distances': float32([n, n], Float32Array.from(distances)),
      'heads.places': float32([n, 2], Float32Array.from(places)),
      'heads.cluster': int64([n], labels),
    },
    sites: new Set(heads.map(({ site }) => site)).size,
  };
}
