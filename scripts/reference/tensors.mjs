// Safetensors files in and out, as plain typed arrays: independent of the project's own reader, which is what is being judged.
import { readFileSync, writeFileSync } from 'node:fs';

const ARRAYS = { F32: Float32Array, F64: Float64Array, I64: BigInt64Array, I32: Int32Array, U8: Uint8Array, BOOL: Uint8Array };

/** name -> { dtype, shape, data } */
export function load(file) {
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString());
  delete header.__metadata__;
  return Object.fromEntries(
    Object.entries(header).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => [name, { dtype, shape, data: new ARRAYS[dtype](new Uint8Array(bytes.subarray(8 + length + from, 8 + length + to)).buffer) }],
    ),
  );
}

export function save(file, tensors) {
  let at = 0;
  const parts = [];
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype, shape, data }]) => {
      const part = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      parts.push(part);
      at += part.length;
      return [name, { dtype, shape, data_offsets: [at - part.length, at] }];
    }),
  );
  const head = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(head.length));
  writeFileSync(file, Buffer.concat([length, head, ...parts]));
}

const squeezed = shape => shape.filter(dim => dim !== 1).join();

/**
 * Largest difference between two tensors, as a share of the expected tensor's largest value where that passes 1.
 * Infinity where shapes differ or a number is missing. `counts(index)` leaves elements out.
 */
export function difference(got, expected, counts = () => true) {
  if (!got || got.data.length !== expected.data.length || squeezed(got.shape) !== squeezed(expected.shape)) return Infinity;
  let worst = 0;
  let largest = 1;
  for (let i = 0; i < expected.data.length; i++) {
    if (!counts(i)) continue;
    const off = Math.abs(Number(got.data[i]) - Number(expected.data[i]));
    if (Number.isNaN(off)) return Infinity;
    worst = Math.max(worst, off);
    largest = Math.max(largest, Math.abs(Number(expected.data[i])));
  }
  return worst / largest;
}
