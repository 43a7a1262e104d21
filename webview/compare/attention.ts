import type { AttentionView, HeadAddress, SiteView } from '../../src/core/viewModels';
import type { Reading } from '../../src/protocol/engine';
import { HeadGrid } from '../charts/headGrid';
import type { Cell } from '../charts/layout';
import { extent } from '../charts/pool';
import type { Pane, SideMatrix } from '../charts/triple';
import { element } from '../dom';
import { axisNames, headName, quoted, siteName } from '../names';
import { signed, significant } from '../numbers';
import { floats } from '../slices';
import type { Stage } from '../stage';
import { say, t } from '../strings';
import { NumbersTable } from '../tables';
import { showThumbnails } from '../views/parts/thumbnails';
import type { Compare, Compared, Side } from './comparison';
import { both, differences, type Judged, judgeShapes, judgeTokens, meanVariation } from './judge';
import { Sides } from './sides';

/** More cells than this on a side are shown as blocks of cells. */
const MOST = 512;
const TABLE = 200;

/** The same head of two answers, or where heads do not correspond one of each. */
export const compareAttention: Compare<AttentionView> = (left, right, stage) => new HeadsApart(left, right, stage);

class HeadsApart implements Compared {
  readonly root = element('div', { class: 'heads-apart' });
  readonly judged: Judged;
  private readonly shapes: boolean;
  private readonly title = element('h2');
  private readonly live = element('p', { class: 'live', role: 'status' });
  private readonly blocks = element('p', { class: 'muted', hidden: true });
  private readonly sides: Sides;
  private readonly grids: readonly HeadGrid[];
  private readonly table = new NumbersTable(t('Where they differ most'), [t('Query'), t('Key'), t('First'), t('Second'), t('Difference')]);
  private readonly chosen: [HeadAddress, HeadAddress];
  private shown: { readonly left: SideMatrix; readonly right: SideMatrix; readonly difference: Float32Array | undefined } | undefined;
  private asked = 0;

  constructor(
    private readonly left: Side<AttentionView>,
    private readonly right: Side<AttentionView>,
    private readonly stage: Stage,
  ) {
    const shapes = judgeShapes(left.analysed.view.sites, right.analysed.view.sites);
    this.judged = both(judgeTokens(left.analysed.tokens, right.analysed.tokens), shapes);
    this.shapes = shapes.difference;
    const { site, head } = stage.chosen;
    const known = left.analysed.view.sites.some(one => one.index === site && head >= 0 && head < one.heads);
    const first = known ? { site, head } : left.analysed.view.chosen;
    this.chosen = [first, this.shapes ? first : right.analysed.view.chosen];
    this.sides = new Sides([left.name, right.name], { point: (cell, side) => this.point(cell, side) });
    this.grids = this.shapes ? [this.grid(left, 0)] : [this.grid(left, 0), this.grid(right, 1)];
    const grids = this.grids.map((grid, at) => element('section', { class: 'heads' }, ...(this.shapes ? [] : [element('h2', {}, [left, right][at]?.name ?? '')]), grid.root));
    const below = element('div', { class: 'below' }, this.live, this.sides.legends);
    this.root.append(element('div', { class: 'pair grids' }, ...grids), this.title, this.blocks, this.sides.root, below, this.table.root);
  }

  draw(): void {
    for (const [at, grid] of this.grids.entries()) {
      const side = at === 0 ? this.left : this.right;
      void showThumbnails(grid, side.analysed.view, { ...this.stage, slice: side.slice });
    }
    void this.load();
  }

  chooseToken(index: number): void {
    this.sides.chooseRow(index);
  }

  dispose(): void {
    this.sides.dispose();
    for (const grid of this.grids) grid.dispose();
  }

  private grid(side: Side<AttentionView>, at: 0 | 1): HeadGrid {
    const choose = (head: HeadAddress): void => {
      grid.choose(head);
      this.chosen[at] = head;
      if (this.shapes) this.chosen[1] = head;
      if (at === 0) this.stage.keep({ site: head.site, head: head.head });
      void this.load();
    };
    const grid: HeadGrid = new HeadGrid(side.analysed.view.sites, this.chosen[at], siteName, {
      point: () => undefined,
      choose: (head, how) => void (how === 'one' && choose(head)),
    });
    return grid;
  }

  /** Asks for both heads; what comes after another choice is not shown. */
  private async load(): Promise<void> {
    this.asked += 1;
    const { asked } = this;
    const [left, right] = await Promise.all([matrixOf(this.left, this.chosen[0]), matrixOf(this.right, this.chosen[1])]);
    if (asked !== this.asked) return;
    const failed = [left, right].find(one => typeof one === 'string');
    if (typeof left === 'string' || typeof right === 'string') {
      this.live.textContent = String(failed);
      return;
    }
    this.show(left, right);
  }

