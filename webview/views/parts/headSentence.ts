import type { AttentionView, HeadAddress } from '../../../src/core/viewModels';
import { headName, roleName } from '../../names';
import { significant, withUnit } from '../../numbers';
import { t } from '../../strings';

/** What one head does, in a line: L2 H1 · induction 0.820 · entropy 0.430 nats. */
export function sentenceOf(view: AttentionView, address: HeadAddress | undefined): string {
  if (!address) return '';
  const site = view.sites.find(candidate => candidate.index === address.site);
  const found = view.worthALook.filter(finding => finding.site === address.site && finding.head === address.head);
  const entropy = view.entropy[view.sites.findIndex(candidate => candidate.index === address.site)]?.[address.head];
  const parts = [headName(site, address.head), ...found.map(({ role, strength }) => `${roleName(role)} ${significant(strength)}`)];
  if (entropy !== undefined) parts.push(t('entropy {0}', withUnit(entropy, 'nats')));
  return parts.join(' · ');
}
