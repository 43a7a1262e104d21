import { readSafetensors } from '../core/checkpoint/safetensors';
import { raise } from '../core/fault';
import { fromBytes } from '../core/tensor/tensor';
import { openSource } from './files';
import type { Tensors } from './session';

/** All tensors of a safetensors file, read into memory: inputs, not weights. */
export function readTensorFile(path: string): Tensors {
  const source = openSource(path);
  const read = [...readSafetensors(source)].map(([name, { dtype, dims, spelling, offset, bytes }]) => {
    if (!dtype) return raise({ code: 'wrong-tensor', path, tensor: name, why: `its type ${spelling} is not read here` });
    return [name, fromBytes(dtype, dims, source.read(offset, bytes))] as const;
  });
  return Object.fromEntries(read);
}
