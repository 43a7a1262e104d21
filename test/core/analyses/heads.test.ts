import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { float32, int64 } from '../../../src/core/tensor/tensor';
import type { HeadsView } from '../../../src/core/viewModels';
import { analysisOf, runOn, site, subjectOf } from './subject';

const ROWS = ['entropy', 'effective_count', 'confidence'];
const POSITIONS = ['distance', 'self', 'previous', 'next', 'first'];

const statistics = (index: number, names: readonly string[], values: readonly number[]) =>
  Object.fromEntries(
    names.map((name, place) => [
      `heads.${name}.${index}`,
      float32(
        [values.length],
        values.map(v => v + place),
      ),
    ]),
  );
const shape = (index: number, heads: number, queries: number, keys: number) => ({
  [`shape.${index}`]: int64([3], [heads, queries, keys]),
  [`diversity.${index}`]: float32([], [index / 10]),
});

test('gathers one row for each site; NaN where a site has fewer heads or a statistic means nothing', () => {
  const sites = [site(0, { heads: 2 }), site(1, { heads: 3, kind: 'cross' })];
  const probes = { ...statistics(0, [...ROWS, ...POSITIONS], [1, 2]), ...statistics(1, ROWS, [3, 4, 5]), ...shape(0, 2, 3, 3), ...shape(1, 3, 3, 7) };
  const { tensors, view } = runOn('heads', { sites, ids: [1, 2, 3] }, probes);
  expect(tensors['heads.entropy']?.dims).toEqual([2, 3]);
  expect(Array.from(tensors['heads.entropy']?.data ?? [], Number)).toEqual([1, 2, Number.NaN, 3, 4, 5]);
  expect(Array.from(tensors['heads.self']?.data ?? [], Number)).toEqual([5, 6, Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  expect(Array.from(tensors['heads.diversity']?.data ?? [], Number)).toEqual([0, Math.fround(0.1)]);
  expect(tensors['heads.special']).toBeUndefined();
  if (view.kind !== 'heads') throw new Error(view.kind);
  expect(view.statistics.map(({ id }) => id)).toEqual([...ROWS, ...POSITIONS]);
  expect(view.sites.map(({ keys }) => keys)).toEqual([3, 7]);
});

test('statistics of the text are left out where keys are not its tokens', () => {
  const sites = [site(0, { heads: 1, causal: true })];
  const names = [...ROWS, ...POSITIONS, 'special', 'induction', 'duplicate'];
  const given = { sites, ids: [1, 2, 3], special: [true, false, false], causal: true };
  const fits = runOn('heads', given, { ...statistics(0, names, [1]), ...shape(0, 1, 3, 3) });
  expect(Object.keys(fits.tensors)).toContain('heads.induction');
  const longer = runOn('heads', given, { ...statistics(0, names, [1]), ...shape(0, 1, 5, 5) });
  expect(Object.keys(longer.tensors)).not.toContain('heads.induction');
  expect(Object.keys(longer.tensors)).toContain('heads.previous');
});

const viewOf = (...given: Parameters<typeof runOn>): HeadsView => {
  const { view } = runOn(...given);
  if (view.kind !== 'heads') throw new Error(view.kind);
  return view;
};

test('says how heads of a site and queries of a head are spread, the latter where asked for', () => {
  const sites = [site(0, { heads: 3 }), site(1, { heads: 2, kind: 'cross' })];
  const rows = (index: number, values: readonly number[], heads: number) =>
    Object.fromEntries(ROWS.map(name => [`rows.${name}.${index}`, float32([heads, values.length / heads], values)]));
  const probes = {
    ...statistics(0, [...ROWS, ...POSITIONS], [1, 2, 5]),
    ...statistics(1, ROWS, [3, 4]),
    ...shape(0, 3, 3, 3),
    ...shape(1, 2, 3, 7),
    ...rows(0, [0, 1, 2, 4, 4, 4, 1, 5, 3], 3),
    ...rows(1, [7, 8, 9, 1, 1, 7], 2),
  };
  const [entropy, , , distance] = viewOf('heads', { sites, ids: [1, 2, 3], options: { spread: 'true' } }, probes).statistics;
  expect([...(entropy?.bySite ?? [])]).toEqual([1, 1.5, 2, 3.5, 5, 3, 3.25, 3.5, 3.75, 4]);
  // Five numbers for each of two times three heads; the second site has two.
  expect([...(entropy?.byHead ?? [])].slice(0, 25)).toEqual([0, 0.5, 1, 1.5, 2, 4, 4, 4, 4, 4, 1, 2, 3, 4, 5, 7, 7.5, 8, 8.5, 9, 1, 1, 1, 4, 7]);
  expect([...(entropy?.byHead ?? [])].slice(25).every(Number.isNaN)).toBe(true);
  expect(distance?.id).toBe('distance');
  expect(distance?.byHead).toBeUndefined();
  expect([...(distance?.bySite ?? [])].slice(5).every(Number.isNaN)).toBe(true);
  expect(viewOf('heads', { sites, ids: [1, 2, 3] }, probes).statistics[0]?.byHead).toBeUndefined();
});

describe('comparing heads', () => {
  const { heads, queries, keys, weights, distances, cuts } = JSON.parse(readFileSync(path.resolve(__dirname, '../../fixtures/clusters.json'), 'utf8'));
  const ids = [1, 2, 3, 4, 5, 6];
  // Two layers of as many heads, and one whose keys are another text's.
  const half = heads / 2;
  const sites = [site(0, { heads: half }), site(1, { heads: half }), site(2, { kind: 'cross', heads: 2 })];
  const rows = (index: number) => ({
    [`attentions_rows.${index}.1024`]: float32([half, queries, keys], weights.slice(index * half * queries * keys, (index + 1) * half * queries * keys)),
  });
  const layer = (index: number) => ({ ...statistics(index, [...ROWS, ...POSITIONS], new Array(half).fill(1)), ...shape(index, half, 6, 6), ...rows(index) });
  const probes = () => ({
    ...layer(0),
    ...layer(1),
    ...statistics(2, ROWS, [1, 1]),
    ...shape(2, 2, 6, 9),
  });
  const asked = { sites, ids, options: { clusters: 'true' } };

  test('places all heads of self-attention, and groups them where silhouettes are largest', () => {
    const { clusters } = viewOf('heads', asked, probes());
    if (!clusters) throw new Error('no clusters');
    expect(clusters.placed.map(({ site, head }) => [site, head])).toEqual([0, 1].flatMap(index => Array.from({ length: half }, (_, head) => [index, head])));
    // scipy: four clusters are best, of 5, 4 and 4 heads and one that is like no other.
    const best = cuts.find(({ count }: { count: number }) => count === 4);
    expect(clusters.clusters).toBe(3);
    const labels = clusters.placed.map(({ cluster }) => cluster);
    expect(labels.filter(label => label === -1)).toHaveLength(1);
    expect(labels.map(label => labels.indexOf(label))).toEqual(best.labels.map((label: number) => best.labels.indexOf(label)));
    clusters.placed.forEach(({ silhouette }, i) => void expect(silhouette).toBeCloseTo(best.silhouettes[i], 6));
    const mean = best.silhouettes.reduce((sum: number, value: number) => sum + value, 0) / heads;
    expect(clusters.tried.find(one => one.clusters === 3)?.silhouette).toBeCloseTo(mean, 6);
    expect(Math.max(...clusters.tried.map(one => one.silhouette))).toBeCloseTo(mean, 6);
    expect(clusters.queries).toEqual([6, 6]);
    // The typical head of a cluster belongs to it, and the nearest is the nearest.
    clusters.typical.forEach((place, cluster) => void expect(clusters.placed[place]?.cluster).toBe(cluster));
    const row: number[] = distances.slice(0, heads);
    const nearest = clusters.placed[0]?.nearest[0];
    expect(nearest?.distance).toBeCloseTo(Math.min(...row.slice(1)), 6);
    expect(row[nearest?.head ?? 0]).toBeCloseTo(nearest?.distance ?? 0, 6);
  });

  test('gives its numbers, and says whose heads it left out', () => {
    const { tensors, notes } = runOn('heads', asked, probes());
    expect(tensors['heads.distances']?.dims).toEqual([heads, heads]);
    expect(Array.from(tensors['heads.distances']?.data ?? [], Number)[1]).toBeCloseTo(distances[1], 6);
    expect(tensors['heads.places']?.dims).toEqual([heads, 2]);
    expect(Array.from(tensors['heads.compared']?.data ?? [], Number).slice(0, 4)).toEqual([0, 0, 0, 1]);
    expect(notes.some(({ message }) => message.args[0] === 1 && message.args[1] === 3)).toBe(true);
  });

  test('asks for nothing and takes no thread unless it is wanted', () => {
    const plain = subjectOf('heads', { sites, ids });
    expect(
      analysisOf('heads')
        .needs(plain)
        .some(probe => /^(rows|attentions_rows)/.test(probe)),
    ).toBe(false);
    const long = { sites: Array.from({ length: 12 }, (_, i) => site(i, { heads: 12 })), ids: Array.from({ length: 512 }, (_, i) => i) };
    const heavy = (options: Record<string, string>) => analysisOf('heads').heavy?.(subjectOf('heads', { ...long, options }));
    expect([heavy({}), heavy({ clusters: 'true' })]).toEqual([false, true]);
    // All pairs of 144 heads at 512 tokens would take seconds: fewer queries stand for all, a power of two.
    const probe = analysisOf('heads')
      .needs(subjectOf('heads', { ...long, options: { clusters: 'true' } }))
      .find(one => one.startsWith('attentions_rows'));
    expect(probe).toBe('attentions_rows.0.32');
  });

  test('heads that are all alike are one cluster, and a single head too', () => {
    const even = float32([2, 3, 3], new Float32Array(18).fill(1 / 3));
    const given = { ...statistics(0, [...ROWS, ...POSITIONS], [1, 1]), ...shape(0, 2, 3, 3), 'attentions_rows.0.1024': even };
    const { clusters } = viewOf('heads', { sites: [site(0, { heads: 2 })], ids: [1, 2, 3], options: { clusters: 'true' } }, given);
    expect(clusters?.placed.map(({ cluster, x, y }) => [cluster, x, y])).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    const one = { ...statistics(0, [...ROWS, ...POSITIONS], [1]), ...shape(0, 1, 3, 3), 'attentions_rows.0.1024': float32([1, 3, 3], even.data.slice(0, 9)) };
    expect(viewOf('heads', { sites: [site(0)], ids: [1, 2, 3], options: { clusters: 'true' } }, one).clusters).toMatchObject({ clusters: 1, typical: [0] });
  });

  test('a model without self-attention over the text gets a sentence', () => {
    const cross = [site(0, { kind: 'cross', heads: 2 })];
    const { view, notes } = runOn('heads', { sites: cross, ids: [1], options: { clusters: 'true' } }, { ...statistics(0, ROWS, [1, 1]), ...shape(0, 2, 1, 9) });
    expect(view.kind === 'heads' && view.clusters).toBeUndefined();
    expect(notes.some(({ message }) => message.text.startsWith('Heads are not compared'))).toBe(true);
  });
});