  private show(left: SideMatrix & Block, right: SideMatrix & Block): void {
    const { sites } = this.left.analysed.view;
    const fits = this.judged.difference && left.values.length === right.values.length && left.columns === right.columns;
    const difference = fits ? differences(left.values, right.values) : undefined;
    this.shown = { left, right, difference };
    const names = this.chosen.map(({ site, head }, at) => headName((at === 0 ? sites : this.right.analysed.view.sites)[site], head));
    const apart = difference && left.block === 1 ? t(' · mean total variation {0}', significant(meanVariation(left.values, right.values, left.columns))) : '';
    this.title.textContent = (this.shapes ? (names[0] ?? '') : names.join(' · ')) + apart;
    this.blocks.hidden = left.block === 1 && right.block === 1;
    this.blocks.textContent = t('Long texts are compared in blocks: a cell stands for the largest of up to {0} × {0} weights.', Math.max(left.block, right.block));
    const most = Math.max(extent(left.values)[1], extent(right.values)[1]) || 1;
    const causal = left.causal && right.causal;
    this.sides.show({ left, right, difference, domain: [0, most], look: { causal }, hatched: causal ? t('later tokens, masked') : undefined });
    this.showTable();
    this.point(undefined, 'left');
  }

  private showTable(): void {
    const { left, right, difference } = this.shown ?? {};
    this.table.root.hidden = !difference;
    if (!left || !right || !difference) return;
    const order = [...difference.keys()].filter(at => difference[at] !== 0).sort((a, b) => Math.abs(difference[b] ?? 0) - Math.abs(difference[a] ?? 0));
    const name = (at: number): readonly string[] => [left.rowNames[Math.floor(at / left.columns)] ?? '', left.columnNames[at % left.columns] ?? ''];
    this.table.show(order.slice(0, TABLE).map(at => [...name(at), significant(left.values[at] ?? 0), significant(right.values[at] ?? 0), signed(difference[at] ?? 0)]));
  }

  private point(cell: Cell | undefined, side: Pane): void {
    const { left, right, difference } = this.shown ?? {};
    if (!cell || !left || !right) {
      this.live.textContent = t('Point at a cell, or move with the arrow keys.');
      return;
    }
    const value = ({ values, columns, rows }: SideMatrix): string => (cell.row < rows && cell.column < columns ? significant(values[cell.row * columns + cell.column] ?? 0) : '–');
    const names = ({ rowNames, columnNames }: SideMatrix): string => `${quoted(rowNames[cell.row] ?? '')} → ${quoted(columnNames[cell.column] ?? '')}`;
    const at = cell.row * left.columns + cell.column;
    this.live.textContent = difference
      ? t(
          '{0}: first {1}, second {2}, difference {3}',
          names(left) === names(right) ? names(left) : `${names(left)} / ${names(right)}`,
          value(left),
          value(right),
          signed(difference[at] ?? 0),
        )
      : t('{0}: {1}', names(side === 'left' ? left : right), value(side === 'left' ? left : right));
  }
}

/** How many weights a cell stands for along each side, and whether later keys are masked. */
interface Block {
  readonly block: number;
  readonly causal: boolean;
}

/** A head as a matrix of at most MOST cells a side; a sentence where it cannot be had. */
async function matrixOf({ name, analysed: { view }, slice }: Side<AttentionView>, { site: index, head }: HeadAddress): Promise<(SideMatrix & Block) | string> {
  const site = view.sites.find(one => one.index === index) as SiteView;
  const { queries, keys } = site;
  const [rows, columns] = [Math.min(MOST, queries), Math.min(MOST, keys)];
  const reading: Reading = { heads: [[index, head]], combine: 'mean', words: false, special: true, scale: 'one' };
  const answer = await slice({ kind: 'matrix', reading, rows: [0, queries], columns: [0, keys], height: rows, width: columns });
  if (!answer.ok) return say(answer.message);
  const block = Math.ceil(Math.max(queries / rows, keys / columns));
  const sampled = (names: readonly string[], count: number): readonly string[] => Array.from({ length: count }, (_, at) => names[Math.floor((at * names.length) / count)] ?? '');
  return {
    values: floats(answer.value),
    rows,
    columns,
    rowNames: sampled(axisNames(view.queries, queries), rows),
    columnNames: sampled(axisNames(view.keys, keys), columns),
    label: t('Attention of {0} in {1}: queries as rows, keys as columns.', headName(site, head), name),
    block,
    causal: site.causal && block === 1,
  };
}
