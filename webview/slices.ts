import type { Slice } from '../src/protocol/engine';

/** The float32 numbers of a slice. Copied: bytes that came over a border need not begin at a multiple of four. */
export function floats({ bytes }: Slice): Float32Array {
  const copy = Uint8Array.from(bytes);
  return new Float32Array(copy.buffer, 0, Math.floor(copy.byteLength / 4));
}
