import type { HeadClusters, HeadsView } from '../../../src/core/viewModels';
import { roleOf } from './attention';
import { seeded } from './random';

const ROLES = ['first', 'previous', 'induction', 'self', 'spread', 'duplicate'];

/** Heads of one role in one place, a few astray. */
export function withClusters(view: HeadsView): HeadsView {
  const random = seeded(11);
  const heads = view.sites.flatMap(site => Array.from({ length: site.heads }, (_, head) => ({ site: site.index, head, role: ROLES.indexOf(roleOf(site.index, head)) })));
  const astray = heads.map(() => random() < 0.04);
  const places = heads.map(({ role }, index) => {
    const turn = (role / ROLES.length) * 2 * Math.PI;
    const far = astray[index] ? 0.1 : 0.25;
    return { x: far * Math.cos(turn) + (random() - 0.5) * 0.09, y: far * Math.sin(turn) + (random() - 0.5) * 0.09 };
  });
  const distance = (one: number, other: number): number => Math.hypot((places[one]?.x ?? 0) - (places[other]?.x ?? 0), (places[one]?.y ?? 0) - (places[other]?.y ?? 0));
  const placed: HeadClusters['placed'] = heads.map(({ site, head, role }, index) => ({
    site,
    head,
    ...(places[index] ?? { x: 0, y: 0 }),
    cluster: astray[index] ? -1 : role,
    silhouette: astray[index] ? 0 : 0.4 + random() * 0.4,
    nearest: heads
      .map((_, other) => ({ head: other, distance: distance(index, other) }))
      .filter(({ head: other }) => other !== index)
      .sort((one, other) => one.distance - other.distance)
      .slice(0, 3),
  }));
  const typical = ROLES.map((_, role) => placed.findIndex(({ cluster }) => cluster === role));
  const tried = [2, 3, 4, 5, 6, 7, 8].map(clusters => ({ clusters, silhouette: 0.62 - Math.abs(clusters - 6) * 0.07 }));
  return { ...view, clusters: { placed, clusters: ROLES.length, typical, tried, fit: 0.71, queries: [26, 26] } };
}

/** Entropy of every query too. */
export function withSpread(view: HeadsView): HeadsView {
  const statistics = view.statistics.map(statistic => {
    if (statistic.id !== 'entropy') return statistic;
    const byHead = Float32Array.from({ length: statistic.values.length * 5 }, (_, at) => (statistic.values[Math.floor(at / 5)] ?? 0) * ([0.1, 0.6, 0.95, 1.4, 2][at % 5] ?? 0));
    return { ...statistic, byHead };
  });
  return { ...view, statistics };
}
