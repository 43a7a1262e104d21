import { SPELLINGS } from '../checkpoint/dtypes';
import { readSafetensorsFile, type StoredTensor } from '../checkpoint/safetensors';
import { message } from '../message';
import type { ByteSource } from '../source';
import { sizeOf } from '../tensor/tensor';
import { bytesFor, ELEMENT_TYPES, SAFETENSORS_TYPES } from './elements';
import type { InspectedFile, ListedTensor } from './stored';

/** A safetensors file from its header. Throws `malformed` where the header lies. */
export function inspectSafetensors(source: ByteSource): InspectedFile {
  const { tensors, metadata } = readSafetensorsFile(source);
  return { format: 'safetensors', tensors: Array.from(tensors.values(), tensor => listed(source, tensor)), metadata, notes: [] };
}

const KNOWN: ReadonlyMap<string, string> = new Map([...Object.entries(SPELLINGS).map(([dtype, spelling]) => [spelling, dtype] as const), ...Object.entries(SAFETENSORS_TYPES)]);

function listed(source: ByteSource, { name, spelling, dims, offset, bytes }: StoredTensor): ListedTensor {
  const dtype = KNOWN.get(spelling) ?? spelling;
  const type = ELEMENT_TYPES.get(dtype);
  const elements = sizeOf(dims);
  const base = { name, dtype, dims, elements, bytes };
  if (!type) return { ...base, note: message('Its type {0} is not known here.', spelling) };
  const wanted = bytesFor(type, elements);
  if (wanted !== bytes) return { ...base, note: message('It should take {0} bytes and has {1}.', wanted, bytes) };
  return { ...base, ...(type.why && { note: type.why }), data: { place: { file: source.path, offset }, read: (at, length) => source.read(offset + at, length) } };
}
