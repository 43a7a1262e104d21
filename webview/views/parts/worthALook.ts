import type { AttentionView, HeadAddress } from '../../../src/core/viewModels';
import { element } from '../../dom';
import { headName, roleName } from '../../names';
import { significant } from '../../numbers';
import { t } from '../../strings';

/** The few heads that do something plain to see, strongest first, or a sentence that none does. */
export function worthALook(view: AttentionView, open: (head: HeadAddress) => void): HTMLElement {
  const title = element('h2', {}, t('Worth a look'));
  if (view.worthALook.length === 0) return element('section', { class: 'worth' }, title, element('p', { class: 'muted' }, t('No head stands out on this text.')));
  const rows = view.worthALook.map(finding => {
    const name = headName(
      view.sites.find(site => site.index === finding.site),
      finding.head,
    );
    const press = element('button', { type: 'button', class: 'row' });
    press.append(element('span', {}, roleName(finding.role)), element('span', { class: 'number' }, name), element('span', { class: 'number' }, significant(finding.strength)));
    press.addEventListener('click', () => open(finding));
    return element('li', {}, press);
  });
  return element('section', { class: 'worth' }, title, element('ul', {}, ...rows));
}
