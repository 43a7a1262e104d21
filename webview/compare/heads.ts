import type { HeadsView, Statistic } from '../../src/core/viewModels';
import type { Cell } from '../charts/layout';
import type { Pane, SideMatrix } from '../charts/triple';
import { choice } from '../controls';
import { element } from '../dom';
import { headName, siteName } from '../names';
import { signed, significant, withUnit } from '../numbers';
import { say, t } from '../strings';
import { NumbersTable } from '../tables';
import { domainOf } from '../views/parts/domain';
import { Settings } from '../views/parts/settings';
import type { Compare } from './comparison';
import { differences, judgeShapes } from './judge';
import { Sides } from './sides';

/** One statistic of all heads on both sides. Heads correspond by their numbers, whatever the texts are. */
export const compareHeads: Compare<HeadsView> = (left, right, stage) => {
  const [one, two] = [left.analysed.view, right.analysed.view];
  const judged = judgeShapes(one.sites, two.sites);
  const settings = new Settings(stage);
  const ids = one.statistics.map(({ id }) => id).filter(id => two.statistics.some(other => other.id === id));
  let id = settings.choice('statistic', ids);
  const live = element('p', { class: 'live', role: 'status' });
  const statistic = (view: HeadsView): Statistic | undefined => view.statistics.find(other => other.id === id);
  const point = (cell: Cell | undefined, side: Pane): void => {
    const at = (view: HeadsView): number => (cell ? (statistic(view)?.values[cell.row * view.heads + cell.column] ?? Number.NaN) : Number.NaN);
    const of = side === 'left' ? one : two;
    if (!cell) live.textContent = t('Point at a head, or move with the arrow keys. Enter opens it.');
    else if (judged.difference)
      live.textContent = t(
        '{0}: first {1}, second {2}, difference {3}',
        headName(one.sites[cell.row], cell.column),
        significant(at(one)),
        significant(at(two)),
        signed(at(two) - at(one)),
      );
    else live.textContent = t('{0}: {1}', headName(of.sites[cell.row], cell.column), withUnit(at(of), statistic(of)?.unit ?? ''));
  };
  const sides = new Sides([left.name, right.name], {
    point,
    choose: ({ row, column }, side) => {
      const site = (side === 'left' || judged.difference ? one : two).sites[row];
      if (site && side === 'left') stage.openHead(site.index, column);
    },
  });
  const table = new NumbersTable(t('All numbers'), [t('Head'), t('First'), t('Second'), t('Difference')]);
  const draw = (): void => {
    const [first, second] = [statistic(one), statistic(two)];
    if (!first || !second) return;
    const ends = [domainOf(first), domainOf(second)];
    const domain = [Math.min(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))] as const;
    const difference = judged.difference ? differences(first.values, second.values) : undefined;
    const hatched = [first, second].some(({ values }) => values.some(Number.isNaN)) ? t('does not apply') : undefined;
    sides.show({
      left: mapOf(one, first, left.name),
      right: mapOf(two, second, right.name),
      difference,
      domain,
      unit: first.unit,
      hatched,
      look: { flat: 2.2, print: significant },
    });
    table.root.hidden = !difference;
    if (difference) table.show(rowsOf(one, first, second, difference));
    point(undefined, 'left');
  };
  const choices = ids.map(known => ({ id: known, title: say(one.statistics.find(other => other.id === known)?.title ?? { text: known, args: [] }) }));
  const list = choice(t('Statistic'), choices, id, next => {
    id = next;
    settings.keep('statistic', next);
    draw();
  });
  const root = element('div', {}, list, sides.root, element('div', { class: 'below' }, live, sides.legends), table.root);
  return { root, judged, draw, dispose: () => sides.dispose() };
};

const mapOf = (view: HeadsView, { values, title }: Statistic, name: string): SideMatrix => ({
  values,
  rows: view.sites.length,
  columns: view.heads,
  rowNames: view.sites.map(siteName),
  columnNames: Array.from({ length: view.heads }, (_, head) => `H${head}`),
  label: t('{0} of {1}: layers as rows, heads as columns.', say(title), name),
});

const rowsOf = (view: HeadsView, first: Statistic, second: Statistic, difference: Float32Array): readonly (readonly string[])[] =>
  view.sites.flatMap((site, row) =>
    Array.from({ length: site.heads }, (_, head) => {
      const at = row * view.heads + head;
      return [headName(site, head), significant(first.values[at] ?? Number.NaN), significant(second.values[at] ?? Number.NaN), signed(difference[at] ?? Number.NaN)];
    }),
  );
