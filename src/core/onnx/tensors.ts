import { raise } from '../fault';
import type { ByteSource } from '../source';
import { DTYPES, type DType, sizeOf } from '../tensor/tensor';
import { DATA_TYPES, dataTypeName, dtypeOf, isFloating } from './dataTypes';
import type { FileWeight, InlineWeight, Weight } from './graph';
import { asInt64, asNumber } from './integers';
import { badTensor, LONGEST, type Origin } from './origin';
import { DATA_FIELDS, type TensorProto } from './schema';
import { packedBytes } from './tensorData';

interface Place {
  readonly source: ByteSource;
  readonly offset: number;
  readonly length: number;
}

/** Floating-point tensors up to here are carried in the graph: scalars, epsilons, short masks. */
const SMALL_FLOATS = 1024;
/** Integers are carried in the graph, where shape inference must see them; above this they are tables or masks, which it does not look at. */
const SMALL_INTEGERS = 64 * 1024;
const byReference = (dtype: DType, bytes: number): boolean => bytes > (isFloating(dtype) ? SMALL_FLOATS : SMALL_INTEGERS);

/** A tensor of the file as a weight: by reference where it is large and its bytes lie somewhere as they are, else inline. */
export function weightOf(origin: Origin, proto: TensorProto): Weight {
  const { dtype, dims, bytes } = shapeOf(origin, proto);
  const place = placeOf(origin, proto, dtype, bytes);
  if (place && byReference(dtype, bytes)) return { kind: 'file', dtype, dims, file: place.source.path, offset: place.offset, bytes };
  return inlineOf(origin, proto);
}

/** A tensor of the file, read whole. */
export function inlineOf(origin: Origin, proto: TensorProto): InlineWeight {
  const { dtype, dims, bytes } = shapeOf(origin, proto);
  const place = placeOf(origin, proto, dtype, bytes);
  const data = place ? readAt(origin, place) : packedBytes(origin, proto, dtype, bytes);
  return { kind: 'inline', dtype, dims, data };
}

function shapeOf(origin: Origin, proto: TensorProto): { dtype: DType; dims: readonly number[]; bytes: number } {
  const dtype = dtypeOf(proto.dataType ?? 0);
  if (!dtype) return raise({ code: 'unsupported-model', path: origin.source.path, why: `tensor "${proto.name ?? ''}" holds ${dataTypeName(proto.dataType ?? 0)}` });
  const dims = (proto.dims ?? []).map(asNumber);
  const bytes = sizeOf(dims) * DTYPES[dtype].bytes;
  if (!dims.every(dim => dim >= 0) || !Number.isSafeInteger(bytes)) badTensor(origin, proto, `cannot have the shape [${dims.join(', ')}]`);
  return { dtype, dims, bytes };
}

/** Where the elements lie as plain little-endian bytes, if they do: raw data, packed floats of the same type, or another file. */
function placeOf(origin: Origin, proto: TensorProto, dtype: DType, bytes: number): Place | undefined {
  if (proto.dataLocation === 1) return external(origin, proto, bytes);
  const held = proto.held ?? [];
  const plain = held.filter(({ field }) => field === DATA_FIELDS.rawData || (held.length === 1 && field === PLAIN[dtype]));
  const last = plain.at(-1);
  if (!last) return undefined;
  const place = { source: origin.source, offset: last.offset, length: last.length };
  return checked(origin, proto, place, bytes);
}

const PLAIN: Readonly<Partial<Record<DType, number>>> = { float32: DATA_FIELDS.floatData, float64: DATA_FIELDS.doubleData };

function external(origin: Origin, proto: TensorProto, bytes: number): Place {
  const entries = new Map((proto.externalData ?? []).map(({ key, value }) => [key ?? '', value ?? '']));
  const location = (entries.get('location') ?? '').replace(/^(\.\/)+/, '');
  if (!location) badTensor(origin, proto, 'lies outside the file, which does not say where');
  const source = origin.folder.open(location);
  const offset = wholeNumber(origin, proto, entries.get('offset') ?? '0');
  const length = entries.has('length') ? wholeNumber(origin, proto, entries.get('length') ?? '') : bytes;
  return checked(origin, proto, { source, offset, length }, bytes);
}

function wholeNumber(origin: Origin, proto: TensorProto, text: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : badTensor(origin, proto, `lies at "${text.slice(0, 40)}", which is no position`);
}

function checked(origin: Origin, proto: TensorProto, place: Place, bytes: number): Place {
  if (place.length !== bytes) badTensor(origin, proto, `takes ${bytes} bytes and has ${place.length}`);
  if (!(Number.isSafeInteger(place.offset) && place.offset >= 0 && place.offset + place.length <= place.source.size)) {
    badTensor(origin, proto, `lies at ${place.offset} + ${place.length} bytes of ${place.source.path}, which has ${place.source.size}`);
  }
  return place;
}

function readAt(origin: Origin, { source, offset, length }: Place): Uint8Array {
  if (length > LONGEST) raise({ code: 'unsupported-model', path: origin.source.path, why: `a tensor of ${length} bytes would have to be read into memory` });
  return source.read(offset, length).slice();
}

/** A weight as the message that names or carries it. `locate` gives a file's place relative to the folder that the session is told. */
export function tensorProto(name: string, weight: Weight, locate: (file: string) => string): TensorProto {
  const head = { name, dims: weight.dims.map(asInt64), dataType: DATA_TYPES[weight.dtype] };
  return weight.kind === 'inline' ? { ...head, rawData: weight.data } : { ...head, dataLocation: 1, externalData: places(weight, locate) };
}

const places = ({ file, offset, bytes }: FileWeight, locate: (file: string) => string) => [
  { key: 'location', value: locate(file) },
  { key: 'offset', value: String(offset) },
  { key: 'length', value: String(bytes) },
];
