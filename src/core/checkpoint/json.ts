import { util } from 'protobufjs/light';
import { raise } from '../fault';
import type { ByteSource } from '../source';

/** A JSON value that is an object, its names as they stand in the file. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Settings and lists of shards are small; anything larger is not one. */
const LARGEST = 64 * 2 ** 20;

/** A whole file as a JSON object; one clear fault where it is anything else. */
export function readJson(source: ByteSource): JsonObject {
  if (source.size > LARGEST) return raise({ code: 'malformed', path: source.path, why: `it has ${source.size} bytes, which no file of settings has` });
  return parseObject(source.read(0, source.size), source.path, 'it');
}

/** Bytes as a JSON object. `what` names them in the fault. */
export function parseObject(bytes: Uint8Array, path: string, what: string): JsonObject {
  const text = util.utf8.read(bytes, 0, bytes.length).replace(/^\uFEFF/, '');
  const parsed = parse(text, path, what);
  if (!isObject(parsed)) return raise({ code: 'malformed', path, why: `${what} is JSON, but not an object` });
  const twice = repeatedName(text);
  if (twice !== undefined) return raise({ code: 'malformed', path, why: `${what} names "${twice}" twice` });
  return parsed;
}

function parse(text: string, path: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    return raise({ code: 'malformed', path, why: `${what} is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}` });
  }
}

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A name that a valid JSON object's own level has twice: parsers keep the last one silently, and two readers may then see two files. */
function repeatedName(text: string): string | undefined {
  const seen = new Set<string>();
  let depth = 0;
  let last = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') {
      const end = stringEnd(text, at);
      if (depth === 1) last = text.slice(at, end + 1);
      at = end;
    } else if (sign === '{' || sign === '[') depth++;
    else if (sign === '}' || sign === ']') depth--;
    else if (sign === ':' && depth === 1) {
      const name = last.includes('\\') ? (JSON.parse(last) as string) : last.slice(1, -1);
      if (seen.has(name)) return name;
      seen.add(name);
    }
  }
  return undefined;
}

/** Where a string of a valid JSON text ends that opens at `from`. A regular expression for the whole string overflows the stack at some million escapes. */
function stringEnd(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

const LONGEST_QUOTE = 200;

/** A value of a file's JSON as a sentence quotes it: cut short, and also where it is nested more deeply than it can be written again. */
export function quotedJson(value: unknown, longest = LONGEST_QUOTE): string {
  try {
    const text = JSON.stringify(value) ?? String(value);
    return text.length > longest ? `${text.slice(0, longest)}…` : text;
  } catch {
    return Array.isArray(value) ? '[…]' : '{…}';
  }
}
