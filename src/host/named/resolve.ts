import { opendir, readdir, readFile, stat } from 'node:fs/promises';
import * as path from 'node:path';

/** A checkpoint on this disk that a name stands for. */
export interface OnDisk {
  /** Absolute path of a folder with config.json and weights, or of an .onnx or .safetensors file. */
  readonly path: string;
  readonly kind: 'folder' | 'file';
  /** Whether the hub's local cache holds it. */
  readonly cached: boolean;
}

/** Where names are looked up. */
export interface Surroundings {
  /** Absolute folders that a relative name may start from, the nearest first. */
  readonly folders: readonly string[];
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const LONGEST = 1000;
/** As many entries of a folder are looked at; more are no checkpoint's. */
const ENTRIES = 2000;
const WEIGHTS = /\.(?:onnx|safetensors)$/i;

/**
 * Finds what a name in code stands for: a path (absolute, from the home folder, as a file URI, or relative to one of the folders), else a model of
 * the hub that the local cache holds. Looks at names of files only. Addresses of a network, shared folders of Windows among them, are not looked up.
 */
export async function resolveName(named: string, around: Surroundings): Promise<OnDisk | undefined> {
  for (const candidate of candidates(named, around)) {
    const kind = await kindOf(candidate);
    if (kind) return { path: candidate, kind, cached: false };
  }
  const snapshot = await inCache(named, cacheFolder(around));
  const kind = snapshot && (await kindOf(snapshot));
  return kind ? { path: snapshot, kind, cached: true } : undefined;
}

/** The absolute paths that a name may mean, the likeliest first, none ending in a slash; none for what is not a path on this machine. */
export function candidates(named: string, { folders, home }: Surroundings): readonly string[] {
  if (named === '' || named.length > LONGEST || /[\0\r\n]/.test(named) || named.trim() !== named) return [];
  if (/^(?:[\\/]{2}|\\\\)/.test(named)) return [];
  const address = /^([a-z][a-z0-9+.-]+):(?:\/\/)?/i.exec(named);
  if (address) return fileUri(named);
  if (named === '~' || /^~[\\/]/.test(named)) return path.isAbsolute(home) ? [path.resolve(home, `.${named.slice(1)}`)] : [];
  if (named.startsWith('~')) return [];
  return path.isAbsolute(named) ? [path.resolve(named)] : [...new Set(folders.map(folder => path.resolve(folder, named)))];
}

function fileUri(named: string): readonly string[] {
  try {
    const { protocol, host, pathname } = new URL(named);
    if (protocol !== 'file:' || (host !== '' && host !== 'localhost') || pathname.startsWith('//')) return [];
    const plain = decodeURIComponent(pathname);
    const local = /^\/[a-z]:/i.test(plain) ? plain.slice(1) : plain;
    return /[\0\r\n]/.test(local) || /^[\\/]{2}/.test(local) || !path.isAbsolute(local) ? [] : [path.resolve(local)];
  } catch {
    return [];
  }
}

/** What stands at a path, where that can be opened. */
async function kindOf(where: string): Promise<OnDisk['kind'] | undefined> {
  try {
    const info = await stat(where);
    if (info.isFile()) return WEIGHTS.test(where) ? 'file' : undefined;
    return info.isDirectory() && (await isCheckpoint(where)) ? 'folder' : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a folder holds config.json and weights, or one ONNX file, as Headlight opens them. */
async function isCheckpoint(folder: string): Promise<boolean> {
  let [config, safetensors, graphs, seen] = [false, false, 0, 0];
  for await (const { name } of await opendir(folder)) {
    config ||= name === 'config.json';
    safetensors ||= /\.safetensors$/i.test(name);
    if (/\.onnx$/i.test(name)) graphs++;
    if ((config && safetensors) || ++seen > ENTRIES) break;
  }
  return (config && safetensors) || graphs === 1;
}

/** The folder in which the hub's own tools keep what they fetched. */
export function cacheFolder({ env, home }: Surroundings): string {
  const { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = env;
  const own = HF_HUB_CACHE || HUGGINGFACE_HUB_CACHE;
  const folder = own || path.join(HF_HOME || path.join(XDG_CACHE_HOME || path.join(home, '.cache'), 'huggingface'), 'hub');
  return folder.replace(/^~(?=$|[\\/])/, home);
}

/** The snapshot of a model that the cache holds: the one that its main branch was last seen at, else the newest. */
async function inCache(named: string, cache: string): Promise<string | undefined> {
  if (!/^[\w.-]{1,96}(?:\/[\w.-]{1,96})?$/.test(named) || named.split('/').some(part => /^\.+$/.test(part)) || !path.isAbsolute(cache)) return undefined;
  const model = path.join(cache, `models--${named.replace('/', '--')}`);
  try {
    const main = (await readFile(path.join(model, 'refs', 'main'), 'utf8')).trim();
    if (/^[0-9a-f]{6,64}$/i.test(main) && (await stat(path.join(model, 'snapshots', main))).isDirectory()) return path.join(model, 'snapshots', main);
  } catch {
    // No branch was written down, or its snapshot was removed.
  }
  try {
    const names = (await readdir(path.join(model, 'snapshots'))).slice(0, ENTRIES);
    const dated = await Promise.all(names.map(async name => ({ name, time: (await stat(path.join(model, 'snapshots', name))).mtimeMs })));
    const newest = dated.sort((a, b) => b.time - a.time)[0];
    return newest && path.join(model, 'snapshots', newest.name);
  } catch {
    return undefined;
  }
}
