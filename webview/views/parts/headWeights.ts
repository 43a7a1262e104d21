import { type Message, message } from '../../../src/core/message';
import { MOST_CELLS, type Reading, type Slice, type SliceParams } from '../../../src/protocol/engine';
import type { Answer } from '../../../src/protocol/panel';
import type { Span } from '../../charts/layout';
import { Recent } from '../../charts/lru';
import type { Matrix } from '../../charts/pool';
import { floats } from '../../slices';

/** Up to so many weights come whole: 1 MB. */
const WHOLE = 512 * 512;
/** Sides of the overview of what does not. */
const OVERVIEW = 512;
const KEPT = 256;

export type Along = 'query' | 'key';

/** A row or column: the weights, and what the scale divides each of them by. */
export interface WeightLine {
  readonly weights: Float32Array;
  readonly ends: Float32Array;
}

type Ask = (what: SliceParams['what']) => Promise<Answer<Slice>>;

/** The weights of one reading: whole where they are few, else an overview, and rows, columns and windows as they are asked for. */
export class HeadWeights {
  /** All weights, or the overview: the largest of each block, divided by its row's largest where the scale is by row. */
  matrix: Matrix = { values: new Float32Array(), rows: 0, columns: 0 };
  /** The largest weight. */
  largest = 0;
  private readonly lines = new Recent<WeightLine>(KEPT);
  private ends: Float32Array | undefined;

  constructor(
    readonly reading: Reading,
    readonly rows: number,
    readonly columns: number,
    private readonly ask: Ask,
  ) {}

  get whole(): boolean {
    return this.rows * this.columns <= WHOLE && Math.max(this.rows, this.columns) <= MOST_CELLS;
  }

  /** Asks for what the first picture needs; the fault in words where it does not come. */
  async load(): Promise<Message | undefined> {
    const [height, width] = this.whole ? [this.rows, this.columns] : [Math.min(this.rows, OVERVIEW), Math.min(this.columns, OVERVIEW)];
    const answer = await this.window({ first: 0, count: this.rows }, { first: 0, count: this.columns }, height, width, this.whole ? 'one' : this.pooledScale);
    if (!answer.ok) return answer.message;
    this.matrix = answer.value;
    this.largest = answer.largest;
    return undefined;
  }

  /** The same for colours of another scale: what is whole is divided here. */
  scaled(scale: Reading['scale']): Matrix {
    if (!this.whole || scale !== 'row') return this.matrix;
    this.ends ??= rowEnds(this.matrix);
    const { ends } = this;
    return { ...this.matrix, values: this.matrix.values.map((weight, at) => weight / (ends[Math.floor(at / this.columns)] ?? 1)) };
  }

  /** A line that is at hand. */
  at(along: Along, index: number): WeightLine | undefined {
    if (!this.whole) return this.lines.get(`${along} ${index}`);
    const { values } = this.matrix;
    this.ends ??= rowEnds(this.matrix);
    if (along === 'query') return { weights: values.subarray(index * this.columns, (index + 1) * this.columns), ends: new Float32Array(this.columns).fill(this.ends[index] ?? 1) };
    return { weights: Float32Array.from({ length: this.rows }, (_, row) => values[row * this.columns + index] ?? 0), ends: this.ends };
  }

  /** A row or a column, undefined where it cannot be had. */
  async line(along: Along, index: number): Promise<WeightLine | undefined> {
    return this.at(along, index) ?? this.far(along, index);
  }

  /** The same, asked for whether or not it could be cut out of what is here. */
  async far(along: Along, index: number): Promise<WeightLine | undefined> {
    const answer = await this.ask({ kind: 'line', reading: { ...this.reading, scale: 'row' }, along, index });
    const count = along === 'query' ? this.columns : this.rows;
    const numbers = answer.ok ? floats(answer.value) : undefined;
    if (numbers?.length !== 2 * count) return undefined;
    const line = { weights: numbers.subarray(0, count), ends: numbers.subarray(count) };
    this.lines.put(`${along} ${index}`, line);
    return line;
  }

  /** A window, pooled to so many cells: divided by the row's largest where the scale is by row. */
  async tile(rows: Span, columns: Span, height: number, width: number): Promise<Matrix | undefined> {
    const answer = await this.window(rows, columns, height, width, this.pooledScale);
    return answer.ok ? answer.value : undefined;
  }

  /** A window of the weights as they are. */
  async exact(rows: Span, columns: Span): Promise<Matrix | undefined> {
    if (this.whole) return cut(this.matrix, rows, columns);
    const answer = await this.window(rows, columns, rows.count, columns.count, 'one');
    return answer.ok ? answer.value : undefined;
  }

  private get pooledScale(): Reading['scale'] {
    return this.reading.scale === 'row' ? 'row' : 'one';
  }

  private async window(
    rows: Span,
    columns: Span,
    height: number,
    width: number,
    scale: Reading['scale'],
  ): Promise<{ readonly ok: true; readonly value: Matrix; readonly largest: number } | { readonly ok: false; readonly message: Message }> {
    const window = { rows: [rows.first, rows.count], columns: [columns.first, columns.count], height, width } as const;
    const answer = await this.ask({ kind: 'matrix', reading: { ...this.reading, scale }, ...window });
    if (!answer.ok) return answer;
    const values = floats(answer.value);
    if (values.length !== height * width) return { ok: false, message: message('The weights that came are not those that were asked for. Run the text again.') };
    return { ok: true, value: { values, rows: height, columns: width }, largest: answer.value.largest ?? 0 };
  }
}

function cut({ values, columns: wide }: Matrix, rows: Span, columns: Span): Matrix {
  const piece = new Float32Array(rows.count * columns.count);
  for (let row = 0; row < rows.count; row++) {
    const from = (rows.first + row) * wide + columns.first;
    piece.set(values.subarray(from, from + columns.count), row * columns.count);
  }
  return { values: piece, rows: rows.count, columns: columns.count };
}

/** The largest of each row; 1 where that is zero, since it divides. */
function rowEnds({ values, rows, columns }: Matrix): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => {
    let most = 0;
    for (let at = row * columns; at < (row + 1) * columns; at++) most = Math.max(most, values[at] ?? 0);
    return most > 0 ? most : 1;
  });
}
