import type { Curve, IdentifiabilityView } from '../../src/core/viewModels';
import { element } from '../dom';
import { signed, significant } from '../numbers';
import { say, t } from '../strings';
import { NumbersTable } from '../tables';
import { curveChart } from '../views/parts/identifiability/curves';
import { placesOf } from '../views/parts/places';
import type { Compare } from './comparison';
import { judgeShapes } from './judge';

/** Curves over the layers of both sides in one chart, and their numbers. */
export const compareCurves: Compare<IdentifiabilityView> = (left, right) => {
  const [one, two] = [left.analysed.view, right.analysed.view];
  const judged = judgeShapes(one.sites, two.sites);
  const named = (name: string, curves: readonly Curve[]): readonly Curve[] => curves.map(curve => ({ ...curve, title: { text: '{0}: {1}', args: [name, say(curve.title)] } }));
  const deeper = one.sites.length >= two.sites.length ? one : two;
  const chart = curveChart({ ...deeper, curves: [...named(left.name, one.curves), ...named(right.name, two.curves)] });
  const table = new NumbersTable(t('All numbers'), [t('Curve'), t('Layer'), t('First'), t('Second'), t('Difference')]);
  const places = placesOf(deeper);
  const rows = one.curves.flatMap(curve => {
    const other = two.curves.find(({ id }) => id === curve.id);
    return places.map((place, at) => {
      const [first, second] = [curve.values[at] ?? Number.NaN, other?.values[at] ?? Number.NaN];
      return [say(curve.title), place, significant(first), significant(second), judged.difference ? signed(second - first) : '–'];
    });
  });
  table.show(rows);
  return { root: element('div', {}, chart.root, table.root), judged, draw: () => chart.draw(), dispose: () => chart.dispose() };
};
