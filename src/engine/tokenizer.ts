import { isObject, type JsonObject, readJson } from '../core/checkpoint/json';
import { asFault, FaultError } from '../core/fault';
import type { Message } from '../core/message';
import type { Folder } from '../core/source';
import { openTokenizer, type Tokenizer } from '../core/tokens/tokenizer';
import { sentence } from '../protocol/sentences';

const TOKENIZER = 'tokenizer.json';
const SETTINGS = 'tokenizer_config.json';

/** The tokenizer of a folder, or undefined where it has none. */
export function readTokenizer(folder: Folder): Tokenizer | undefined {
  if (!folder.has(TOKENIZER)) return undefined;
  const source = folder.open(TOKENIZER);
  const settings = folder.has(SETTINGS) ? readJson(folder.open(SETTINGS)) : {};
  try {
    const tokenizer = openTokenizer(readJson(source), settings);
    return givesTypes(settings) ? tokenizer : withoutTypes(tokenizer);
  } catch (thrown) {
    const fault = asFault(thrown);
    throw fault.code === 'malformed' ? new FaultError({ ...fault, path: source.path }) : thrown;
  }
}

/** A tokenizer that cannot be used is no reason not to open the model: ids still work, and the card says why. */
export function tokenizerOf(folder: Folder): { readonly tokenizer?: Tokenizer; readonly tokenizerFault?: Message } {
  try {
    const tokenizer = readTokenizer(folder);
    return tokenizer ? { tokenizer } : {};
  } catch (thrown) {
    return { tokenizerFault: sentence(asFault(thrown)) };
  }
}

/**
 * Whether a model is given the types of a pair's segments, as transformers has it: where the settings list the model's inputs they decide; the general class
 * `TokenizersBackend` gives none whatever its template says; every class of a family gives those of its template.
 */
function givesTypes(settings: JsonObject): boolean {
  const { model_input_names: inputs, tokenizer_class: name } = isObject(settings) ? settings : {};
  return Array.isArray(inputs) ? inputs.includes('token_type_ids') : name !== 'TokenizersBackend';
}

const withoutTypes = (tokenizer: Tokenizer): Tokenizer => ({
  ...tokenizer,
  encode: (text, pair) => {
    const tokens = tokenizer.encode(text, pair);
    return { ...tokens, types: tokens.types.map(() => 0) };
  },
});
