import { raise } from '../../fault';
import { message } from '../../message';
import type { Rule } from './intervention';
import { addressed, scopeText } from './scope';

/** One weight is another number; the rest of its row is scaled so that the row keeps its sum, or left. */
export const setWeight: Rule<'set'> = {
  kind: 'set',
  setsRows: true,
  says: ({ scope, query, key, value, rest }) =>
    rest === 'renormalise'
      ? message('weight of query {0} on key {1} set to {2} in {3}, the rest of the row scaled', query, key, value, scopeText(scope) || 'all heads')
      : message('weight of query {0} on key {1} set to {2} in {3}, the rest of the row kept', query, key, value, scopeText(scope) || 'all heads'),
  apply({ scope, query, key, value, rest }, draft, { sites }) {
    if (!Number.isFinite(value)) raise({ code: 'bad-input', what: `weight ${value}`, why: 'a weight is a finite number.' });
    for (const address of addressed(sites, scope)) draft.set(address, query, key, value, rest);
  },
};
