import { message } from '../../message';
import type { Rule } from './intervention';
import { addressed, scopeText } from './scope';

/** No head of the scope reads one key from one query. */
export const cutEdge: Rule<'cut'> = {
  kind: 'cut',
  setsRows: true,
  says: ({ scope, query, key, rest }) =>
    rest === 'renormalise'
      ? message('query {0} cut from key {1} in {2}, the rest of the row scaled', query, key, scopeText(scope) || 'all layers')
      : message('query {0} cut from key {1} in {2}, the rest of the row kept', query, key, scopeText(scope) || 'all layers'),
  apply({ scope, query, key, rest }, draft, { sites }) {
    for (const address of addressed(sites, scope)) draft.set(address, query, key, 0, rest);
  },
};
