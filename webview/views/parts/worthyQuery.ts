import type { AttentionView, SiteView } from '../../../src/core/viewModels';

/**
 * The query that a head opens on: the one that looks hardest at another token of the text. Looks at the first token, at itself and at special
 * tokens do not count, because almost every head has those. The last query where none looks anywhere else.
 */
export function worthyQuery(values: Float32Array, site: SiteView, view: Pick<AttentionView, 'queries' | 'keys'>): number {
  let best = site.queries - 1;
  let most = 0;
  for (let query = 0; query < site.queries; query++) {
    if (site.queries === view.queries.length && view.queries[query]?.special) continue;
    for (let key = 1; key < site.keys; key++) {
      if ((site.kind === 'self' && key === query) || (site.keys === view.keys.length && view.keys[key]?.special)) continue;
      const weight = values[query * site.keys + key] ?? 0;
      if (weight > most) [best, most] = [query, weight];
    }
  }
  return best;
}
