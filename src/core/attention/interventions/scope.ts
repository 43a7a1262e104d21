import { raise } from '../../fault';
import { isInScope, type Scope as Places, scopeFrom } from '../parseSwap';
import type { AttentionSite } from '../site';

/** One head of a model: the index of its site, and its place there. */
export interface Address {
  readonly site: number;
  readonly head: number;
}

/** Heads by place, as swaps have it; besides by site index, for those who know it. Everything that is said must hold; what is not said holds of all. */
export interface Scope extends Places {
  readonly sites?: readonly number[];
}

/** `L2`, `L0-5`, `L2.H1,3`, `cross`, `decoder.L0`; '' is everywhere. Throws `bad-usage`, `what` first, for anything else. */
export const parseScope = (text: string, what: string): Scope => (text === '' ? {} : scopeFrom(text, why => raise({ code: 'bad-usage', what, why })));

/** The places of a scope as they are written. */
export function scopeText({ layers, heads, kind, sites }: Scope): string {
  const parts = [kind, sites && `site ${runs(sites)}`, layers && `L${runs(layers)}`, heads && `H${runs(heads)}`];
  return parts.filter(part => part !== undefined).join('.');
}

/** 0, 1, 2, 5 as "0-2,5". */
function runs(numbers: readonly number[]): string {
  const pieces: [number, number][] = [];
  for (const number of numbers) {
    const last = pieces.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else pieces.push([number, number]);
  }
  return pieces.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** The heads of a scope, site by site. Throws `bad-input` where there is none, or a site of the scope lacks a head that was named. */
export function addressed(sites: readonly AttentionSite[], scope: Scope): readonly Address[] {
  const found = sites.filter(site => isInScope(scope, site) && (!scope.sites || scope.sites.includes(site.index)));
  const named = scopeText(scope) || 'everywhere';
  if (found.length === 0) return raise({ code: 'bad-input', what: named, why: `no attention site is there: this model has ${sites.length}, ${rangeOf(sites)}.` });
  return found.flatMap(({ index, heads }) => {
    const beyond = scope.heads?.find(head => head >= heads);
    if (beyond !== undefined) return raise({ code: 'bad-input', what: named, why: `site ${index} has ${heads} heads, H0 to H${heads - 1}.` });
    return (scope.heads ?? Array.from({ length: heads }, (_, head) => head)).map(head => ({ site: index, head }));
  });
}

const rangeOf = (sites: readonly AttentionSite[]): string =>
  sites.length === 0 ? 'none' : `layers L${Math.min(...sites.map(s => s.layer))} to L${Math.max(...sites.map(s => s.layer))}`;
