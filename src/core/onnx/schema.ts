import * as protobuf from 'protobufjs/light';

/**
 * The messages of an ONNX file, by the field numbers that onnx.proto publishes. Fields that nothing here reads (documentation,
 * training, device placement) are left out: the decoder skips what it does not know.
 * Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */

interface Field {
  readonly id: number;
  readonly type: string;
  readonly rule?: 'repeated';
  readonly options?: { readonly packed: boolean };
}
type Fields = Readonly<Record<string, Field>>;

const one = (id: number, type: string): Field => ({ id, type });
const many = (id: number, type: string): Field => ({ id, type, rule: 'repeated' });
/** onnx.proto declares these packed; the lists of an attribute it does not. Readers must take both. */
const packed = (id: number, type: string): Field => ({ id, type, rule: 'repeated', options: { packed: true } });
const loose = (id: number, type: string): Field => ({ id, type, rule: 'repeated', options: { packed: false } });

const MESSAGES: Readonly<Record<string, Fields>> = {
  ModelProto: {
    irVersion: one(1, 'int64'),
    producerName: one(2, 'string'),
    producerVersion: one(3, 'string'),
    domain: one(4, 'string'),
    graph: one(7, 'GraphProto'),
    opsetImport: many(8, 'OperatorSetIdProto'),
    metadataProps: many(14, 'StringStringEntryProto'),
    functions: many(25, 'FunctionProto'),
  },
  GraphProto: {
    node: many(1, 'NodeProto'),
    name: one(2, 'string'),
    initializer: many(5, 'TensorProto'),
    input: many(11, 'ValueInfoProto'),
    output: many(12, 'ValueInfoProto'),
    valueInfo: many(13, 'ValueInfoProto'),
    sparseInitializer: many(15, 'SparseTensorProto'),
  },
  NodeProto: {
    input: many(1, 'string'),
    output: many(2, 'string'),
    name: one(3, 'string'),
    opType: one(4, 'string'),
    attribute: many(5, 'AttributeProto'),
    domain: one(7, 'string'),
    overload: one(8, 'string'),
  },
  AttributeProto: {
    name: one(1, 'string'),
    f: one(2, 'float'),
    i: one(3, 'int64'),
    s: one(4, 'bytes'),
    t: one(5, 'TensorProto'),
    g: one(6, 'GraphProto'),
    floats: loose(7, 'float'),
    ints: loose(8, 'int64'),
    strings: many(9, 'bytes'),
    tensors: many(10, 'TensorProto'),
    graphs: many(11, 'GraphProto'),
    type: one(20, 'int32'),
    refAttrName: one(21, 'string'),
    sparseTensor: one(22, 'SparseTensorProto'),
  },
  TensorProto: {
    dims: loose(1, 'int64'),
    dataType: one(2, 'int32'),
    floatData: packed(4, 'float'),
    int32Data: packed(5, 'int32'),
    int64Data: packed(7, 'int64'),
    name: one(8, 'string'),
    rawData: one(9, 'bytes'),
    doubleData: packed(10, 'double'),
    uint64Data: packed(11, 'uint64'),
    externalData: many(13, 'StringStringEntryProto'),
    dataLocation: one(14, 'int32'),
    // Ours, never in a file: where data lies that the skeleton left in its place.
    held: many(60001, 'Held'),
  },
  Held: { field: one(1, 'uint32'), offset: one(2, 'double'), length: one(3, 'double') },
  SparseTensorProto: { values: one(1, 'TensorProto'), indices: one(2, 'TensorProto'), dims: loose(3, 'int64') },
  StringStringEntryProto: { key: one(1, 'string'), value: one(2, 'string') },
  ValueInfoProto: { name: one(1, 'string'), type: one(2, 'TypeProto') },
  TypeProto: { tensorType: one(1, 'TensorTypeProto') },
  TensorTypeProto: { elemType: one(1, 'int32'), shape: one(2, 'TensorShapeProto') },
  TensorShapeProto: { dim: many(1, 'DimensionProto') },
  DimensionProto: { dimValue: one(1, 'int64'), dimParam: one(2, 'string') },
  OperatorSetIdProto: { domain: one(1, 'string'), version: one(2, 'int64') },
  FunctionProto: {
    name: one(1, 'string'),
    input: many(4, 'string'),
    output: many(5, 'string'),
    attribute: many(6, 'string'),
    node: many(7, 'NodeProto'),
    opsetImport: many(9, 'OperatorSetIdProto'),
    domain: one(10, 'string'),
    attributeProto: many(11, 'AttributeProto'),
    overload: one(13, 'string'),
  },
};

const ROOT = protobuf.Root.fromJSON({ nested: Object.fromEntries(Object.entries(MESSAGES).map(([name, fields]) => [name, { fields }])) });

/** A 64-bit integer as two signed halves: what protobufjs reads and writes. */
export interface Int64 {
  readonly low: number;
  readonly high: number;
}

