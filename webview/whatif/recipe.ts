import type { Changes } from '../../src/core/analyses/experiments/experiment';
import type { Intervention, Rest } from '../../src/core/attention/interventions/intervention';
import type { HeadAddress, SiteView } from '../../src/core/viewModels';
import type { MapInfo } from '../../src/protocol/engine';
import type { WhatIfState } from '../../src/protocol/panel';
import { sameHead, scopesOf } from './scope';

export const NOTHING: Changes = { swaps: [], interventions: [], tokens: [] };

export const FRESH: WhatIfState = { map: '', parameter: '', heads: [], others: NOTHING, rest: 'renormalise', list: [] };

export const addresses = ({ heads }: Pick<WhatIfState, 'heads'>): readonly HeadAddress[] => heads.map(([site, head]) => ({ site, head }));

/** The swaps that the chosen mapping and scope make; none for the model's own mapping. */
export function swapsOf({ map, parameter, heads }: Pick<WhatIfState, 'map' | 'parameter' | 'heads'>, sites: readonly SiteView[]): readonly string[] {
  if (map === '') return [];
  const what = parameter === '' ? map : `${map}:${parameter}`;
  return scopesOf(addresses({ heads }), sites).map(scope => (scope === '' ? what : `${what}@${scope}`));
}

/** Everything that is changed: what was kept before, then the swap that is being tried, which holds where both mean a head. */
export const changesOf = (state: WhatIfState, sites: readonly SiteView[]): Changes => ({ ...state.others, swaps: [...state.others.swaps, ...swapsOf(state, sites)] });

export const isNothing = ({ swaps, interventions, tokens }: Changes): boolean => swaps.length + interventions.length + tokens.length === 0;

/** Two changes that would be one request. */
export const sameChanges = (one: Changes, other: Changes): boolean => JSON.stringify(one) === JSON.stringify(other);

/** A swap that was chosen is kept, so that another can be chosen beside it. */
export const fixed = (state: WhatIfState, sites: readonly SiteView[]): WhatIfState => ({ ...state, others: changesOf(state, sites), map: '', parameter: '', heads: [] });

/** Places in a text mean nothing in another one: weights that were set and edges that were cut there are forgotten. */
export function forOtherText(state: WhatIfState): WhatIfState {
  const interventions = state.others.interventions.filter(({ kind }) => kind === 'knock-out' || kind === 'mean-out' || kind === 'uniform');
  return { ...state, others: { ...state.others, interventions, tokens: [] } };
}

type SetOrCut = Extract<Intervention, { kind: 'set' | 'cut' }>;

/** One head, as an intervention names it. */
const at = ({ site, head }: HeadAddress) => ({ sites: [site], heads: [head] });

const isOut = (intervention: Intervention, head: HeadAddress): boolean =>
  intervention.kind === 'knock-out' && intervention.scope.sites?.[0] === head.site && intervention.scope.heads?.[0] === head.head;

/** The heads that are knocked out. */
export const knockedOut = ({ interventions }: Changes): readonly HeadAddress[] =>
  interventions.flatMap(one => (one.kind === 'knock-out' ? (one.scope.sites ?? []).flatMap(site => (one.scope.heads ?? []).map(head => ({ site, head }))) : []));

/** Knocks heads out, or lets them back in where all of them are out. */
export function toggleKnockOut(changes: Changes, heads: readonly HeadAddress[]): Changes {
  const out = knockedOut(changes);
  const all = heads.every(head => out.some(one => sameHead(one, head)));
  const kept = changes.interventions.filter(one => !heads.some(head => isOut(one, head)));
  const added = all ? [] : heads.map(head => ({ kind: 'knock-out' as const, scope: at(head) }));
  return { ...changes, interventions: [...kept, ...added] };
}

export interface Edge {
  readonly head: HeadAddress;
  readonly query: number;
  readonly key: number;
}

const ofEdge = (one: Intervention, { head, query, key }: Edge): one is SetOrCut =>
  (one.kind === 'set' || one.kind === 'cut') && one.query === query && one.key === key && one.scope.sites?.[0] === head.site && one.scope.heads?.[0] === head.head;

/** Sets one weight; what was done to it before is forgotten. */
export const withWeight = (changes: Changes, edge: Edge, value: number, rest: Rest): Changes => ({
  ...changes,
  interventions: [...changes.interventions.filter(one => !ofEdge(one, edge)), { kind: 'set', scope: at(edge.head), query: edge.query, key: edge.key, value, rest }],
});

/** Takes an edge out of one head, or of all heads of all layers. */
export const withCut = (changes: Changes, edge: Edge, everywhere: boolean, rest: Rest): Changes => ({
  ...changes,
  interventions: [...changes.interventions.filter(one => !ofEdge(one, edge)), { kind: 'cut', scope: everywhere ? {} : at(edge.head), query: edge.query, key: edge.key, rest }],
});

/** Without its n-th part, counted through swaps, interventions and token edits. */
export function without({ swaps, interventions, tokens }: Changes, place: number): Changes {
  const left = <T>(list: readonly T[], first: number): readonly T[] => list.filter((_, index) => index + first !== place);
  return { swaps: left(swaps, 0), interventions: left(interventions, swaps.length), tokens: left(tokens, swaps.length + interventions.length) };
}

/** The first of 1, 2, 5, 10, ... in any decimal place that is not below a number. */
function niceStep(least: number): number {
  const ten = 10 ** Math.floor(Math.log10(least));
  return Number((([1, 2, 5, 10].find(nice => nice * ten >= least * (1 - 1e-9)) ?? 10) * ten).toPrecision(1));
}

/** Ends and step of a slider for a map's parameter: an end that no text reaches is no use there, and a scale of a thousand to one cannot be set by hand. */
export function sliderOf({ kind, range, otherwise }: NonNullable<MapInfo['parameter']>, tokens: number): { readonly range: readonly [number, number]; readonly step: number } {
  const [least, most] = range;
  if (kind === 'whole') return { range: [least, Math.max(least + 1, Math.min(most, tokens))], step: 1 };
  if (kind === 'choice') return { range, step: 1 };
  const far = most > 10 ? Math.min(most, Math.max(otherwise * 4, otherwise > 4 ? tokens : 0)) : most;
  const first = least > 0 ? Math.max(least, Math.min(otherwise, far / 40)) : least;
  const step = niceStep((far - first) / 100);
  // The map's own number is one of the slider's steps.
  const down = Math.floor((otherwise - first) / step + 1e-9);
  return { range: [Number((otherwise - down * step).toFixed(6)), far], step };
}

/** A number as a swap spells it: no float noise, no exponent that a slider could not have meant. */
export const spelled = (value: number): string => String(Number(value.toFixed(4)));
