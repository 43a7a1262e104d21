import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isObject, readJson } from '../core/checkpoint/json';
import { asFault } from '../core/fault';
import type { Vocabulary } from '../core/tokens/edits';
import { folderAt } from './files';
import type { Model } from './model';

/** How a model's ids are spelled, one by one, and which of them masks. */
export function vocabularyOf(model: Pick<Model, 'path' | 'tokenizer'>): Vocabulary {
  const spelled = new Map<number, string>();
  const spell = (id: number): string => {
    const known = spelled.get(id) ?? spelling(model, id);
    spelled.set(id, known);
    return known;
  };
  return { spell, mask: () => maskOf(model) };
}

function spelling({ tokenizer }: Pick<Model, 'tokenizer'>, id: number): string {
  try {
    return tokenizer?.decodeIds([id]).tokens[0] ?? String(id);
  } catch (thrown) {
    if (asFault(thrown).code !== 'bad-input') throw thrown;
    return String(id);
  }
}

const FILES = ['tokenizer_config.json', 'special_tokens_map.json'];

/** The id of the token that the tokenizer's settings name as its mask, where the tokenizer reads that name as one token. */
function maskOf({ path, tokenizer }: Pick<Model, 'path' | 'tokenizer'>): number | undefined {
  if (!tokenizer) return undefined;
  const folder = folderAt(statSync(path).isDirectory() ? path : dirname(path));
  for (const file of FILES.filter(name => folder.has(name))) {
    const settings = readJson(folder.open(file));
    const named = isObject(settings) ? settings.mask_token : undefined;
    const name = isObject(named) ? named.content : named;
    if (typeof name !== 'string' || name === '') continue;
    const { tokens, ids } = tokenizer.encode(name);
    const at = tokens.indexOf(name);
    if (at >= 0) return ids[at];
  }
  return undefined;
}
