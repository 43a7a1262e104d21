import { raise } from '../fault';
import type { ByteSource } from '../source';
import { DATA_FIELDS, type Entry, encodeHeld, HELD_FIELD, WAYS_TO_TENSORS } from './schema';
import { type FieldAt, ProtobufWindow } from './window';

/** A message of at most so many bytes is copied as it is: nothing in it can be bulk. */
const BULK = 1024;
/** What may remain when the weights are left where they lie: structure of the largest models takes some ten megabytes. */
const REMAINDER = 256 * 1024 * 1024;
/** Graphs inside attributes of nodes of graphs: four levels each. */
const DEEPEST = 96;
/** What a kept piece costs besides its bytes, so that a file of empty fields cannot fill the memory either. */
const PIECE = 64;

const NOTHING = { known: new Set<number>(), entries: new Map<number, Entry>() };
const HELD = new Set<number>(Object.values(DATA_FIELDS));

interface Walk {
  readonly window: ProtobufWindow;
  readonly path: string;
  kept: number;
}

/**
 * The bytes of a ModelProto without its bulk: data of tensors above 1 kB stays in the file, and the tensor says where (`held`).
 * Everything else is the file's own; a field that occurs twice where one is meant is merged, as protobuf says.
 * Throws `malformed` where lengths or tags lie and `unsupported-model` where too much would remain.
 */
export function skeleton(source: ByteSource): Uint8Array {
  return message({ window: new ProtobufWindow(source), path: source.path, kept: 0 }, 'ModelProto', 0, source.size, 0);
}

function message(walk: Walk, name: string, start: number, end: number, depth: number): Uint8Array {
  if (depth > DEEPEST) walk.window.malformed('its graphs are nested too deeply');
  const { known, entries } = WAYS_TO_TENSORS.get(name) ?? NOTHING;
  const parts: Uint8Array[] = [];
  const single = new Map<number, Uint8Array[]>();
  for (let position = start; position < end; ) {
    const field = walk.window.field(position, end);
    position = field.end;
    if (!known.has(field.id) || field.id === HELD_FIELD) continue;
    const entry = entries.get(field.id);
    if (name === 'TensorProto' && HELD.has(field.id) && field.wire === 2) {
      admit(walk, 0);
      parts.push(delimited(HELD_FIELD, encodeHeld({ field: field.id, offset: field.body, length: field.end - field.body })));
    } else if (entry && field.wire === 2) {
      const inner = nested(walk, entry, field, depth);
      if (entry.repeated) parts.push(delimited(field.id, inner));
      else pieces(single, field.id).push(inner);
    } else parts.push(copied(walk, field.start, field.end));
  }
  for (const [id, inner] of single) parts.push(delimited(id, joined(inner)));
  return joined(parts);
}

function pieces(single: Map<number, Uint8Array[]>, id: number): Uint8Array[] {
  const known = single.get(id) ?? [];
  single.set(id, known);
  return known;
}

function nested(walk: Walk, entry: Entry, { body, end }: FieldAt, depth: number): Uint8Array {
  return end - body <= BULK ? copied(walk, body, end) : message(walk, entry.message, body, end, depth + 1);
}

function copied(walk: Walk, start: number, end: number): Uint8Array {
  admit(walk, end - start);
  return walk.window.bytes(start, end);
}

function admit(walk: Walk, bytes: number): void {
  walk.kept += bytes + PIECE;
  if (walk.kept > REMAINDER) raise({ code: 'unsupported-model', path: walk.path, why: `besides its weights it holds more than ${REMAINDER / 1024 / 1024} MB` });
}

function delimited(id: number, body: Uint8Array): Uint8Array {
  return joined([Uint8Array.from([...varint(id * 8 + 2), ...varint(body.length)]), body]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
