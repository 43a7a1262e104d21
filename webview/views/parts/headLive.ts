import type { Cell } from '../../charts/layout';
import { allOf } from '../../charts/lineSelect';
import type { LineEnd } from '../../charts/lines';
import { extent, rankOf, ranksOf } from '../../charts/pool';
import type { Shown } from '../../charts/tiles';
import { element } from '../../dom';
import { quoted } from '../../names';
import { significant } from '../../numbers';
import { t } from '../../strings';
import { masked, type ShownHeads } from './headPicture';
import type { Settings } from './headSettings';

/** A pointer that rests so long means the cell: what it passes by is not asked for. */
const REST = 40;
const NAMED = 5;

/** The line that tells what is under pointer or focus: query, key, weight, rank. */
export class HeadLive {
  readonly root = element('p', { class: 'live', role: 'status' });
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether nothing is told, so that what there is to do may be said. */
  private idle = true;

  say(words: string): void {
    this.asked += 1;
    this.idle = false;
    clearTimeout(this.timer);
    this.root.textContent = words;
  }

  /** Says what there is to do, where nothing is pointed at. */
  rest(picture: Settings['picture']): void {
    this.say(picture === 'matrix' ? t('Point at a cell, or move with the arrow keys.') : t('Point at a token, or move with the arrow keys.'));
    this.idle = true;
  }

  /** The same, unless a cell or a token is told: what comes late must not take its place. */
  restIfIdle(picture: Settings['picture']): void {
    if (this.idle) this.rest(picture);
  }

  dispose(): void {
    this.asked += 1;
    clearTimeout(this.timer);
  }

  /** Tells a cell; of several that share a pixel the strongest. What is not at hand is asked for once the pointer rests. */
  cell(shown: ShownHeads, cell: Cell, among: Shown | undefined): void {
    if (masked(shown, cell)) {
      this.say(t('{0} → {1}: masked, a later token', ...endsOf(shown, cell)));
      return;
    }
    const { weights } = shown;
    if (among && weights.whole) {
      this.tell(shown, strongestOf(weights.matrix.values, weights.columns, among), among);
    } else if (!among && weights.at('query', cell.row)) this.tell(shown, cell, undefined);
    else {
      this.say(t('{0} → {1}: …', ...endsOf(shown, cell)));
      const { asked } = this;
      this.timer = setTimeout(() => void this.fetch(shown, cell, among, asked), REST);
    }
  }

  /** Tells a token of the lines: its strongest ends, by rank. */
  end(shown: ShownHeads, { side, index }: LineEnd): void {
    const { axes, weights } = shown;
    const byQuery = side === 'query';
    const name = `${quoted((byQuery ? axes.rowNames : axes.columnNames)[index] ?? '')} (${index})`;
    const line = weights.at(side, index);
    if (!line) {
      this.say(`${name} …`);
      const { asked } = this;
      void weights.line(side, index).then(there => void (there && asked === this.asked && this.end(shown, { side, index })));
      return;
    }
    const others = byQuery ? axes.columnNames : axes.rowNames;
    const strong = allOf(line.weights, 0.001).slice(0, NAMED);
    const ranks = ranksOf(
      line.weights,
      strong.map(({ index: at }) => at),
    );
    const listed = strong.map(({ index: at, weight }, place) => `${ranks[place]}. ${quoted(others[at] ?? '')} (${at}) ${significant(weight)}`);
    const words = listed.join(', ') || t('nothing');
    this.say(byQuery ? t('Query {0} → {1}', name, words) : t('Key {0} ← {1}', name, words));
  }

  private async fetch(shown: ShownHeads, cell: Cell, among: Shown | undefined, asked: number): Promise<void> {
    const piece = among && (await shown.weights.exact(among.rows, among.columns));
    const at = piece && among ? strongestIn(piece.values, among) : cell;
    const line = await shown.weights.line('query', at.row);
    if (asked === this.asked && line) this.tell(shown, at, among);
  }

  private tell(shown: ShownHeads, cell: Cell, among: Shown | undefined): void {
    const line = shown.weights.at('query', cell.row);
    if (!line) return;
    const seen = shown.site.causal ? Math.min(cell.row + 1, shown.weights.columns) : shown.weights.columns;
    const words = t('{0} → {1}: {2}, rank {3} of {4}', ...endsOf(shown, cell), significant(line.weights[cell.column] ?? 0), rankOf(line.weights, cell.column), seen);
    this.say(among ? `${words} ${t('(the strongest of {0} × {1} under the pointer)', among.rows.count, among.columns.count)}` : words);
  }
}

const endsOf = ({ axes }: ShownHeads, { row, column }: Cell): [string, string] => [
  `${quoted(axes.rowNames[row] ?? '')} (${row})`,
  `${quoted(axes.columnNames[column] ?? '')} (${column})`,
];

/** The strongest cell of a window of a whole matrix. */
function strongestOf(values: Float32Array, wide: number, { rows, columns }: Shown): Cell {
  let best = { row: rows.first, column: columns.first };
  for (let row = rows.first; row < rows.first + rows.count; row++)
    for (let column = columns.first; column < columns.first + columns.count; column++)
      if ((values[row * wide + column] ?? 0) > (values[best.row * wide + best.column] ?? 0)) best = { row, column };
  return best;
}

/** The same, of a window that was cut out. */
function strongestIn(values: Float32Array, { rows, columns }: Shown): Cell {
  const at = Math.max(0, values.indexOf(extent(values)[1]));
  return { row: rows.first + Math.floor(at / columns.count), column: columns.first + (at % columns.count) };
}
