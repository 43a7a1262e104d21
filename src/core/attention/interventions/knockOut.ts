import { message } from '../../message';
import type { Rule } from './intervention';
import { addressed, scopeText } from './scope';

/** The head's output is zero: the same as zero in its slice of the output projection. */
export const knockOut: Rule<'knock-out'> = {
  kind: 'knock-out',
  setsRows: false,
  says: ({ scope }) => message('heads knocked out: {0}', scopeText(scope) || 'all'),
  apply({ scope }, draft, { sites }) {
    for (const address of addressed(sites, scope)) draft.gate(address, 0);
  },
};
