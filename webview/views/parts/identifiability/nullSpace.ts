import type { IdentifiabilityView } from '../../../../src/core/viewModels';
import { element } from '../../../dom';
import { siteName } from '../../../names';
import { t } from '../../../strings';

/**
 * A row for each site: how many keys its queries may use, the width of a head's values, and the dimension of the weights' null space head by head.
 * Where there are more keys than values have width, other weights give the same output.
 */
export function nullSpaceTable(view: IdentifiabilityView): readonly HTMLElement[] {
  const heads = Math.max(1, ...view.nullSpace.map(row => row.length));
  const title = t('Dimensions of weights that change nothing');
  const columns = [t('Site'), t('Keys n'), t('Width d_v'), ...Array.from({ length: heads }, (_, head) => `H${head}`)];
  const rows = view.sites.map((site, index) => {
    const wide = site.valueWidth;
    const cells = [String(site.keys), wide === undefined ? '–' : String(wide), ...Array.from({ length: heads }, (_, head) => String(view.nullSpace[index]?.[head] ?? '–'))];
    return element(
      'tr',
      { class: wide !== undefined && site.keys > wide ? 'free' : undefined },
      element('th', { scope: 'row' }, siteName(site)),
      ...cells.map(cell => element('td', {}, cell)),
    );
  });
  const head = element('tr', {}, ...columns.map(column => element('th', { scope: 'col' }, column)));
  const table = element(
    'div',
    { class: 'table', tabindex: 0, role: 'region', 'aria-label': title },
    element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows)),
  );
  const free = view.nullSpace.some(row => row.some(dimension => dimension > 0));
  const sentence = free
    ? t('Heads with a number above 0 would give the same output with other attention weights: their weights are not identifiable.')
    : t('All numbers are 0: no other attention weights give the same outputs, so the weights are identifiable.');
  return [element('h2', {}, title), element('p', { class: 'muted' }, sentence), table];
}
