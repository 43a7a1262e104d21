import { raise } from '../fault';
import type { ByteSource } from '../source';
import { DTYPES, type DType, sizeOf } from '../tensor/tensor';
import { dtypeOf } from './dtypes';
import { isObject, type JsonObject, parseObject, quotedJson } from './json';

/** A tensor of a checkpoint: where its bytes lie. Nothing of it has been read. */
export interface StoredTensor {
  readonly name: string;
  /** undefined for a type that is not used here; `spelling` says which. */
  readonly dtype: DType | undefined;
  readonly spelling: string;
  readonly dims: readonly number[];
  /** Absolute, resolved path. */
  readonly file: string;
  /** From the start of the file. */
  readonly offset: number;
  readonly bytes: number;
}

/** The format's own limit on its header, in bytes. */
const LARGEST_HEADER = 100_000_000;

/** No program writes a tensor of more axes. */
export const MOST_AXES = 32;

/** A safetensors file's header: its tensors by name, and what its writer noted besides. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: readonly (readonly [key: string, value: string])[];
}

/** The tensors of a safetensors file by name, from its header alone. What the header says is checked against the file's size and against itself. */
export const readSafetensors = (source: ByteSource): ReadonlyMap<string, StoredTensor> => readSafetensorsFile(source).tensors;

/** The same with the header's metadata; entries of it that are no text are shown as JSON. */
export function readSafetensorsFile(source: ByteSource): SafetensorsFile {
  const length = headerLength(source);
  const start = 8 + length;
  const header = parseObject(source.read(8, length), source.path, 'its header');
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(header)) if (name !== '__metadata__') tensors.set(name, storedTensor(source, name, entry, start));
  assertApart(source.path, [...tensors.values()]);
  return { tensors, metadata: metadataOf(header) };
}

function metadataOf(header: JsonObject): SafetensorsFile['metadata'] {
  const noted = Object.hasOwn(header, '__metadata__') ? header.__metadata__ : undefined;
  return isObject(noted) ? Object.entries(noted).map(([key, value]) => [key, typeof value === 'string' ? value : quotedJson(value, LARGEST_HEADER)] as const) : [];
}

function headerLength(source: ByteSource): number {
  const malformed = (why: string) => raise({ code: 'malformed', path: source.path, why });
  if (source.size < 10) return malformed(`it has ${source.size} bytes, too few for a safetensors file`);
  const head = source.read(0, 8);
  if (String.fromCharCode(...head) === 'version ') return malformed('it is a Git LFS pointer and not the weights: run "git lfs pull" in its folder');
  const length = new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(source.size - 8)) return malformed(`its header should have ${length} bytes and the whole file has ${source.size}`);
  if (length > LARGEST_HEADER) return malformed(`its header should have ${length} bytes; the format allows ${LARGEST_HEADER}`);
  return Number(length);
}

function storedTensor(source: ByteSource, name: string, entry: unknown, start: number): StoredTensor {
  const malformed = (why: string) => raise({ code: 'malformed', path: source.path, why: `its header says of tensor "${name}": ${why}` });
  if (!isObject(entry)) return malformed('nothing that can be read');
  const { dtype: spelling } = entry;
  if (typeof spelling !== 'string') return malformed('no dtype');
  const dims = wholeNumbers(entry, 'shape') ?? malformed('a shape that is no list of whole numbers');
  if (dims.length > MOST_AXES) return malformed(`a shape of ${dims.length} axes`);
  const [begin, end, ...more] = wholeNumbers(entry, 'data_offsets') ?? [];
  if (begin === undefined || end === undefined || more.length > 0 || begin > end) return malformed('data_offsets that are not a begin and an end');
  const bytes = end - begin;
  if (end > source.size - start) return malformed(`it ends at byte ${start + end}, and the file has ${source.size}: was the download cut short?`);
  const dtype = dtypeOf(spelling);
  const wanted = dtype && sizeOf(dims) * DTYPES[dtype].bytes;
  if (wanted !== undefined && wanted !== bytes) return malformed(`${spelling} [${dims.join(', ')}] takes ${wanted} bytes, and it has ${bytes}`);
  return { name, dtype, spelling, dims, file: source.path, offset: start + begin, bytes };
}

function wholeNumbers(entry: JsonObject, key: string): readonly number[] | undefined {
  const value = entry[key];
  const whole = Array.isArray(value) && value.every(n => Number.isSafeInteger(n) && n >= 0);
  return whole ? (value as readonly number[]) : undefined;
}

/** No byte belongs to two tensors. */
function assertApart(path: string, tensors: readonly StoredTensor[]): void {
  const placed = tensors.filter(t => t.bytes > 0).sort((a, b) => a.offset - b.offset);
  placed.forEach((tensor, i) => {
    const before = placed[i - 1];
    if (before && before.offset + before.bytes > tensor.offset) raise({ code: 'malformed', path, why: `its tensors "${before.name}" and "${tensor.name}" overlap` });
  });
}
