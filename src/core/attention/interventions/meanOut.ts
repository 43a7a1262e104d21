import { message } from '../../message';
import type { Rule } from './intervention';
import { assertProjected } from './rewrite';
import { addressed, scopeText } from './scope';

/** The head's output is its mean over many texts, at every position: what it says of this text is gone, what it always says stays. */
export const meanOut: Rule<'mean-out'> = {
  kind: 'mean-out',
  setsRows: false,
  says: ({ scope }) => message('heads replaced by their mean: {0}', scopeText(scope) || 'all'),
  apply({ scope }, draft, { sites }) {
    const addresses = addressed(sites, scope);
    assertProjected(sites, new Set(addresses.map(({ site }) => site)));
    for (const address of addresses) draft.standIn(address);
  },
};
