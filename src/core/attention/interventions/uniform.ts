import { message } from '../../message';
import { row } from '../../tensor/tensor';
import type { Rule } from './intervention';
import { addressed, scopeText } from './scope';

/**
 * Every query draws evenly on the keys that it may see: 1 / n each. A key that no head of the site gives any weight from a query counts as masked, as
 * softmax gives a weight to every other; sparse mappings hide keys from all heads only where every head agrees.
 */
export const uniform: Rule<'uniform'> = {
  kind: 'uniform',
  setsRows: true,
  says: ({ scope }) => message('uniform weights: {0}', scopeText(scope) || 'all heads'),
  apply({ scope }, draft, { sites, weights }) {
    const even = new Map<number, Float32Array>();
    for (const address of addressed(sites, scope)) {
      const own = weights.get(address.site);
      if (!own) continue;
      const values = even.get(address.site) ?? evenRows(own);
      even.set(address.site, values);
      draft.setHead(address, values);
    }
  },
};

/** [queries * keys]: 1 / (keys that some head draws on), 0 elsewhere and in rows without any. */
function evenRows(weights: Parameters<typeof row<'float32'>>[0]): Float32Array {
  const [heads = 0, queries = 0, keys = 0] = weights.dims;
  const line = new Float32Array(queries * keys);
  for (let head = 0; head < heads; head++) {
    const own = row(weights, head).data;
    for (let at = 0; at < line.length; at++) if (own[at] !== 0) line[at] = 1;
  }
  for (let at = 0; at < line.length; at += keys) {
    const count = line.subarray(at, at + keys).reduce((sum, value) => sum + value, 0);
    for (let key = at; count > 0 && key < at + keys; key++) line[key] = (line[key] ?? 0) / count;
  }
  return line;
}
