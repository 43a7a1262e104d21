import { bytesOf, type Tensor } from '../tensor/tensor';
import { SPELLINGS } from './dtypes';

/**
 * A safetensors file in pieces, to be written one after the other: the header, then each tensor's own bytes, uncopied. Tensors start at
 * multiples of 8 bytes, as readers that map the file like them: the header is padded with spaces, tensors are laid out widest elements first.
 */
export function writeSafetensors(tensors: Readonly<Record<string, Tensor>>, metadata: Readonly<Record<string, string>> = {}): readonly Uint8Array[] {
  const entries = Object.entries(tensors).sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  let end = 0;
  for (const [name, { dtype, dims, data }] of entries) {
    header[name] = { dtype: SPELLINGS[dtype], shape: dims, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  // Beyond ASCII everything is escaped, so that one character is one byte.
  const text = JSON.stringify(header).replace(/[^\x20-\x7e]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const json = Uint8Array.from(text, c => c.charCodeAt(0));
  const length = Math.ceil(json.length / 8) * 8;
  const head = new Uint8Array(8 + length).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(length), true);
  head.set(json, 8);
  return [head, ...entries.map(([, tensor]) => bytesOf(tensor))];
}
