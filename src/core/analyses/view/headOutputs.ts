import type { AttentionSite } from '../../attention/site';
import type { Probed } from '../../instrument/probe';
import { type Matrix, matrix } from '../../tensor/matrix';
import { rOfTranspose } from '../../tensor/qr';
import { RowProjector } from '../../tensor/rowProjector';
import { row, type Tensor } from '../../tensor/tensor';

/**
 * What a head's weights are applied to, T = V W_O, as far as column spaces and singular values go: B = V R^T with W_O^T = Q R has the same, and is
 * [keys, d_v] instead of [keys, hidden].
 */
export interface HeadOutputs {
  /** B. */
  readonly values: Matrix;
  /** Columns of T. */
  readonly columns: number;
}

/** Probes that `headOutputs` takes. */
export const outputProbes = (site: AttentionSite): readonly string[] => [`values.${site.index}`, ...(site.outputProjection ? [`output_projection.${site.index}`] : [])];

const asMatrix = (of: Tensor): Matrix => {
  const [rows = 0, columns = 0] = of.dims;
  return matrix(rows, columns, of.data as Float32Array);
};

/** a times the transpose of b. */
function timesTransposed(a: Matrix, b: Matrix): Matrix {
  const made = matrix(a.rows, b.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) {
      let sum = 0;
      for (let k = 0; k < a.columns; k++) sum += (a.data[i * a.columns + k] as number) * (b.data[j * b.columns + k] as number);
      made.data[i * b.rows + j] = sum;
    }
  }
  return made;
}

/** One head's. Heads that share keys and values read the same V, in order. */
export function headOutputs(site: AttentionSite, head: number, heads: number, probed: Probed): HeadOutputs | undefined {
  const values = probed.get(`values.${site.index}`);
  const keyHeads = values?.dims[0] ?? 0;
  if (!values || keyHeads === 0) return undefined;
  const v = asMatrix(row(values, Math.floor((head * keyHeads) / heads)));
  const projection = probed.get(`output_projection.${site.index}`);
  if (!projection) return { values: v, columns: v.columns };
  const w = asMatrix(row(projection, head));
  return { values: timesTransposed(v, rOfTranspose(w)), columns: w.columns };
}

/** B with one more column of ones, as long as B's others on the average: weights that keep their sum as well. */
export function withOnes({ values, columns }: HeadOutputs): HeadOutputs {
  const width = values.columns + 1;
  const scale = Math.sqrt(values.data.reduce((total, value) => total + value * value, 0) / Math.max(1, values.data.length)) || 1;
  const made = matrix(values.rows, width);
  for (let i = 0; i < values.rows; i++) {
    made.data.set(values.data.subarray(i * values.columns, (i + 1) * values.columns), i * width);
    made.data[i * width + values.columns] = scale;
  }
  return { values: made, columns: columns + 1 };
}

/** A projector with the first rows of B in it. */
export function projectorOf({ values, columns }: HeadOutputs, rows = values.rows): RowProjector {
  const projector = new RowProjector(values.columns, columns);
  for (let i = 0; i < rows; i++) projector.append(values.data.subarray(i * values.columns, (i + 1) * values.columns));
  return projector;
}

/** Dimension of the weights that change nothing: keys - rank T. */
export const nullDimension = (outputs: HeadOutputs): number => outputs.values.rows - projectorOf(outputs).rank;
