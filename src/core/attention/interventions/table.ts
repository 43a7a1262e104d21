import type { Message } from '../../message';
import type { AttentionSite } from '../site';
import { cutEdge } from './cutEdge';
import { Draft } from './draft';
import type { Edits } from './edits';
import type { Intervention, InterventionKind, Plain, Rule } from './intervention';
import { knockOut } from './knockOut';
import { meanOut } from './meanOut';
import { addressed } from './scope';
import { setWeight } from './setWeight';
import { transplant } from './transplant';
import { uniform } from './uniform';

/** Every way to change what heads do, by kind. */
export const INTERVENTIONS: { readonly [K in InterventionKind]: Rule<K> } = {
  'knock-out': knockOut,
  'mean-out': meanOut,
  set: setWeight,
  cut: cutEdge,
  transplant,
  uniform,
};

const ruleOf = (intervention: Intervention): Rule<InterventionKind> => INTERVENTIONS[intervention.kind] as unknown as Rule<InterventionKind>;

/** All of them, in order, as numbers for the rewritten graph. */
export function editsOf(interventions: readonly Intervention[], plain: Plain): Edits {
  const draft = new Draft(plain);
  for (const intervention of interventions) ruleOf(intervention).apply(intervention, draft, plain);
  return draft.edits();
}

/** What each does, for people. */
export const says = (interventions: readonly Intervention[]): readonly Message[] => interventions.map(intervention => ruleOf(intervention).says(intervention));

/** Indices of the sites whose rows they set. */
export const sitesSet = (interventions: readonly Intervention[], sites: readonly AttentionSite[]): readonly number[] => [
  ...new Set(interventions.filter(one => ruleOf(one).setsRows).flatMap(({ scope }) => addressed(sites, scope).map(({ site }) => site))),
];
