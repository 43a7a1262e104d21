import type { Look, Range, TensorInfo, TensorName } from '../../src/protocol/inspect';
import { Legend } from '../charts/legend';
import { MatrixChart } from '../charts/matrix';
import { element } from '../dom';
import { grouped } from '../numbers';
import { Waiting } from '../shell/waiting';
import { t } from '../strings';
import { Latest } from './asks';
import type { Around } from './host';
import { type Extent, SIDE, type WindowState } from './state';
import { placeText, valueText } from './values';
import { ValueTable } from './valueTable';
import { WindowControls } from './windowControls';
import { pictureOf, scaleOf } from './windowPicture';

/** How much is shown of the place in a thinned picture that was chosen. */
const CLOSE: Extent = '64';

/** A window of a tensor's numbers as a picture and as a table, and the choice of which. */
export class WindowPart {
  readonly root = element('section', { class: 'window', 'aria-label': t('Values') });
  private readonly controls = new WindowControls(change => this.set(change));
  private readonly words = element('p', { class: 'summary' });
  private readonly live = element('p', { class: 'live', 'aria-live': 'polite' });
  private readonly said = element('p', { role: 'status' });
  private readonly body = element('div', { class: 'picture' });
  private readonly legend = new Legend();
  private readonly matrix: MatrixChart;
  private readonly table = new ValueTable();
  private readonly waiting: Waiting;
  private readonly latest: Latest;
  private tensor: TensorName | undefined;
  private look: Look | undefined;

  constructor(
    private readonly around: Around,
    private readonly learned: (tensor: TensorInfo) => void,
  ) {
    this.latest = new Latest(around);
    this.matrix = new MatrixChart({ point: cell => this.point(cell), choose: cell => this.approach(cell) });
    this.waiting = new Waiting(this.body, () => this.latest.stop());
    const below = element('div', { class: 'below' }, this.live, this.legend.root);
    this.body.append(this.words, this.matrix.root, below, this.table.root);
    this.root.append(element('h3', {}, t('Values')), this.controls.root, this.said, element('div', { class: 'stage' }, this.body, this.waiting.root));
  }

  clear(): void {
    this.latest.cancel();
    this.waiting.stop();
    this.look = undefined;
    this.body.hidden = true;
    this.said.textContent = '';
    this.controls.clear();
  }

  async open(tensor: TensorName): Promise<void> {
    this.tensor = tensor;
    await this.ask();
  }

  dispose(): void {
    this.clear();
    this.matrix.dispose();
    this.legend.dispose();
  }

  private set(change: Partial<WindowState>): void {
    this.around.keep({ window: { ...this.around.state().window, ...change } });
    void this.ask();
  }

  private async ask(): Promise<void> {
    const { tensor } = this;
    if (!tensor) return;
    const { window } = this.around.state();
    this.waiting.start();
    const one = { index: tensor.index, name: tensor.name };
    let came = await this.latest.ask(asking => this.around.host.look({ stamp: this.around.stamp, tensor: one, ...asked(window, this.look), leading: window.leading }, asking));
    // Leading indices are those of the tensor that was kept, and its size is known only now.
    if (came && 'value' in came && window.extent === 'whole' && !isWhole(came.value)) {
      const known = came.value;
      came = await this.latest.ask(asking => this.around.host.look({ stamp: this.around.stamp, tensor: one, ...asked(window, known), leading: window.leading }, asking));
    }
    if (!came) return;
    this.waiting.stop();
    this.said.textContent = 'words' in came ? came.words : '';
    if ('value' in came) this.draw(came.value);
  }

  private draw(look: Look): void {
    this.look = look;
    this.learned(look.tensor);
    this.controls.show(look, this.around.state().window);
    this.body.hidden = false;
    const scale = scaleOf(look.values, this.around.state().window.scale);
    this.words.textContent = wordsOf(look);
    this.legend.show({ domain: scale.domain, differences: scale.differences, ...(scale.gaps && { hatched: t('no number') }) });
    this.matrix.show(pictureOf(look, scale));
    this.table.show(look);
    this.point(undefined);
  }

  private point(cell: { readonly row: number; readonly column: number } | undefined): void {
    const { look } = this;
    if (!look || !cell) {
      this.live.textContent = look ? t('Point at a cell, or move with the arrow keys, to read its value.') : '';
      return;
    }
    const value = look.values[cell.row * look.columns.count + cell.column] ?? Number.NaN;
    this.live.textContent = t('{0} = {1}', placeText(look, cell), valueText(value));
  }

  /** In a thinned picture a click goes near; in another it changes nothing. */
  private approach({ row, column }: { readonly row: number; readonly column: number }): void {
    const { look } = this;
    if (!look || (look.rows.step === 1 && look.columns.step === 1)) return;
    const half = Number(CLOSE) / 2;
    this.set({ extent: CLOSE, row: Math.max(0, look.rows.from + row * look.rows.step - half), column: Math.max(0, look.columns.from + column * look.columns.step - half) });
  }
}

/** What is asked for; the size of the whole is known once there was a first look. */
function asked({ row, column, extent }: WindowState, known: Look | undefined): { readonly rows: Range; readonly columns: Range } {
  if (extent !== 'whole') return { rows: { from: row, count: Number(extent), step: 1 }, columns: { from: column, count: Number(extent), step: 1 } };
  return { rows: thinned(known?.height), columns: thinned(known?.width) };
}

function thinned(length = SIDE): Range {
  const step = Math.max(1, Math.ceil(length / SIDE));
  return { from: 0, count: Math.max(1, Math.ceil(length / step)), step };
}

const isWhole = ({ rows, columns, height, width }: Look): boolean => thinned(height).step === rows.step && thinned(width).step === columns.step;

function wordsOf({ rows, columns, height, width, wrapped, values }: Look): string {
  if (values.length === 0) return t('It holds no values.');
  if (wrapped) return t('A vector in rows of {0}.', width) + (rows.step > 1 ? ` ${t('Every {0}th row is shown.', grouped(rows.step))}` : '');
  if (rows.step === 1 && columns.step === 1 && rows.count === height && columns.count === width) return t('All {0} × {1} values.', grouped(height), grouped(width));
  if (rows.step === 1 && columns.step === 1)
    return t(
      'Rows {0}–{1} of {2}, columns {3}–{4} of {5}.',
      rows.from,
      rows.from + rows.count - 1,
      grouped(height),
      columns.from,
      columns.from + columns.count - 1,
      grouped(width),
    );
  const which =
    columns.step === 1
      ? t('One row of {0}, of {1} × {2} values.', grouped(rows.step), grouped(height), grouped(width))
      : rows.step === 1
        ? t('One column of {0}, of {1} × {2} values.', grouped(columns.step), grouped(height), grouped(width))
        : t('One row of {0} and one column of {1}, of {2} × {3} values.', grouped(rows.step), grouped(columns.step), grouped(height), grouped(width));
  return `${which} ${t('Choose a cell to see what is around it as it is.')}`;
}
