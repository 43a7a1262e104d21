import { fromUtf8, utf8 } from './utf8';

/**
 * SentencePiece's compiled rewriting rules: a double array of 32-bit units that maps UTF-8 keys to places in a pool of
 * zero-ended replacements (format: darts-clone; layout: `Builder::DecodePrecompiledCharsMap` in SentencePiece).
 */
export interface CharsMap {
  readonly units: Uint32Array;
  readonly pool: Uint8Array;
}

/** Reads the bytes of a charsmap: size of the array in bytes, the array, the pool. undefined where they cannot be one. */
export function readCharsMap(bytes: Uint8Array): CharsMap | undefined {
  if (bytes.length < 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(0, true);
  if (size === 0 || size % 4 !== 0 || size + 4 > bytes.length) return undefined;
  const units = Uint32Array.from({ length: size / 4 }, (_, index) => view.getUint32(4 + 4 * index, true));
  return { units, pool: bytes.subarray(4 + size) };
}

const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);

/** The value of the shortest key that `bytes` start with. */
function lookUp(units: Uint32Array, bytes: readonly number[]): number | undefined {
  let node = offsetOf(units[0] ?? 0);
  for (const byte of bytes) {
    if (byte === 0) return undefined;
    node ^= byte;
    const unit = units[node] ?? 0;
    if ((unit & 0x800000ff) !== byte) return undefined;
    node ^= offsetOf(unit);
    if ((unit >>> 8) & 1) return (units[node] ?? 0) & 0x7fffffff;
  }
  return undefined;
}

/** What a character or cluster is rewritten to, or undefined where no rule speaks of it. */
export function rewritten({ units, pool }: CharsMap, text: string): string | undefined {
  const start = lookUp(units, utf8(text));
  if (start === undefined || start > pool.length) return undefined;
  const end = pool.indexOf(0, start);
  return fromUtf8([...pool.subarray(start, end < 0 ? pool.length : end)]).text;
}
