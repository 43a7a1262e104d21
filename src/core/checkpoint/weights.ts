import { raise } from '../fault';
import type { Folder } from '../source';
import { isObject, readJson } from './json';
import { readSafetensors, type StoredTensor } from './safetensors';

/** All tensors of a checkpoint by name, and the files that hold them (resolved). */
export interface StoredWeights {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly files: readonly string[];
}

const SINGLE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';
/** Weights in forms that are not opened here. */
const FOREIGN = ['pytorch_model.bin', 'pytorch_model.bin.index.json', 'tf_model.h5', 'flax_model.msgpack', 'consolidated.00.pth'];

/**
 * The weights of a Hugging Face folder: one file or shards, from headers alone. `file` names one .safetensors file of the folder to be taken
 * instead of model.safetensors; a shard of an index stands for the whole.
 */
export function readWeights(folder: Folder, file?: string): StoredWeights {
  if (file === undefined && folder.has(SINGLE)) return readFile(folder, SINGLE);
  const shards = folder.has(INDEX) ? shardsOf(folder) : undefined;
  if (file !== undefined && !shards?.has(file)) return readFile(folder, file);
  if (shards) return readShards(folder, shards);
  const foreign = FOREIGN.find(name => folder.has(name));
  if (foreign === undefined) return raise({ code: 'not-found', path: folder.path, missing: SINGLE });
  const why = `its weights are in ${foreign}, and only safetensors are read: load it in Python and save it with save_pretrained(folder, safe_serialization=True)`;
  return raise({ code: 'unsupported-model', path: folder.path, why });
}

/** Names of the files that hold a checkpoint's weights together with `file`: its shards where it is one of several, else itself alone. */
export function filesWith(folder: Folder, file: string): readonly string[] {
  const shards = folder.has(INDEX) ? shardsOf(folder) : undefined;
  return shards?.has(file) ? [...shards.keys()] : [file];
}

function readFile(folder: Folder, file: string): StoredWeights {
  const source = folder.open(file);
  return { tensors: readSafetensors(source), files: [source.path] };
}

/** Names of tensors by the file that holds them. */
function shardsOf(folder: Folder): ReadonlyMap<string, readonly string[]> {
  const source = folder.open(INDEX);
  const { weight_map: map } = readJson(source);
  if (!isObject(map)) return raise({ code: 'malformed', path: source.path, why: 'it has no weight_map' });
  const shards = new Map<string, string[]>();
  for (const [name, file] of Object.entries(map)) {
    if (typeof file !== 'string') return raise({ code: 'malformed', path: source.path, why: `it names no file for tensor "${name}"` });
    const names = shards.get(file);
    if (names) names.push(name);
    else shards.set(file, [name]);
  }
  return shards;
}

function readShards(folder: Folder, shards: ReadonlyMap<string, readonly string[]>): StoredWeights {
  const tensors = new Map<string, StoredTensor>();
  const files: string[] = [];
  for (const [file, names] of shards) {
    const source = folder.open(file);
    const stored = readSafetensors(source);
    files.push(source.path);
    for (const name of names) tensors.set(name, stored.get(name) ?? raise({ code: 'missing-tensor', path: source.path, tensor: name }));
  }
  return { tensors, files };
}
