import { raise } from '../../fault';
import { message } from '../../message';
import { row } from '../../tensor/tensor';
import type { Rule } from './intervention';
import { addressed, scopeText } from './scope';

/** The weights of another run, of a text of the same length or of another checkpoint with the same tokens, on the values of this one. */
export const transplant: Rule<'transplant'> = {
  kind: 'transplant',
  setsRows: true,
  says: ({ scope }) => message('weights transplanted from another run: {0}', scopeText(scope) || 'all heads'),
  apply({ scope }, draft, { sites, weights, donor }) {
    const refuse = (why: string): never => raise({ code: 'bad-input', what: 'the transplant', why });
    if (!donor) return refuse('the run that weights are taken from was not given.');
    for (const address of addressed(sites, scope)) {
      const own = weights.get(address.site)?.dims ?? [];
      const given = donor.get(address.site) ?? refuse(`the other run has no attention site ${address.site}.`);
      if (given.dims.join() !== own.join())
        refuse(`site ${address.site} has ${own.join(' x ')} weights (heads, queries, keys) and the other run's ${given.dims.join(' x ')}: both must be of the same length.`);
      draft.setHead(address, row(given, address.head).data);
    }
  },
};