export interface Held {
  /** Field number of the data in TensorProto. */
  readonly field: number;
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly length: number;
}
export interface TensorProto {
  readonly name?: string;
  readonly dims?: readonly Int64[];
  readonly dataType?: number;
  readonly floatData?: readonly number[];
  readonly int32Data?: readonly number[];
  readonly int64Data?: readonly Int64[];
  readonly doubleData?: readonly number[];
  readonly uint64Data?: readonly Int64[];
  readonly rawData?: Uint8Array;
  readonly externalData?: readonly { readonly key?: string; readonly value?: string }[];
  readonly dataLocation?: number;
  readonly held?: readonly Held[];
}
export interface AttributeProto {
  readonly name?: string;
  readonly f?: number;
  readonly i?: Int64;
  readonly s?: Uint8Array;
  readonly t?: TensorProto;
  readonly g?: GraphProto;
  readonly floats?: readonly number[];
  readonly ints?: readonly Int64[];
  readonly strings?: readonly Uint8Array[];
  readonly tensors?: readonly TensorProto[];
  readonly graphs?: readonly GraphProto[];
  readonly type?: number;
  readonly refAttrName?: string;
  readonly sparseTensor?: SparseTensorProto;
}
export interface SparseTensorProto {
  readonly values?: TensorProto;
  readonly indices?: TensorProto;
  readonly dims?: readonly Int64[];
}
export interface NodeProto {
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly name?: string;
  readonly opType?: string;
  readonly attribute?: readonly AttributeProto[];
  readonly domain?: string;
  readonly overload?: string;
}
export interface ValueInfoProto {
  readonly name?: string;
  readonly type?: {
    readonly tensorType?: { readonly elemType?: number; readonly shape?: { readonly dim?: readonly { readonly dimValue?: Int64; readonly dimParam?: string }[] } };
  };
}
export interface GraphProto {
  readonly name?: string;
  readonly node?: readonly NodeProto[];
  readonly initializer?: readonly TensorProto[];
  readonly sparseInitializer?: readonly SparseTensorProto[];
  readonly input?: readonly ValueInfoProto[];
  readonly output?: readonly ValueInfoProto[];
  readonly valueInfo?: readonly ValueInfoProto[];
}
export interface OpsetImport {
  readonly domain?: string;
  readonly version?: Int64;
}
export interface FunctionProto {
  readonly name?: string;
  readonly domain?: string;
  readonly overload?: string;
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly attribute?: readonly string[];
  readonly attributeProto?: readonly AttributeProto[];
  readonly node?: readonly NodeProto[];
  readonly opsetImport?: readonly OpsetImport[];
}
export interface ModelProto {
  readonly irVersion?: Int64;
  readonly producerName?: string;
  readonly producerVersion?: string;
  readonly domain?: string;
  readonly metadataProps?: readonly { readonly key?: string; readonly value?: string }[];
  readonly graph?: GraphProto;
  readonly opsetImport?: readonly OpsetImport[];
  readonly functions?: readonly FunctionProto[];
}

/** Bytes as a ModelProto; fields that are not there read as undefined. Throws whatever protobufjs throws on malformed bytes. */
export function decodeModel(bytes: Uint8Array): ModelProto {
  const type = ROOT.lookupType('ModelProto');
  // Plain objects hold what was written and nothing else: an absent field is undefined, not the prototype's default.
  return type.toObject(type.decode(bytes)) as ModelProto;
}

export const encodeModel = (model: ModelProto): Uint8Array => ROOT.lookupType('ModelProto').encode(model).finish();

/** A field of a message that the positioned walk may have to enter. */
export interface Entry {
  readonly message: string;
  readonly repeated: boolean;
}

/** For each message: the field numbers that are known, and what each leads to where a tensor can lie behind it. */
export const WAYS_TO_TENSORS: ReadonlyMap<string, { readonly known: ReadonlySet<number>; readonly entries: ReadonlyMap<number, Entry> }> = new Map(
  Object.entries(MESSAGES).map(([message, byName]) => {
    const fields = Object.values(byName);
    const entries = fields.filter(field => leadsToTensor(field.type)).map(field => [field.id, { message: field.type, repeated: field.rule === 'repeated' }] as const);
    return [message, { known: new Set(fields.map(field => field.id)), entries: new Map(entries) }];
  }),
);

function leadsToTensor(message: string, seen: ReadonlySet<string> = new Set()): boolean {
  if (message === 'TensorProto') return true;
  if (seen.has(message)) return false;
  return Object.values(MESSAGES[message] ?? {}).some(field => leadsToTensor(field.type, new Set([...seen, message])));
}

/** Numbers of TensorProto's fields that hold elements. */
export const DATA_FIELDS = { floatData: 4, int32Data: 5, int64Data: 7, rawData: 9, doubleData: 10, uint64Data: 11 } as const;
export const HELD_FIELD = 60001;

export const encodeHeld = (held: Held): Uint8Array => ROOT.lookupType('Held').encode(held).finish();
