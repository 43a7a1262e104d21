import type { Changes } from '../../src/core/analyses/experiments/experiment';
import type { Intervention } from '../../src/core/attention/interventions/intervention';
import type { SiteView } from '../../src/core/viewModels';
import type { MapInfo } from '../../src/protocol/engine';
import { siteName } from '../names';
import { significant } from '../numbers';
import { say, t } from '../strings';
import { placeWords, runs } from './scope';

/** What is known of the names in changes. */
export interface Naming {
  readonly maps: readonly MapInfo[];
  readonly sites: readonly SiteView[];
}

/** The parts of a swap as the command line spells it. */
export function partsOf(swap: string): { readonly map: string; readonly parameter: string; readonly scope: string } {
  const [, map = '', parameter = '', scope = ''] = /^([^:@]*)(?::([^@]*))?(?:@(.*))?$/s.exec(swap) ?? [];
  return { map, parameter, scope };
}

function mapWords(map: string, parameter: string, { maps }: Naming): string {
  const known = maps.find(one => one.id === map);
  const name = known ? say(known.title) : map;
  return parameter === '' ? name : known?.parameter ? `${name}, ${known.parameter.name} ${parameter}` : `${name} ${parameter}`;
}

/** sparsemax on L2 H0-3 */
export function swapWords(swap: string, naming: Naming): string {
  const { map, parameter, scope } = partsOf(swap);
  return t('{0} on {1}', mapWords(map, parameter, naming), scope === '' ? t('all heads') : placeWords(scope));
}

const placeOf = ({ scope }: Intervention, { sites }: Naming): string => {
  const named = (scope.sites ?? []).map(index => sites.find(site => site.index === index)).map(site => (site ? siteName(site) : '?'));
  const heads = scope.heads ? `H${runs(scope.heads)}` : '';
  return [named.join(','), heads].filter(Boolean).join(' ') || t('all heads');
};

export function interventionWords(one: Intervention, naming: Naming): string {
  const place = placeOf(one, naming);
  if (one.kind === 'set') return t('weight {0} → {1} of {2} set to {3}', one.query, one.key, place, significant(one.value));
  if (one.kind === 'cut') return t('edge {0} → {1} of {2} cut', one.query, one.key, place);
  if (one.kind === 'knock-out') return t('{0} knocked out', place);
  if (one.kind === 'mean-out') return t('{0} replaced by its mean', place);
  if (one.kind === 'transplant') return t('weights of {0} transplanted', place);
  return t('uniform weights on {0}', place);
}

/** A phrase for each part of the changes, in the order of `without`. */
export const phrases = ({ swaps, interventions, tokens }: Changes, naming: Naming): readonly string[] => [
  ...swaps.map(swap => swapWords(swap, naming)),
  ...interventions.map(one => interventionWords(one, naming)),
  ...tokens.map(one => (one.kind === 'exchange' ? t('tokens {0} and {1} exchanged', one.at, one.other) : t('token {0} changed', one.at))),
];

/** All changes in a line: swaps of one map are said once, and so are heads that are knocked out. */
export function phrase(changes: Changes, naming: Naming): string {
  const places = new Map<string, string[]>();
  for (const swap of changes.swaps) {
    const { map, parameter, scope } = partsOf(swap);
    const words = mapWords(map, parameter, naming);
    places.set(words, [...(places.get(words) ?? []), scope === '' ? t('all heads') : placeWords(scope)]);
  }
  const swaps = [...places].map(([words, where]) => t('{0} on {1}', words, where.join(', ')));
  const out = changes.interventions.filter(one => one.kind === 'knock-out');
  const knocked =
    out.length > 1 ? [t('{0} knocked out', out.map(one => placeOf(one, naming)).join(', '))] : phrases({ ...changes, swaps: [], interventions: out, tokens: [] }, naming);
  const others = phrases({ ...changes, swaps: [], interventions: changes.interventions.filter(one => one.kind !== 'knock-out') }, naming);
  return [...swaps, ...knocked, ...others].join('; ');
}

/** The line that every picture of a changed model carries. */
export const bannerWords = (changes: Changes, naming: Naming): string => t('What if: {0} — at inference time, no retraining', phrase(changes, naming));
