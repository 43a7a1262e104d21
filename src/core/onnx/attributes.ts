import * as protobuf from 'protobufjs/light';
import type { Attribute, Graph, InlineWeight } from './graph';
import { asInt64, asNumber } from './integers';
import type { AttributeProto, GraphProto, TensorProto } from './schema';

const { utf8 } = protobuf.util;

/** What an attribute may hold besides numbers and strings is read by these. */
export interface Inner {
  tensor(proto: TensorProto): InlineWeight;
  graph(proto: GraphProto): Graph;
}

interface Form {
  /** AttributeProto.AttributeType. */
  readonly number: number;
  /** The field that files of before types were written fill. */
  readonly field: keyof AttributeProto;
  read(proto: AttributeProto, inner: Inner): Attribute;
}

const text = (bytes: Uint8Array): string => utf8.read(bytes, 0, bytes.length);

/** In the order in which an attribute without a type is tried. */
const FORMS: readonly Form[] = [
  { number: 2, field: 'i', read: proto => ({ type: 'int', value: proto.i ? asNumber(proto.i) : 0 }) },
  { number: 1, field: 'f', read: proto => ({ type: 'float', value: proto.f ?? 0 }) },
  { number: 3, field: 's', read: proto => ({ type: 'string', value: text(proto.s ?? new Uint8Array(0)) }) },
  { number: 7, field: 'ints', read: proto => ({ type: 'ints', value: (proto.ints ?? []).map(asNumber) }) },
  { number: 6, field: 'floats', read: proto => ({ type: 'floats', value: proto.floats ?? [] }) },
  { number: 8, field: 'strings', read: proto => ({ type: 'strings', value: (proto.strings ?? []).map(text) }) },
  { number: 4, field: 't', read: (proto, inner) => ({ type: 'tensor', value: inner.tensor(proto.t ?? {}) }) },
  { number: 5, field: 'g', read: (proto, inner) => ({ type: 'graph', value: inner.graph(proto.g ?? {}) }) },
];

/** An attribute of the file, or undefined where it holds what no graph here can (sparse tensors, types, lists of graphs). */
export function readAttribute(proto: AttributeProto, inner: Inner): Attribute | undefined {
  if (proto.refAttrName) return { type: 'reference', value: proto.refAttrName };
  const form = FORMS.find(({ number, field }) => (proto.type ? number === proto.type : proto[field] !== undefined));
  return form?.read(proto, inner);
}

const bytes = (value: string): Uint8Array => {
  const buffer = new Uint8Array(utf8.length(value));
  utf8.write(value, buffer, 0);
  return buffer;
};

type Writers = { [T in Attribute['type']]: (value: Extract<Attribute, { type: T }>['value'], outer: Outer) => AttributeProto };

export interface Outer {
  tensor(weight: InlineWeight): TensorProto;
  graph(graph: Graph): GraphProto;
}

const WRITERS: Writers = {
  float: f => ({ type: 1, f }),
  int: i => ({ type: 2, i: asInt64(i) }),
  string: s => ({ type: 3, s: bytes(s) }),
  tensor: (t, outer) => ({ type: 4, t: outer.tensor(t) }),
  graph: (g, outer) => ({ type: 5, g: outer.graph(g) }),
  floats: floats => ({ type: 6, floats }),
  ints: ints => ({ type: 7, ints: ints.map(asInt64) }),
  strings: strings => ({ type: 8, strings: strings.map(bytes) }),
  // The type of the attribute that fills it is the call's to say; 0 is refused by the runtime only where it is asked.
  reference: refAttrName => ({ refAttrName }),
};

export function attributeProto(name: string, attribute: Attribute, outer: Outer): AttributeProto {
  const write = WRITERS[attribute.type] as (value: Attribute['value'], outer: Outer) => AttributeProto;
  return { name, ...write(attribute.value, outer) };
}
