import { existsSync, statSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, extname, isAbsolute, resolve } from 'node:path';
import { writeSafetensors } from '../core/checkpoint/write';
import { FaultError, raise } from '../core/fault';
import { message } from '../core/message';
import type { Tensor } from '../core/tensor/tensor';
import type { Asked } from '../protocol/channel';
import type { Beside } from '../protocol/engine';

export type NamedTensors = Readonly<Record<string, Tensor>>;
/** What each side of a comparison is; the names of its tensors begin with the side. */
export type Sides = Beside['sides'];
type Pieces = (tensors: NamedTensors, sides?: Sides) => Iterable<string | Uint8Array>;

/** What numbers are written as, by the ending of the file's name. */
const FORMATS: Readonly<Record<string, Pieces>> = { '.safetensors': (tensors, sides) => writeSafetensors(tensors, labelsOf(sides)), '.json': jsonPieces, '.csv': csvPieces };
export const ENDINGS: readonly string[] = Object.keys(FORMATS);

/** Text that is gathered before it is written, and bytes of a tensor that are written at once: between two of them others are answered. */
const TEXT_AT_ONCE = 1 << 17;
const NUMBERS_AT_ONCE = 2048;
const BYTES_AT_ONCE = 1 << 25;

/** As a safetensors file keeps what is no number. */
const labelsOf = (sides: Sides | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(sides ?? {}).flatMap(([side, label]) => Object.entries(label).map(([name, text]) => [`${side}.${name}`, text as string])));

const piecesOf = (file: string): Pieces | undefined => FORMATS[extname(file).toLowerCase()];

/** Why no numbers can be written under this name, told before anything long begins; undefined where nothing speaks against it. */
export function unwritable(file: string): 'ending' | 'folder missing' | 'a folder' | undefined {
  if (!piecesOf(file)) return 'ending';
  if (!existsSync(dirname(resolve(file)))) return 'folder missing';
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ? 'a folder' : undefined;
}

const WHY: Readonly<Record<Exclude<ReturnType<typeof unwritable>, undefined>, string>> = {
  ending: `numbers are written to a file that ends in ${ENDINGS.join(', ')}.`,
  'folder missing': 'its folder does not exist. Choose one that does.',
  'a folder': 'it is a folder. Choose another name.',
};

/** Throws `bad-usage` for a file that numbers cannot be written to. */
export function assertWritable(file: string): void {
  if (!isAbsolute(file)) raise({ code: 'bad-usage', what: file || 'the file', why: 'a file to write is named by its absolute path.' });
  const why = unwritable(file);
  if (why) raise({ code: 'bad-usage', what: file, why: WHY[why] });
}

let started = 0;

/**
 * Writes all or nothing: under another name in the same folder, then renamed. Nothing is held in memory twice, and others are answered between two pieces. Gives the bytes of
 * the file. Throws `unwritable`, or `cancelled`, and then nothing is left.
 */
export async function writeNumbers(file: string, tensors: NamedTensors, asked: Asked, sides?: Sides): Promise<number> {
  started += 1;
  const unfinished = `${resolve(file)}.${process.pid}.${started}.part`;
  try {
    const handle = await open(unfinished, 'wx');
    let bytes = 0;
    try {
      bytes = await writePieces(handle, piecesOf(file)?.(tensors, sides) ?? [], sizeOf(tensors), asked);
    } finally {
      await handle.close();
    }
    await rename(unfinished, resolve(file));
    return bytes;
  } catch (thrown) {
    await rm(unfinished, { force: true });
    if (thrown instanceof FaultError) throw thrown;
    return raise({ code: 'unwritable', path: file, why: thrown instanceof Error ? reason(thrown) : String(thrown) });
  }
}

