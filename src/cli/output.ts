import { closeSync, existsSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { writeSafetensors } from '../core/checkpoint/write';
import { raise } from '../core/fault';
import { sizeOf, type Tensor } from '../core/tensor/tensor';

export type NamedTensors = Readonly<Record<string, Tensor>>;
type Pieces = (tensors: NamedTensors) => Iterable<string | Uint8Array>;

/** What `--out` can be, by its ending. */
const FORMATS: Readonly<Record<string, Pieces>> = { '.safetensors': tensors => writeSafetensors(tensors), '.json': jsonPieces, '.csv': csvPieces };

/** Checks `--out` before anything long begins: its ending says the format, its folder exists. */
export function checkOut(out: string): void {
  if (!FORMATS[extname(out).toLowerCase()]) raise({ code: 'bad-usage', what: out, why: `--out ends in ${Object.keys(FORMATS).join(', ')}.` });
  if (!existsSync(dirname(resolve(out)))) raise({ code: 'bad-usage', what: out, why: 'the folder of --out does not exist.' });
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory()) raise({ code: 'bad-usage', what: out, why: '--out names a folder.' });
}

/** Writes all or nothing: under another name in the same folder, then renamed. */
export function writeOut(out: string, tensors: NamedTensors): void {
  const unfinished = `${resolve(out)}.${process.pid}.part`;
  try {
    const file = openSync(unfinished, 'w');
    try {
      for (const piece of FORMATS[extname(out).toLowerCase()]?.(tensors) ?? []) writeAll(file, typeof piece === 'string' ? Buffer.from(piece) : piece);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, resolve(out));
  } catch (thrown) {
    rmSync(unfinished, { force: true });
    raise({ code: 'unreadable', path: out, why: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, Math.min(bytes.length - done, 1 << 26));
}

/** { name: { dtype, shape, data } } with the data flat, row-major; what JSON has no number for (NaN, infinities) is null. */
function* jsonPieces(tensors: NamedTensors): Generator<string> {
  let first = true;
  for (const [name, { dtype, dims, data }] of Object.entries(tensors)) {
    yield `${first ? '{' : ','}\n${JSON.stringify(name)}: {"dtype": ${JSON.stringify(dtype)}, "shape": ${JSON.stringify(dims)}, "data": [`;
    for (let i = 0; i < data.length; i++) yield `${i > 0 ? ',' : ''}${numberText(data[i], 'null')}`;
    yield ']}';
    first = false;
  }
  yield first ? '{}\n' : '\n}\n';
}

/** One number a line: tensor, its indices (as many columns as the deepest tensor has), value. */
function* csvPieces(tensors: NamedTensors): Generator<string> {
  const rank = Math.max(0, ...Object.values(tensors).map(t => t.dims.length));
  yield `${['tensor', ...Array.from({ length: rank }, (_, i) => `index_${i}`), 'value'].join(',')}\n`;
  for (const [name, { dims, data }] of Object.entries(tensors)) {
    const quoted = /[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
    for (let i = 0; i < data.length; i++) yield `${[quoted, ...indices(i, dims), ...Array<string>(rank - dims.length).fill(''), numberText(data[i], 'NaN')].join(',')}\n`;
  }
}

function indices(flat: number, dims: readonly number[]): number[] {
  const place: number[] = [];
  let rest = flat;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    const size = dims[axis] ?? 1;
    place.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return place;
}

const numberText = (value: number | bigint | undefined, otherwise: string): string => (typeof value === 'number' && !Number.isFinite(value) ? otherwise : String(value));

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
