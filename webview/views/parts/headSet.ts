import type { AttentionView, Finding, HeadAddress, SiteView } from '../../../src/core/viewModels';

/** Heads that are shown together, none twice; the first is the one that was chosen last. */
export type HeadSet = readonly HeadAddress[];

export const sameHead = (one: HeadAddress, other: HeadAddress): boolean => one.site === other.site && one.head === other.head;

const without = (set: HeadSet, head: HeadAddress): HeadSet => set.filter(one => !sameHead(one, head));

const only = ({ site, head }: HeadAddress): HeadAddress => ({ site, head });

/** Adds a head, or takes it out; the last one stays. */
export function toggled(set: HeadSet, head: HeadAddress): HeadSet {
  const rest = without(set, head);
  if (rest.length === set.length) return [only(head), ...set];
  return rest.length > 0 ? rest : set;
}

/** Adds all heads of a site, or takes them out where they are all in and others are left. */
export function toggledSite(set: HeadSet, site: SiteView): HeadSet {
  const own = headsOf(site);
  const rest = set.filter(one => one.site !== site.index);
  const whole = set.length - rest.length === own.length;
  return whole && rest.length > 0 ? rest : [...own, ...rest];
}

export const headsOf = (site: SiteView): HeadSet => Array.from({ length: site.heads }, (_, head) => ({ site: site.index, head }));

const siteOf = (sites: readonly SiteView[], index: number): SiteView | undefined => sites.find(site => site.index === index);

/** Two sites whose weights can be put together: as many queries, as many keys, of the same tokens. */
export const fits = (one: SiteView | undefined, other: SiteView | undefined): boolean =>
  one !== undefined && other !== undefined && one.queries === other.queries && one.keys === other.keys && one.kind === other.kind && one.stack === other.stack;

/** Heads whose weights can be put together with those of the first. */
export const fitting = (sites: readonly SiteView[], set: HeadSet): HeadSet => set.filter(({ site }) => fits(siteOf(sites, site), siteOf(sites, set[0]?.site ?? -1)));

/** Every head that fits the one given, that one first. */
export const allHeads = (sites: readonly SiteView[], like: HeadAddress): HeadSet => [
  only(like),
  ...without(
    sites.filter(site => fits(site, siteOf(sites, like.site))).flatMap(site => [...headsOf(site)]),
    like,
  ),
];

/** A rule that chooses heads: by entropy (nats) on one side of a number, or by what they were found to do. */
export type HeadRule = { readonly by: 'below' | 'above'; readonly entropy: number } | { readonly by: 'role'; readonly role: Finding['role'] };

/** The heads that a rule names, among those that fit together with the one given; strongest or most extreme first. */
export function ruled(view: Pick<AttentionView, 'sites' | 'entropy' | 'worthALook'>, rule: HeadRule, like: HeadAddress): HeadSet {
  const near = allHeads(view.sites, like);
  if (rule.by === 'role') return view.worthALook.filter(({ role }) => role === rule.role).flatMap(found => near.filter(head => sameHead(head, found)));
  const sign = rule.by === 'below' ? 1 : -1;
  return near
    .map(head => ({ head, entropy: entropyOf(view, head) }))
    .filter(({ entropy }) => entropy !== undefined && (rule.by === 'below' ? entropy < rule.entropy : entropy > rule.entropy))
    .sort((one, other) => sign * ((one.entropy ?? 0) - (other.entropy ?? 0)))
    .map(({ head }) => head);
}

/** Mean entropy of a head's rows, nats. */
export const entropyOf = ({ sites, entropy }: Pick<AttentionView, 'sites' | 'entropy'>, { site, head }: HeadAddress): number | undefined =>
  entropy[sites.findIndex(candidate => candidate.index === site)]?.[head];

export const written = (set: HeadSet): string => set.map(({ site, head }) => `${site}.${head}`).join(',');

/** Reads what `written` gave; heads that are not there, that come twice or that do not fit the first are left out. */
export function read(text: string | undefined, sites: readonly SiteView[]): HeadSet {
  const found: HeadAddress[] = [];
  for (const part of (text ?? '').split(',')) {
    const [, site, head] = /^(\d{1,6})\.(\d{1,6})$/.exec(part) ?? [];
    const address = { site: Number(site), head: Number(head) };
    const known = site !== undefined && address.head < (siteOf(sites, address.site)?.heads ?? 0);
    if (known && !found.some(one => sameHead(one, address))) found.push(address);
  }
  return fitting(sites, found);
}
