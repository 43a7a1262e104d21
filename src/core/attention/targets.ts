import { raise } from '../fault';
import type { Prepared } from '../prepared';
import { isInScope, type Swap } from './parseSwap';
import type { AttentionSite } from './site';

/** A swap as it meets one site. */
export interface Aimed {
  readonly swap: Swap;
  /** Heads that it is for; undefined for all. */
  readonly heads?: readonly number[];
  /** One number for all heads, or one for each head of the site. */
  readonly parameter: readonly number[];
}

/** What is done to one site, in order: the later swap wins where two meet, and what a later one covers whole is left out. */
export interface Target {
  readonly site: AttentionSite;
  readonly swaps: readonly Aimed[];
}

/** Sites that swaps are for, in graph order. Throws `bad-usage` where a swap meets no site or head, `not-applicable` where a site cannot be swapped. */
export function targetsOf({ sites }: Pick<Prepared, 'sites'>, swaps: readonly Swap[]): readonly Target[] {
  const aimed = new Map<AttentionSite, Aimed[]>();
  for (const swap of swaps) {
    const met = sites.filter(site => isInScope(swap.scope, site));
    if (met.length === 0) raise({ code: 'bad-usage', what: `--swap ${swap.text}`, why: emptyScope(sites) });
    for (const site of met) {
      const next = aim(swap, site);
      aimed.set(site, next.heads ? [...(aimed.get(site) ?? []), next] : [next]);
    }
  }
  return sites.flatMap(site => {
    const met = aimed.get(site);
    return met ? [{ site, swaps: met }] : [];
  });
}

function emptyScope(sites: readonly AttentionSite[]): string {
  if (sites.length === 0) return 'this model has no attention sites.';
  const layers = Math.max(...sites.map(site => site.layer));
  const kinds = [...new Set(sites.map(site => (site.stack === 'only' ? site.kind : site.stack)))];
  return `no attention site is in this scope. There are layers 0 to ${layers}, of the kinds ${kinds.join(', ')}.`;
}

function aim(swap: Swap, site: AttentionSite): Aimed {
  const usage = (why: string): never => raise({ code: 'bad-usage', what: `--swap ${swap.text}`, why });
  if (!site.scores?.length) raise({ code: 'not-applicable', analysis: `--swap ${swap.text}`, why: noScores(site) });
  const missing = swap.scope.heads?.find(head => head >= site.heads);
  if (missing !== undefined) usage(`there is no head ${missing} in layer ${site.layer}: it has heads 0 to ${site.heads - 1}.`);
  if (swap.map.placed && (site.kind !== 'self' || site.stack === 'cross'))
    usage(`${swap.map.id} speaks of places in one text, and at ${nameOf(site)} queries and keys are not of one. Name sites that it fits, such as @self.`);
  const heads = swap.scope.heads && swap.scope.heads.length < site.heads ? { heads: swap.scope.heads } : {};
  return { swap, ...heads, parameter: perHead(swap, site, usage) };
}

const nameOf = ({ index, layer, kind }: AttentionSite): string => `site ${index} (layer ${layer}, ${kind})`;

const noScores = (site: AttentionSite): string =>
  `the scores of ${nameOf(site)} were not found, because its mapping is ${site.mapping === 'unknown' ? 'none that is known' : site.mapping}: it cannot be swapped. Leave it out by a scope.`;

/** A list names a number for each head in scope, in order; the others' numbers are not used. */
function perHead({ parameter, scope }: Swap, site: AttentionSite, usage: (why: string) => never): readonly number[] {
  if (parameter.length < 2) return parameter;
  const heads = scope.heads ?? Array.from({ length: site.heads }, (_, head) => head);
  if (heads.length !== parameter.length) usage(`${parameter.length} numbers were given for ${heads.length} heads.`);
  return Array.from({ length: site.heads }, (_, head) => parameter[Math.max(0, heads.indexOf(head))] ?? 0);
}
