/** A call that names a checkpoint: which of its positional arguments do, and by which keywords besides the general ones. */
interface Naming {
  readonly positions: readonly number[];
  readonly keys?: RegExp;
}

const FIRST: Naming = { positions: [0], keys: /^(filename|f|pathorbytes|repoid)$/ };

/** Calls by the last part of their name; those that are named with two parts mean only those. */
const CALLS: ReadonlyMap<string, Naming> = new Map<string, Naming>([
  ['from_pretrained', FIRST],
  ['InferenceSession', FIRST],
  ['InferenceSession.create', FIRST],
  ['load_file', FIRST],
  ['safe_open', FIRST],
  ['onnx.load', FIRST],
  ['onnx.load_model', FIRST],
  ['SentenceTransformer', FIRST],
  ['CrossEncoder', FIRST],
  ['SparseEncoder', FIRST],
  ['snapshot_download', FIRST],
  ['pipeline', { positions: [1] }],
]);

/** Keywords, variables and settings that name a checkpoint wherever they stand, without their case, dashes and underscores. */
const KEY = /^(?:base|default|pretrained|student|teacher|draft|onnx)*(?:(?:model|checkpoint|ckpt|tokenizer|weights)(?:name|id|or|path|dir|folder|file)*|nameorpath|onnxpath)$/;

const plain = (key: string): string => key.toLowerCase().replace(/[-_]/g, '');

/** Whether a key of settings, a keyword or a variable names a checkpoint by its own name. */
export const isNamingKey = (key: string): boolean => key.length < 60 && KEY.test(plain(key));

/** Whether an argument of a call names a checkpoint; `key` is '' for a positional one, `callee` '' outside of calls. */
export function isNaming(callee: string, index: number, key: string): boolean {
  if (key !== '' && isNamingKey(key)) return true;
  const parts = callee.split('.');
  const naming = CALLS.get(parts.slice(-2).join('.')) ?? CALLS.get(parts.at(-1) ?? '');
  return naming !== undefined && (key === '' ? naming.positions.includes(index) : (naming.keys?.test(plain(key)) ?? false));
}

/** Whether a text may hold any of it: most documents need no closer look. */
export const mayName = (text: string): boolean =>
  /from_pretrained|InferenceSession|load_file|safe_open|onnx|Encoder|SentenceTransformer|snapshot_download|model|checkpoint|ckpt|tokenizer|weights|name_or_path/i.test(text);
