import { raise } from '../fault';
import type { ByteSource } from '../source';

const SMALL = 4 * 1024;
const LARGE = 256 * 1024;

/** One field of a protobuf message as it lies in the file: all positions are bytes from its start. */
export interface FieldAt {
  readonly id: number;
  /** 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes. */
  readonly wire: number;
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

/**
 * Protobuf read by position through a small window. After a jump it reads 4 kB; while reading goes straight on, twice as much each time,
 * so that a file of millions of nodes takes few reads and one of huge tensors few bytes.
 */
export class ProtobufWindow {
  private buffer = new Uint8Array(0);
  private from = 0;

  constructor(private readonly source: ByteSource) {}

  /** The field that starts at `position` in a message that ends at `limit`. Throws `malformed` where it does not fit. */
  field(position: number, limit: number): FieldAt {
    const tag = this.varint(position, limit);
    const id = Math.floor(tag.value / 8);
    const wire = tag.value % 8;
    if (id === 0 || id > 0x1fffffff) this.malformed(`byte ${position} begins no field`);
    const body = wire === 2 ? this.varint(tag.end, limit) : { value: 0, end: tag.end };
    const end = this.endOf(wire, body, limit, position);
    if (!(end <= limit)) this.malformed(`the field at byte ${position} runs past its end (${end} > ${limit})`);
    return { id, wire, start: position, body: body.end, end };
  }

  /** A copy of the bytes from `start` to `end`. */
  bytes(start: number, end: number): Uint8Array {
    if (start >= this.from && end <= this.from + this.buffer.length) return this.buffer.slice(start - this.from, end - this.from);
    return this.source.read(start, end - start).slice();
  }

  private endOf(wire: number, body: { value: number; end: number }, limit: number, position: number): number {
    if (wire === 0) return this.varint(body.end, limit).end;
    if (wire === 1) return body.end + 8;
    if (wire === 2) return body.end + body.value;
    if (wire === 5) return body.end + 4;
    return this.malformed(`byte ${position} begins no field`);
  }

  private varint(position: number, limit: number): { value: number; end: number } {
    let value = 0;
    for (let at = position, scale = 1; at < limit && at < position + 10; at++, scale *= 128) {
      const byte = this.byte(at);
      value += (byte & 127) * scale;
      if (byte < 128) return { value, end: at + 1 };
    }
    return this.malformed(`the number at byte ${position} does not end`);
  }

  private byte(position: number): number {
    if (position < this.from || position >= this.from + this.buffer.length) this.move(position);
    return this.buffer[position - this.from] as number;
  }

  private move(position: number): void {
    const straightOn = position === this.from + this.buffer.length;
    const size = straightOn ? Math.min(Math.max(SMALL, this.buffer.length * 2), LARGE) : SMALL;
    this.buffer = new Uint8Array(this.source.read(position, Math.min(size, this.source.size - position)));
    this.from = position;
  }

  malformed(why: string): never {
    return raise({ code: 'malformed', path: this.source.path, why });
  }
}