/** What people know these by; the system's own word otherwise. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'nothing can be written to this disk',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  ENOENT: 'its folder is gone',
  EISDIR: 'it is a folder',
};

const reason = (error: NodeJS.ErrnoException): string => REASONS[error.code ?? ''] ?? error.message;

const sizeOf = (tensors: NamedTensors): number => Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);

/** Small texts are put together, large arrays cut. `size` is of the tensors: progress of a text is not known better than by guess. */
async function writePieces(handle: FileHandle, pieces: Iterable<string | Uint8Array>, size: number, { token, progress }: Asked): Promise<number> {
  let [bytes, text] = [0, ''];
  const put = async (piece: Uint8Array): Promise<void> => {
    for (let done = 0; done < piece.length; ) {
      if (token.isCancellationRequested) raise({ code: 'cancelled' });
      const { bytesWritten } = await handle.write(piece, done, Math.min(piece.length - done, BYTES_AT_ONCE));
      done += bytesWritten;
      bytes += bytesWritten;
      progress({ share: Math.min(1, bytes / Math.max(1, size)), label: message('Writing numbers') });
    }
  };
  for (const piece of pieces) {
    if (typeof piece !== 'string') await put(piece);
    else {
      text += piece;
      if (text.length < TEXT_AT_ONCE) continue;
      await put(Buffer.from(text));
      text = '';
    }
  }
  await put(Buffer.from(text));
  return bytes;
}

/** { name: { dtype, shape, data } } with the data flat, row-major; what JSON has no number for (NaN, infinities) is null. A comparison says under `sides` what each is. */
function* jsonPieces(tensors: NamedTensors, sides?: Sides): Generator<string> {
  let first = sides === undefined;
  if (sides) yield `{\n"sides": ${JSON.stringify(sides)}`;
  for (const [name, { dtype, dims, data }] of Object.entries(tensors)) {
    yield `${first ? '{' : ','}\n${JSON.stringify(name)}: {"dtype": ${JSON.stringify(dtype)}, "shape": ${JSON.stringify(dims)}, "data": [`;
    for (let from = 0; from < data.length; from += NUMBERS_AT_ONCE) {
      let text = '';
      for (let i = from; i < Math.min(data.length, from + NUMBERS_AT_ONCE); i++) text += `${i > 0 ? ',' : ''}${jsonNumber(data[i])}`;
      yield text;
    }
    yield ']}';
    first = false;
  }
  yield first ? '{}\n' : '\n}\n';
}

/** One number a line: of a comparison its side, tensor, its indices (as many columns as the deepest tensor has), value. */
function* csvPieces(tensors: NamedTensors, sides?: Sides): Generator<string> {
  const rank = Math.max(0, ...Object.values(tensors).map(t => t.dims.length));
  yield `${[...(sides ? ['side'] : []), 'tensor', ...Array.from({ length: rank }, (_, i) => `index_${i}`), 'value'].join(',')}\n`;
  for (const [name, { dims, data }] of Object.entries(tensors)) {
    const quoted = (sides ? sideAndRest(name) : [name]).map(quotedField).join(',');
    const blank = ','.repeat(rank - dims.length);
    const [columns = 1] = dims.slice(-1);
    for (let row = 0; row * columns < data.length; row++) {
      const before = [quoted, ...indices(row, dims.slice(0, -1))].join(',');
      for (let from = 0; from < columns; from += NUMBERS_AT_ONCE) {
        let text = '';
        for (let column = from; column < Math.min(columns, from + NUMBERS_AT_ONCE); column++)
          text += `${before}${dims.length > 0 ? `,${column}` : ''}${blank},${csvNumber(data[row * columns + column])}\n`;
        yield text;
      }
    }
  }
}

const quotedField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const sideAndRest = (name: string): readonly string[] => [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];

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

/** As JSON has it: what it has no number for is null. */
const jsonNumber = (value: number | bigint | undefined): string => (typeof value === 'number' && !Number.isFinite(value) ? 'null' : String(value));

/** As what reads tables takes it: numbers with all their digits, NaN, inf and -inf. */
function csvNumber(value: number | bigint | undefined): string {
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  return value === Number.NEGATIVE_INFINITY ? '-inf' : String(value);
}
