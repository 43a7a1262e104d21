import { Reader } from 'protobufjs/light';
import { raise } from '../fault';
import { DTYPES, type DType } from '../tensor/tensor';
import { asBigInt, asInt64, asNumber } from './integers';
import { badTensor, LONGEST, type Origin } from './origin';
import { DATA_FIELDS, type Int64, type TensorProto } from './schema';

/** Which list of the message holds the elements of a type: narrow types stand in wider ones. */
const LISTS: Readonly<Record<DType, Exclude<keyof typeof DATA_FIELDS, 'rawData'>>> = {
  float32: 'floatData',
  float64: 'doubleData',
  int64: 'int64Data',
  uint64: 'uint64Data',
  uint32: 'uint64Data',
  int32: 'int32Data',
  int16: 'int32Data',
  int8: 'int32Data',
  uint16: 'int32Data',
  uint8: 'int32Data',
  bool: 'int32Data',
  float16: 'int32Data',
  bfloat16: 'int32Data',
};

/** The elements from raw data or from the list of their type, as little-endian bytes. */
export function packedBytes(origin: Origin, proto: TensorProto, dtype: DType, bytes: number): Uint8Array {
  const { rawData } = proto;
  if (rawData?.length) return rawData.length === bytes ? rawData.slice() : badTensor(origin, proto, `takes ${bytes} bytes and has ${rawData.length}`);
  const list = LISTS[dtype];
  const values = [...heldValues(origin, proto, list), ...(proto[list] ?? [])];
  const count = bytes / DTYPES[dtype].bytes;
  if (values.length !== count) badTensor(origin, proto, `takes ${count} elements and has ${values.length}`);
  const array = new DTYPES[dtype].array(count);
  if (array instanceof BigInt64Array || array instanceof BigUint64Array) for (const [i, value] of values.entries()) array[i] = asBigInt(asWide(value));
  else for (const [i, value] of values.entries()) array[i] = typeof value === 'number' ? value : asNumber(value);
  return new Uint8Array(array.buffer);
}

const asWide = (value: number | Int64): Int64 => (typeof value === 'number' ? asInt64(value) : value);

function heldValues(origin: Origin, proto: TensorProto, list: keyof typeof DATA_FIELDS): (number | Int64)[] {
  const held = (proto.held ?? []).filter(({ field }) => field === DATA_FIELDS[list]);
  const total = held.reduce((sum, { length }) => sum + length, 0);
  if (total > LONGEST / 16) raise({ code: 'unsupported-model', path: origin.source.path, why: `tensor "${proto.name ?? ''}" holds ${total} bytes as a list of numbers` });
  return held.flatMap(({ offset, length }) => {
    if (!(offset >= 0 && length >= 0 && offset + length <= origin.source.size)) badTensor(origin, proto, 'ends after the file');
    return listed(origin, proto, list, Reader.create(origin.source.read(offset, length)));
  });
}

const NEXT: Readonly<Record<keyof typeof DATA_FIELDS, (reader: Reader) => number | Int64>> = {
  floatData: reader => reader.float(),
  doubleData: reader => reader.double(),
  int32Data: reader => reader.int32(),
  int64Data: reader => reader.int64() as Int64,
  uint64Data: reader => reader.uint64() as Int64,
  rawData: reader => reader.fixed32(),
};

function listed(origin: Origin, proto: TensorProto, list: keyof typeof DATA_FIELDS, reader: Reader): (number | Int64)[] {
  const values: (number | Int64)[] = [];
  try {
    while (reader.pos < reader.len) values.push(NEXT[list](reader));
  } catch {
    badTensor(origin, proto, 'ends inside a number');
  }
  return values;
}
