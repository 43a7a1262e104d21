import { raise } from '../../../src/core/fault';
import type { ByteSource, Folder } from '../../../src/core/source';

/** Bytes in memory as a file; `reads` tells what was asked of it. */
export interface MemorySource extends ByteSource {
  readonly reads: { readonly offset: number; readonly length: number }[];
}

export function memorySource(bytes: Uint8Array, path = '/models/model.onnx'): MemorySource {
  const reads: { offset: number; length: number }[] = [];
  return {
    path,
    size: bytes.length,
    reads,
    read: (offset, length) => {
      reads.push({ offset, length });
      if (offset < 0 || length < 0 || offset + length > bytes.length) raise({ code: 'malformed', path, why: `${offset} + ${length} is past its end` });
      return bytes.subarray(offset, offset + length);
    },
  };
}

export function memoryFolder(files: Readonly<Record<string, Uint8Array>> = {}, path = '/models'): Folder {
  const has = (name: string) => Object.hasOwn(files, name);
  return {
    path,
    has,
    open: name => {
      if (name.includes('/')) raise({ code: 'bad-input', what: name, why: 'it leaves the folder' });
      const bytes = has(name) ? files[name] : undefined;
      return bytes ? memorySource(bytes, `${path}/${name}`) : raise({ code: 'not-found', path, missing: name });
    },
  };
}
