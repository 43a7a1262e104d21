import { raise } from '../core/fault';
import { sizeOf, type Tensor } from '../core/tensor/tensor';
import { ENDINGS, type NamedTensors, unwritable, writeNumbers } from '../engine/numbers';
import type { Asked } from '../protocol/channel';

const WHY: Readonly<Record<Exclude<ReturnType<typeof unwritable>, undefined>, string>> = {
  ending: `--out ends in ${ENDINGS.join(', ')}.`,
  'folder missing': 'the folder of --out does not exist.',
  'a folder': '--out names a folder.',
};

/** Checks `--out` before anything long begins: its ending says the format, its folder exists. */
export function checkOut(out: string): void {
  const why = unwritable(out);
  if (why) raise({ code: 'bad-usage', what: out, why: WHY[why] });
}

/** Writes `--out`, all or nothing. */
export const writeOut = (out: string, tensors: NamedTensors, token: Asked['token']): Promise<number> => writeNumbers(out, tensors, { token, progress: () => undefined });

/** Columns padded to their widest cell, two spaces between. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows.map(row => `${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  ')}\n`).join('');
}

/** A line for each tensor: name, dims, least, mean and largest value. */
export function summary(tensors: NamedTensors): string {
  const lines = Object.entries(tensors).map(([name, tensor]) => [name, `[${tensor.dims.join(', ')}]`, ...rangeOf(tensor)]);
  return table([['tensor', 'dims', 'min', 'mean', 'max'], ...lines]);
}

function rangeOf({ dims, data }: Tensor): string[] {
  let [least, sum, most] = [Number.POSITIVE_INFINITY, 0, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    least = Math.min(least, value);
    most = Math.max(most, value);
    sum += value;
  }
  return data.length === 0 ? ['', '', ''] : [least, sum / sizeOf(dims), most].map(v => v.toPrecision(4));
}
