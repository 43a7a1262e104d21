import { raise } from '../fault';
import { type Inner, readAttribute } from './attributes';
import { plainConstant } from './constants';
import { dataTypeName, dtypeOf } from './dataTypes';
import type { Attribute, Dim, Graph, Node, ValueInfo, Weight } from './graph';
import { asNumber } from './integers';
import { freshNames } from './names';
import type { Origin } from './origin';
import type { AttributeProto, GraphProto, NodeProto, ValueInfoProto } from './schema';
import { inlineOf, weightOf } from './tensors';

/** A graph as the file has it, at the file's own opset. Its inputs must be tensors where it is the main one. */
export function graphOf(origin: Origin, proto: GraphProto, level: 'main' | 'sub'): Graph {
  if (proto.sparseInitializer?.length) unsupported(origin, `weight "${proto.sparseInitializer[0]?.values?.name ?? ''}" is stored sparse`);
  const weights = new Map<string, Weight>();
  for (const initializer of proto.initializer ?? []) {
    const name = initializer.name ?? '';
    if (!name || weights.has(name)) malformed(origin, `two weights are named "${name}"`);
    weights.set(name, weightOf(origin, initializer));
  }
  // Files of before IR version 4 list every initializer among the inputs: those are weights, not questions to the user.
  const inputs = (proto.input ?? []).filter(input => !weights.has(input.name ?? ''));
  if (level === 'main') for (const input of inputs) requireTensor(origin, input);
  const values = new Map((proto.valueInfo ?? []).map(valueInfo).map(info => [info.name, info]));
  const body = bodyOf(origin, proto.node ?? [], { inputs, outputs: (proto.output ?? []).map(output => output.name ?? ''), weights });
  return { name: proto.name ?? '', inputs: inputs.map(valueInfo), outputs: (proto.output ?? []).map(valueInfo), ...body, values, functions: [], domains: new Map() };
}

function requireTensor(origin: Origin, { name = '', type }: ValueInfoProto): void {
  const elements = type?.tensorType?.elemType;
  if (!dtypeOf(elements ?? 0)) unsupported(origin, `input "${name}" takes ${elements === undefined ? 'something that is no tensor' : dataTypeName(elements)}`);
}

function valueInfo({ name = '', type }: ValueInfoProto): ValueInfo {
  const dtype = dtypeOf(type?.tensorType?.elemType ?? 0);
  const shape = type?.tensorType?.shape;
  const dims = shape && (shape.dim ?? []).map(({ dimValue, dimParam }): Dim => (dimValue ? positive(asNumber(dimValue)) : dimParam || null));
  return { name, ...(dtype && { dtype }), ...(dims && { dims }) };
}

/** Some exporters write -1 or 0 for "any". A dimension of zero elements says nothing of use either. */
const positive = (dim: number): Dim => (dim > 0 ? dim : null);

interface Around {
  readonly inputs: readonly { readonly name?: string }[];
  readonly outputs: readonly string[];
  readonly weights: ReadonlyMap<string, Weight>;
}

/**
 * The nodes of a graph or function, with constants made weights: they may be as large as any. One that is an output of the graph
 * keeps a node, since not every graph may give a weight away.
 */
export function bodyOf(origin: Origin, protos: readonly NodeProto[], { inputs, outputs, weights: before }: Around): { nodes: Node[]; weights: Map<string, Weight> } {
  const weights = new Map(before);
  const taken = new Set([...inputs.map(({ name = '' }) => name), ...before.keys(), ...protos.flatMap(({ output = [] }) => output)]);
  const fresh = freshNames(taken);
  const nodes = protos.flatMap((proto): Node[] => {
    const weight = constantOf(origin, proto);
    if (!weight) return [nodeOf(origin, proto)];
    const [output = ''] = proto.output ?? [];
    const given = outputs.includes(output) ? fresh(`${output}/value`) : output;
    if (weights.has(given)) malformed(origin, `two values are named "${given}"`);
    weights.set(given, weight);
    return given === output ? [] : [{ op: 'Identity', domain: '', name: proto.name ?? '', inputs: [given], outputs: [output], attributes: {} }];
  });
  return { nodes, weights };
}

/** What a Constant node holds; undefined for other nodes, for strings, and for what the call of a function fills in. */
function constantOf(origin: Origin, proto: NodeProto): Weight | undefined {
  if (proto.opType !== 'Constant' || standard(proto.domain) !== '' || proto.output?.length !== 1) return undefined;
  const [attribute] = proto.attribute ?? [];
  if (attribute?.name === 'value' && attribute.t) return weightOf(origin, { ...attribute.t, name: attribute.t.name || proto.output[0] || '' });
  return plainConstant(nodeOf(origin, proto));
}

function nodeOf(origin: Origin, proto: NodeProto): Node {
  const attributes = Object.fromEntries((proto.attribute ?? []).map(attribute => [attribute.name ?? '', attributeOf(origin, attribute, proto)]));
  const op = overloaded(proto.opType ?? '', proto.overload);
  return { op, domain: standard(proto.domain), name: proto.name ?? '', inputs: trimmed(proto.input ?? []), outputs: trimmed(proto.output ?? []), attributes };
}

/** An attribute of the file. Throws `unsupported-model` where it holds sparse tensors, types, or lists of graphs. */
export function attributeOf(origin: Origin, proto: AttributeProto, { opType = '', name = '' }: { readonly opType?: string; readonly name?: string }): Attribute {
  const inner: Inner = { tensor: tensor => inlineOf(origin, tensor), graph: graph => graphOf(origin, graph, 'sub') };
  return readAttribute(proto, inner) ?? unsupported(origin, `attribute "${proto.name ?? ''}" of ${opType} "${name}" holds what no operator here takes`);
}

/** Functions of one name that differ by overload are told apart by name here. */
export const overloaded = (op: string, overload: string | undefined): string => (overload ? `${op}.${overload}` : op);

/** 'ai.onnx' is the long name of the standard domain. */
export const standard = (domain: string | undefined): string => (domain === 'ai.onnx' ? '' : (domain ?? ''));

/** An input left out at the end is the same as none. */
function trimmed(names: readonly string[]): readonly string[] {
  let length = names.length;
  while (length > 0 && !names[length - 1]) length--;
  return names.slice(0, length);
}

const malformed = ({ source: { path } }: Origin, why: string): never => raise({ code: 'malformed', path, why });
const unsupported = ({ source: { path } }: Origin, why: string): never => raise({ code: 'unsupported-model', path, why });
