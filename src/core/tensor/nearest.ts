import type { Matrix } from './matrix';

/** Closer than this counts as a tie. */
const TIE = 1e-9;

export interface Nearest {
  /** Share of rows that are as near to their own row of the inputs as to any. */
  readonly found: number;
  /** The nearest row for each; a row's own among equals. */
  readonly nearest: readonly number[];
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
  const nearest = { cosine: [] as number[], euclidean: [] as number[] };
  for (let i = 0; i < states.rows; i++) {
    products(states, i, inputs, row);
    for (let j = 0; j < inputs.rows; j++) {
      const [own, other, product] = [ofStates[i] as number, ofInputs[j] as number, row[j] as number];
      scores.cosine[j] = product / Math.sqrt(own * other);
      scores.euclidean[j] = -Math.sqrt(Math.max(0, own + other - 2 * product));
    }
    nearest.cosine.push(best(scores.cosine, i));
    nearest.euclidean.push(best(scores.euclidean, i));
  }
  return { cosine: shareOf(nearest.cosine), euclidean: shareOf(nearest.euclidean) };
}

/** Where the score is highest; `own` if it ties. */
function best(scores: Float64Array, own: number): number {
  let at = 0;
  for (let j = 1; j < scores.length; j++) if ((scores[j] as number) > (scores[at] as number)) at = j;
  return (scores[own] as number) >= (scores[at] as number) - TIE ? own : at;
}

const shareOf = (nearest: readonly number[]): Nearest => ({ found: nearest.filter((to, from) => to === from).length / Math.max(1, nearest.length), nearest });
