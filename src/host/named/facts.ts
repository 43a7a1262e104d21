import { opendir, readFile, stat } from 'node:fs/promises';
import * as path from 'node:path';
import type { OnDisk } from './resolve';

/** What can be said of a checkpoint that is not open: what its config.json says, and how large its weights are. */
export interface Facts {
  readonly family?: string;
  readonly layers?: number;
  readonly heads?: number;
  /** Bytes of the weights. */
  readonly bytes: number;
}

const LARGEST_CONFIG = 1_000_000;
const ENTRIES = 2000;
const WEIGHTS = /\.(?:safetensors|onnx|onnx_data|data)$/i;

/** Reads names, sizes and one small JSON file; never weights. A config.json that cannot be read, or says something else, says nothing. */
export async function factsOf({ path: where, kind }: OnDisk): Promise<Facts> {
  const folder = kind === 'folder' ? where : path.dirname(where);
  const [config, bytes] = await Promise.all([configOf(folder), bytesOf(folder, kind === 'folder' ? undefined : path.basename(where))]);
  return { ...config, bytes };
}

/** Families name the same two numbers differently; models of several parts keep those of the text aside. */
const LAYERS = ['num_hidden_layers', 'n_layer', 'n_layers', 'num_layers'];
const HEADS = ['num_attention_heads', 'n_head', 'n_heads', 'num_heads'];

async function configOf(folder: string): Promise<Omit<Facts, 'bytes'>> {
  try {
    const file = path.join(folder, 'config.json');
    if ((await stat(file)).size > LARGEST_CONFIG) return {};
    const config: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isRecord(config) ? readConfig(config) : {};
  } catch {
    return {};
  }
}

/** What a parsed config.json says, as far as it is what it should be. */
export function readConfig(config: Readonly<Record<string, unknown>>): Omit<Facts, 'bytes'> {
  const parts = [config, config.text_config].filter(isRecord);
  const count = (keys: readonly string[]): number | undefined =>
    parts.flatMap(part => keys.map(key => part[key])).find((value): value is number => Number.isSafeInteger(value) && (value as number) > 0);
  const family = typeof config.model_type === 'string' && /^[\w .-]{1,60}$/.test(config.model_type) ? config.model_type : undefined;
  const [layers, heads] = [count(LAYERS), count(HEADS)];
  return { ...(family !== undefined && { family }), ...(layers !== undefined && { layers }), ...(heads !== undefined && { heads }) };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of a folder all weights; of a file its own and those of files that begin with its name, as ONNX keeps them. */
async function bytesOf(folder: string, file?: string): Promise<number> {
  let [bytes, seen] = [0, 0];
  for await (const { name } of await opendir(folder)) {
    if (++seen > ENTRIES) break;
    const counts = file === undefined ? WEIGHTS.test(name) : name === file || (name.startsWith(file) && WEIGHTS.test(name));
    if (counts) bytes += (await stat(path.join(folder, name)).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}
