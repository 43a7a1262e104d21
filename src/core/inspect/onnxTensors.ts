import { MOST_AXES } from '../checkpoint/safetensors';
import { FaultError } from '../fault';
import { type Message, message } from '../message';
import { dataTypeName, dtypeOf } from '../onnx/dataTypes';
import { asNumber } from '../onnx/integers';
import type { Origin } from '../onnx/origin';
import { DATA_FIELDS, type TensorProto } from '../onnx/schema';
import { packedBytes } from '../onnx/tensorData';
import type { ByteSource } from '../source';
import { sizeOf } from '../tensor/tensor';
import { bytesFor, ELEMENT_TYPES } from './elements';
import type { ListedTensor, StoredData } from './stored';

/** A tensor that another file holds, as the tensor tells it. */
export interface Outside {
  readonly name: string;
  readonly there: boolean;
  readonly bytes: number;
}

export interface Listed {
  readonly tensor: ListedTensor;
  readonly outside?: Outside;
}

/** A tensor of an ONNX file as it is listed: what cannot be read of it is a note, never a fault. */
export function listTensor(origin: Origin, proto: TensorProto, name: string, where?: Message): Listed {
  const dtype = dataTypeName(proto.dataType ?? 0);
  const dims = (proto.dims ?? []).map(asNumber);
  const type = ELEMENT_TYPES.get(dtype);
  const elements = sizeOf(dims);
  const base = { name, dtype, dims, elements, bytes: type ? bytesFor(type, elements) : 0, ...(where && { note: where }) };
  if (dims.length > MOST_AXES) return { tensor: { ...base, dims: dims.slice(0, MOST_AXES), elements: 0, bytes: 0, note: message('It claims to have {0} axes.', dims.length) } };
  if (!dims.every(dim => dim >= 0) || !Number.isSafeInteger(base.bytes))
    return { tensor: { ...base, elements: 0, bytes: 0, note: message('It cannot have the shape [{0}].', dims.join(', ')) } };
  if (!type) return { tensor: { ...base, note: dtype === 'string' ? message('It holds strings, which are not numbers.') : message('Its type {0} is not known here.', dtype) } };
  if (proto.dataLocation === 1) return outside(origin, proto, base);
  const data = held(origin, proto, base.bytes) ?? listed(origin, proto, dtype, base.bytes);
  if ('text' in data) return { tensor: { ...base, note: data } };
  return { tensor: { ...base, ...(type.why && { note: type.why }), data } };
}

/** Elements that lie in the file as plain bytes. */
function held({ source }: Origin, { held: pieces = [], dataType = 0 }: TensorProto, bytes: number): StoredData | Message | undefined {
  const dtype = dtypeOf(dataType);
  const plain = pieces.filter(({ field }) => field === DATA_FIELDS.rawData || (pieces.length === 1 && dtype !== undefined && field === PLAIN[dtype]));
  const last = plain.at(-1);
  return last && within(source, last.offset, last.length, bytes);
}

const PLAIN: Readonly<Record<string, number>> = { float32: DATA_FIELDS.floatData, float64: DATA_FIELDS.doubleData };

/** Elements that stand in the message itself, or as a list of numbers of varying length: decoded when they are looked at. */
function listed(origin: Origin, proto: TensorProto, dtype: string, bytes: number): StoredData | Message {
  // What is narrower than a byte, or no type that graphs compute with, stands in the list byte by byte.
  const known = dtypeOf(proto.dataType ?? 0) ?? (ELEMENT_TYPES.get(dtype)?.decode && !dtype.startsWith('complex') ? 'uint8' : undefined);
  if (!known) return message('It holds complex numbers, which are not drawn.');
  if (!proto.rawData?.length && !proto.held?.length && bytes > 0 && !LISTS.some(list => proto[list]?.length)) return message('Its elements are not in the file.');
  let decoded: Uint8Array | undefined;
  return {
    read: (at, length) => {
      decoded ??= packedBytes(origin, proto, known, bytes);
      return decoded.slice(at, at + length);
    },
  };
}

const LISTS = ['floatData', 'int32Data', 'int64Data', 'doubleData', 'uint64Data'] as const;

/** A tensor in another file of the folder. */
function outside(origin: Origin, proto: TensorProto, base: ListedTensor): Listed {
  const entries = new Map((proto.externalData ?? []).map(({ key, value }) => [key ?? '', value ?? '']));
  const name = (entries.get('location') ?? '').replace(/^(\.\/)+/, '');
  const offset = wholeNumber(entries.get('offset') ?? '0');
  const length = entries.has('length') ? wholeNumber(entries.get('length') ?? '') : base.bytes;
  const missing = (note: Message): Listed => ({ tensor: { ...base, note }, outside: { name, there: false, bytes: base.bytes } });
  if (!name) return { tensor: { ...base, note: message('It lies in another file, and the file does not say in which.') } };
  const source = sourceNamed(origin, name);
  if ('text' in source) return missing(source);
  const place = within(source, offset, length, base.bytes);
  const there = { name, there: true, bytes: base.bytes };
  if ('text' in place) return { tensor: { ...base, note: place }, outside: there };
  const why = ELEMENT_TYPES.get(base.dtype)?.why;
  return { tensor: { ...base, ...(why && { note: why }), data: place }, outside: there };
}

function sourceNamed({ folder }: Origin, name: string): ByteSource | Message {
  try {
    return folder.has(name) ? folder.open(name) : message('Its file {0} is not there.', name);
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown;
    if (thrown.fault.code === 'unreadable') return message('Its file {0} cannot be read ({1}).', name, thrown.fault.why);
    return message('Its file {0} lies outside this folder, and is not read.', name);
  }
}

const wholeNumber = (text: string): number => (/^\d{1,16}$/.test(text) ? Number(text) : Number.NaN);

function within(source: ByteSource, offset: number, length: number, bytes: number): StoredData | Message {
  if (length !== bytes) return message('It should take {0} bytes and has {1}.', bytes, Number.isNaN(length) ? '?' : length);
  if (!Number.isSafeInteger(offset) || offset + length > source.size) return message('It should end at byte {0} of a file that has {1}.', offset + length, source.size);
  return { place: { file: source.path, offset }, read: (at, count) => source.read(offset + at, count) };
}
