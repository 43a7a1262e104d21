import type { Matrix } from './matrix';

/** Closer than this counts as a tie. */
const TIE = 1e-9;

export interface Nearest {
  /** Share of rows that are as near to their own row of the inputs as to any. */
  readonly found: number;
  /** The nearest row for each; a row's own among equals. */
  readonly nearest: readonly number[];
  /** Cosine or distance to the nearest, and to its own. */
  readonly toNearest: Float32Array;
  readonly toOwn: Float32Array;
}

const squares = ({ rows, columns, data }: Matrix): Float64Array =>
  Float64Array.from({ length: rows }, (_, i) => data.subarray(i * columns, (i + 1) * columns).reduce((total, value) => total + value * value, 0));

/** Products of one row of `a` with every row of `b`. */
function products(a: Matrix, i: number, b: Matrix, into: Float64Array): void {
  const { columns } = a;
  for (let j = 0; j < b.rows; j++) {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += (a.data[i * columns + k] as number) * (b.data[j * columns + k] as number);
    into[j] = sum;
  }
}

/** Nearest rows of `inputs` to the rows of `states` [same shape], by cosine and by Euclidean distance. Ties count as found. */
export function nearestRows(states: Matrix, inputs: Matrix): { readonly cosine: Nearest; readonly euclidean: Nearest } {
  const [ofStates, ofInputs] = [squares(states), squares(inputs)];
  const row = new Float64Array(inputs.rows);
  const scores = { cosine: new Float64Array(inputs.rows), euclidean: new Float64Array(inputs.rows) };
  const [cosine, euclidean] = [new Search(states.rows, 1), new Search(states.rows, -1)];
  for (let i = 0; i < states.rows; i++) {
    products(states, i, inputs, row);
    for (let j = 0; j < inputs.rows; j++) {
      const [own, other, product] = [ofStates[i] as number, ofInputs[j] as number, row[j] as number];
      scores.cosine[j] = product / Math.sqrt(own * other);
      scores.euclidean[j] = -Math.sqrt(Math.max(0, own + other - 2 * product));
    }
    cosine.take(scores.cosine, i);
    euclidean.take(scores.euclidean, i);
  }
  return { cosine: cosine.found(), euclidean: euclidean.found() };
}

/** Finds the highest score of each row; what it tells is the score times `sign`. */
class Search {
  private readonly nearest: number[] = [];
  private readonly toNearest: Float32Array;
  private readonly toOwn: Float32Array;

  constructor(
    rows: number,
    private readonly sign: 1 | -1,
  ) {
    this.toNearest = new Float32Array(rows);
    this.toOwn = new Float32Array(rows);
  }

  take(scores: Float64Array, own: number): void {
    const at = best(scores, own);
    this.nearest.push(at);
    this.toNearest[own] = this.sign * (scores[at] as number);
    this.toOwn[own] = this.sign * (scores[own] as number);
  }

  found(): Nearest {
    const { nearest, toNearest, toOwn } = this;
    return { found: nearest.filter((to, from) => to === from).length / Math.max(1, nearest.length), nearest, toNearest, toOwn };
  }
}

/** Where the score is highest; `own` if it ties. */
function best(scores: Float64Array, own: number): number {
  let at = 0;
  for (let j = 1; j < scores.length; j++) if ((scores[j] as number) > (scores[at] as number)) at = j;
  return (scores[own] as number) >= (scores[at] as number) - TIE ? own : at;
}
