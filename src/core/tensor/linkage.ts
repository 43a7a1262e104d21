/** Two clusters become one; each is named by one of its points. */
export interface Merge {
  readonly a: number;
  readonly b: number;
  /** Mean distance of the points of one to those of the other. */
  readonly distance: number;
}

/** Where the nearest other cluster is; of equals `before` where it is among them, so that a chain ends, else the first. */
function nearestTo(from: number, before: number | undefined, distances: Float64Array, alive: Uint8Array): number {
  const n = alive.length;
  let best = before ?? -1;
  for (let other = 0; other < n; other++) {
    if (alive[other] === 0 || other === from) continue;
    if (best === -1 || (distances[from * n + other] as number) < (distances[from * n + best] as number)) best = other;
  }
  return best;
}

/**
 * Average linkage (UPGMA, Sokal and Michener 1958) of points by their distances [n, n]: n - 1 merges, nearest first. By chains of nearest neighbours (Murtagh 1983), which takes
 * n^2 steps and gives what always merging the nearest two gives.
 */
export function averageLinkage(given: Float64Array, n: number): readonly Merge[] {
  const distances = given.slice();
  const sizes = new Float64Array(n).fill(1);
  const alive = new Uint8Array(n).fill(1);
  const merges: Merge[] = [];
  const chain: number[] = [];
  while (merges.length < n - 1) {
    if (chain.length === 0) chain.push(alive.indexOf(1));
    const from = chain.at(-1) as number;
    const to = nearestTo(from, chain.at(-2), distances, alive);
    if (to !== chain.at(-2)) {
      chain.push(to);
      continue;
    }
    chain.splice(-2);
    const [a, b] = [Math.min(from, to), Math.max(from, to)];
    merges.push({ a, b, distance: distances[a * n + b] as number });
    join(a, b, distances, sizes, alive);
  }
  return merges.sort((x, y) => x.distance - y.distance);
}

/** Cluster `a` takes `b` in: distances to the two are averaged by how many points each has. */
function join(a: number, b: number, distances: Float64Array, sizes: Float64Array, alive: Uint8Array): void {
  const n = alive.length;
  const [ofA, ofB] = [sizes[a] as number, sizes[b] as number];
  alive[b] = 0;
  sizes[a] = ofA + ofB;
  for (let other = 0; other < n; other++) {
    if (alive[other] === 0 || other === a) continue;
    const mean = (ofA * (distances[a * n + other] as number) + ofB * (distances[b * n + other] as number)) / (ofA + ofB);
    distances[a * n + other] = distances[other * n + a] = mean;
  }
}

/** Cluster of each point when `count` are left, by size: 0 is the largest, of equals the one with the first point. */
export function cut(merges: readonly Merge[], n: number, count: number): number[] {
  const parent = Array.from({ length: n }, (_, i) => i);
  const top = (point: number): number => {
    let at = point;
    while (parent[at] !== at) at = parent[at] as number;
    return at;
  };
  for (const { a, b } of merges.slice(0, n - count)) parent[top(b)] = top(a);
  const tops = parent.map((_, point) => top(point));
  const sizes = new Map<number, number>();
  for (const one of tops) sizes.set(one, (sizes.get(one) ?? 0) + 1);
  const rank = new Map([...sizes].sort(([, x], [, y]) => y - x).map(([one], place) => [one, place]));
  return tops.map(one => rank.get(one) ?? 0);
}

/** Silhouette of each point (Rousseeuw 1987): (b - a) / max(a, b), a the mean distance to the others of its cluster, b that to the nearest other cluster. 0 for a point alone. */
export function silhouettes(distances: Float64Array, labels: readonly number[]): Float64Array {
  const n = labels.length;
  const count = Math.max(0, ...labels) + 1;
  const sizes = new Float64Array(count);
  for (const label of labels) sizes[label] = (sizes[label] as number) + 1;
  return Float64Array.from(labels, (own, i) => {
    const sums = new Float64Array(count);
    for (let j = 0; j < n; j++) sums[labels[j] as number] = (sums[labels[j] as number] as number) + (distances[i * n + j] as number);
    if ((sizes[own] as number) < 2 || count < 2) return 0;
    const a = (sums[own] as number) / ((sizes[own] as number) - 1);
    const b = Math.min(...Array.from(sums, (sum, label) => (label === own ? Number.POSITIVE_INFINITY : sum / (sizes[label] as number))));
    const larger = Math.max(a, b);
    return larger > 0 ? (b - a) / larger : 0;
  });
}
