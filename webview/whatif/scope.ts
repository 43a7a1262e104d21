import type { HeadAddress, SiteView } from '../../src/core/viewModels';

type Site = Pick<SiteView, 'index' | 'layer' | 'kind' | 'stack' | 'heads'>;

/** The sites of one stack and kind, and how a scope begins that means them; '' where there are no others. */
interface Group {
  readonly prefix: string;
  readonly sites: readonly Site[];
}

const prefixOf = ({ kind, stack }: Site): string => (kind === 'cross' || stack === 'cross' ? 'cross' : stack === 'only' ? kind : stack);

function groupsOf(sites: readonly Site[]): readonly Group[] {
  const prefixes = [...new Set(sites.map(prefixOf))];
  return prefixes.map(prefix => ({ prefix: prefixes.length > 1 ? prefix : '', sites: sites.filter(site => prefixOf(site) === prefix) }));
}

/** Numbers as runs: [0, 1, 2, 5] is 0-2,5. */
export function runs(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((one, other) => one - other);
  const found: [number, number][] = [];
  for (const number of sorted) {
    const last = found.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}

/**
 * Heads as the places of a swap: ['L0-2', 'L3.H0-1,4'], sites with the same heads in one. [''] is everywhere; no heads at all mean that too.
 * Heads that no site has are left out.
 */
export function scopesOf(heads: readonly HeadAddress[], sites: readonly Site[]): readonly string[] {
  if (heads.length === 0 || sites.every(site => headsOf(heads, site).length === site.heads)) return [''];
  return groupsOf(sites).flatMap(({ prefix, sites: own }) => {
    const layersOf = new Map<string, number[]>();
    for (const site of own) {
      const chosen = headsOf(heads, site);
      if (chosen.length === 0) continue;
      const key = chosen.length === site.heads ? '' : `H${runs(chosen)}`;
      layersOf.set(key, [...(layersOf.get(key) ?? []), site.layer]);
    }
    return [...layersOf].map(([key, layers]) => [prefix, `L${runs(layers)}`, key].filter(Boolean).join('.'));
  });
}

const headsOf = (heads: readonly HeadAddress[], site: Site): readonly number[] => [
  ...new Set(heads.filter(({ site: index, head }) => index === site.index && head >= 0 && head < site.heads).map(({ head }) => head)),
];

/** A place as people read it: L2 H0-3. */
export const placeWords = (scope: string): string => scope.replaceAll('.', ' ');

export const sameHead = (one: HeadAddress, other: HeadAddress): boolean => one.site === other.site && one.head === other.head;

/** Adds heads that are not there yet, or takes them out where all of them are. */
export function toggled(heads: readonly HeadAddress[], those: readonly HeadAddress[]): readonly HeadAddress[] {
  const all = those.every(one => heads.some(other => sameHead(one, other)));
  const without = heads.filter(one => !those.some(other => sameHead(one, other)));
  return all ? without : [...without, ...those];
}

/** All heads of a site. */
export const wholeSite = ({ index, heads }: Site): readonly HeadAddress[] => Array.from({ length: heads }, (_, head) => ({ site: index, head }));
