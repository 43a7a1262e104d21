import { writeSafetensors } from '../../../src/core/checkpoint/write';
import { raise } from '../../../src/core/fault';
import type { ByteSource, Folder } from '../../../src/core/source';
import type { Tensor } from '../../../src/core/tensor/tensor';

/** A file of bytes in memory. */
export const source = (path: string, bytes: Uint8Array): ByteSource => ({
  path,
  size: bytes.length,
  read: (offset, length) => (offset + length <= bytes.length ? bytes.slice(offset, offset + length) : raise({ code: 'malformed', path, why: 'read past its end' })),
});

/** A folder in memory; a file given as an object is its JSON. */
export function memoryFolder(files: Readonly<Record<string, Uint8Array | object>>): Folder {
  const bytes = (file: Uint8Array | object) => (file instanceof Uint8Array ? file : text(JSON.stringify(file)));
  const open = (name: string): ByteSource => {
    if (/[/\\]|^\.\.?$/.test(name)) return raise({ code: 'bad-input', what: name, why: 'leaves the folder' });
    const file = Object.hasOwn(files, name) ? files[name] : undefined;
    return file ? source(`/model/${name}`, bytes(file)) : raise({ code: 'not-found', path: '/model', missing: name });
  };
  return { path: '/model', has: name => Object.hasOwn(files, name), open };
}

export const text = (of: string): Uint8Array => new TextEncoder().encode(of);

/** A safetensors file as one piece. */
export function safetensors(tensors: Readonly<Record<string, Tensor>>): Uint8Array {
  return Uint8Array.from(writeSafetensors(tensors).flatMap(piece => [...piece]));
}

/** A safetensors file with any header, true or not, and `data` bytes after it. */
export function withHeader(header: string, data: number, length = text(header).length): Uint8Array {
  const bytes = new Uint8Array(8 + text(header).length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text(header), 8);
  return bytes;
}
