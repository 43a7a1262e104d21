import type { FlowView } from '../../src/core/viewModels';
import type { Cell } from '../charts/layout';
import { extent } from '../charts/pool';
import type { Pane, SideMatrix } from '../charts/triple';
import { choice } from '../controls';
import { element } from '../dom';
import { axisNames, quoted } from '../names';
import { signed, significant } from '../numbers';
import { say, t } from '../strings';
import { NumbersTable } from '../tables';
import { Settings } from '../views/parts/settings';
import type { Compare } from './comparison';
import { differences, judgeTokens } from './judge';
import { Sides } from './sides';

type Variant = FlowView['matrices'][number];

/** What each position draws on, on both sides. */
export const compareFlow: Compare<FlowView> = (left, right, stage) => {
  const [one, two] = [left.analysed.view, right.analysed.view];
  const judged = judgeTokens(left.analysed.tokens, right.analysed.tokens);
  const settings = new Settings(stage);
  const ids = one.matrices.map(({ id }) => id).filter(id => two.matrices.some(other => other.id === id));
  let id = settings.choice('variant', ids);
  let shown: readonly [SideMatrix, SideMatrix] | undefined;
  const live = element('p', { class: 'live', role: 'status' });
  const point = (cell: Cell | undefined, side: Pane): void => {
    live.textContent = cell && shown ? pointed(cell, shown, judged.difference, side) : t('Point at a cell, or move with the arrow keys.');
  };
  const sides = new Sides([left.name, right.name], { point });
  const table = new NumbersTable(t('Numbers of one position'), [t('Position'), t('Token'), t('First'), t('Second'), t('Difference')]);
  let row = stage.chosen.query >= 0 ? stage.chosen.query : one.query;
  const variantOf = (view: FlowView): Variant | undefined => view.matrices.find(other => other.id === id);
  const draw = (): void => {
    const [first, second] = [variantOf(one), variantOf(two)];
    if (!first || !second) return;
    shown = [matrixOf(one, first, left.name), matrixOf(two, second, right.name)];
    const difference = judged.difference ? differences(first.values, second.values) : undefined;
    const most = Math.max(extent(first.values)[1], extent(second.values)[1]) || 1;
    const unknown = [first, second].some(({ values }) => values.some(Number.isNaN));
    const causal = one.causal && two.causal;
    const hatched = unknown ? t('not computed or masked') : causal ? t('later tokens, masked') : undefined;
    sides.show({ left: shown[0], right: shown[1], difference, domain: [0, most], hatched, look: { causal } });
    showRow();
  };
  const showRow = (): void => {
    sides.chooseRow(row);
    table.root.hidden = !judged.difference;
    if (shown && judged.difference) table.show(rowsOf(shown, row));
    point(undefined, 'left');
  };
  const choose = (index: number): void => {
    row = index;
    stage.keep({ query: index });
    showRow();
  };
  const pick = (next: string): void => {
    id = next;
    settings.keep('variant', next);
    draw();
  };
  const choices = ids.map(known => ({ id: known, title: say(one.matrices.find(other => other.id === known)?.title ?? { text: known, args: [] }) }));
  const list = choices.length > 1 ? [choice(t('Values'), choices, id, next => pick(next))] : [];
  const root = element('div', {}, ...list, sides.root, element('div', { class: 'below' }, live, sides.legends), table.root);
  return { root, judged, draw, dispose: () => sides.dispose(), chooseToken: choose };
};

const matrixOf = (view: FlowView, { values, title }: Variant, name: string): SideMatrix => ({
  values,
  rows: view.queries.length,
  columns: view.keys.length,
  rowNames: axisNames(view.queries, view.queries.length),
  columnNames: axisNames(view.keys, view.keys.length),
  label: t('{0} in {1}: positions as rows, input tokens as columns.', say(title), name),
});

const valueAt = ({ values, columns }: SideMatrix, { row, column }: Cell): number => values[row * columns + column] ?? Number.NaN;

function pointed(cell: Cell, [left, right]: readonly [SideMatrix, SideMatrix], difference: boolean, side: Pane): string {
  const of = side === 'left' ? left : right;
  const name = `${quoted(of.rowNames[cell.row] ?? '')} → ${quoted(of.columnNames[cell.column] ?? '')}`;
  if (!difference) return t('{0}: {1}', name, significant(valueAt(of, cell)));
  const [first, second] = [valueAt(left, cell), valueAt(right, cell)];
  return t('{0}: first {1}, second {2}, difference {3}', name, significant(first), significant(second), signed(second - first));
}

const rowsOf = ([left, right]: readonly [SideMatrix, SideMatrix], row: number): readonly (readonly string[])[] =>
  left.columnNames.map((name, column) => {
    const [first, second] = [valueAt(left, { row, column }), valueAt(right, { row, column })];
    return [String(column), name, significant(first), significant(second), signed(second - first)];
  });
