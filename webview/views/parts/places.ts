import type { IdentifiabilityView } from '../../../src/core/viewModels';
import { siteName } from '../../names';
import { t } from '../../strings';

/** What stands at each place along a curve: hidden states from the embedding output on, or the sites that weights belong to. */
export function placesOf(view: Pick<IdentifiabilityView, 'curves' | 'sites' | 'effective'>): readonly string[] {
  const count = Math.max(1, ...view.curves.map(curve => curve.values.length));
  if (view.effective && view.sites.length === count) return view.sites.map(siteName);
  return Array.from({ length: count }, (_, layer) => (layer === 0 && !view.effective ? t('input') : String(layer)));
}
