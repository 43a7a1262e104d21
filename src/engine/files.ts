import { closeSync, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { raise } from '../core/fault';
import type { ByteSource, Folder } from '../core/source';
import { type Stamp, stampOf } from './stamps';

/** Small reads are answered from a window of this many bytes. No more: a reader that jumps from tensor to tensor reads one at every jump. */
const WINDOW = 1 << 12;

/** A folder that remembers the stamp of every file that was opened in it, taken before the first byte was read. */
export interface StampedFolder extends Folder {
  readonly stamps: ReadonlyMap<string, Stamp>;
}

/** Reads a file by position. Nothing is held open between reads, so a replaced file is never kept alive. */
export function openSource(path: string): ByteSource {
  const resolved = realPath(path);
  const info = statSync(resolved);
  if (!info.isFile()) raise({ code: 'unreadable', path, why: 'it is not a file' });
  const { size } = info;
  let window: { readonly start: number; readonly bytes: Uint8Array } | undefined;
  const read = (offset: number, length: number): Uint8Array => {
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 0 || offset + length > size)
      raise({ code: 'malformed', path, why: `it has ${size} bytes, and something in it points at bytes ${offset} to ${offset + length}` });
    if (length >= WINDOW) return readAt(resolved, offset, length);
    if (!window || offset < window.start || offset + length > window.start + window.bytes.length)
      window = { start: offset, bytes: readAt(resolved, offset, Math.min(WINDOW, size - offset)) };
    return window.bytes.slice(offset - window.start, offset - window.start + length);
  };
  return { path: resolved, size, read };
}

function readAt(path: string, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const file = openFile(path);
  try {
    for (let done = 0; done < length; ) {
      const got = readSync(file, bytes, done, length - done, offset + done);
      if (got === 0) raise({ code: 'changed-on-disk', path, how: fstatSync(file).size < offset + length ? 'truncated' : 'overwritten' });
      done += got;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (thrown) {
    return raise({ code: 'unreadable', path, why: reason(thrown) });
  }
}

/** A folder's own files; a name cannot leave it. */
export function folderAt(path: string): StampedFolder {
  const folder = realPath(path);
  const stamps = new Map<string, Stamp>();
  const place = (name: string): string => {
    if (name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name) || isAbsolute(name))
      raise({ code: 'bad-input', what: join(path, name), why: 'a checkpoint may only name files of its own folder.' });
    return join(folder, name);
  };
  const has = (name: string): boolean => isFile(place(name));
  const open = (name: string): ByteSource => {
    const file = place(name);
    if (!has(name)) raise({ code: 'not-found', path, missing: name });
    const target = realPath(file);
    if (!staysInside(folder, target)) raise({ code: 'bad-input', what: file, why: `it links to ${target}, outside the checkpoint's folder.` });
    if (!stamps.has(file)) stamps.set(file, stampOf(file));
    return openSource(target);
  };
  return { path: folder, has, open, stamps };
}

/** A name that is too long, or a loop of links, is no file either. */
function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}

/**
 * Whether a resolved file belongs to a resolved folder: it lies directly in it, or the folder is a snapshot of the hub's cache
 * (`<repository>/snapshots/<revision>`) and the file is one of the same repository's `blobs`, to which snapshots link.
 */
export function staysInside(folder: string, target: string): boolean {
  if (dirname(target) === folder) return true;
  const snapshots = dirname(folder);
  return basename(snapshots) === 'snapshots' && dirname(target) === join(dirname(snapshots), 'blobs');
}

/** The resolved path of something that exists. */
export function realPath(path: string): string {
  try {
    return realpathSync(resolve(path));
  } catch (thrown) {
    const gone = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    return gone ? raise({ code: 'not-found', path, missing: 'file or folder' }) : raise({ code: 'unreadable', path, why: reason(thrown) });
  }
}

/** The deepest folder that holds all of these files: the root that the runtime is given, which weights are named from. */
export function commonFolder(files: readonly string[]): string {
  let root = dirname(files[0] ?? '/');
  for (const file of files) while (leaves(root, file)) root = dirname(root);
  return root;
}

const leaves = (root: string, file: string): boolean => {
  const from = relative(root, file);
  return dirname(root) !== root && (from.startsWith('..') || isAbsolute(from));
};

const reason = (thrown: unknown): string => (thrown as NodeJS.ErrnoException).code ?? String(thrown);
