import { attributeProto, type Outer } from './attributes';
import { DATA_TYPES } from './dataTypes';
import { type Graph, type GraphFunction, type Node, OPSET, type ValueInfo, type Weight } from './graph';
import { asInt64 } from './integers';
import { type AttributeProto, encodeModel, type FunctionProto, type GraphProto, type NodeProto, type ValueInfoProto } from './schema';
import { tensorProto } from './tensors';

/** Where a file lies, relative to the folder that the session is told: what the location of an external tensor says. */
export type Locate = (file: string) => string;

/** The runtime's newest form of file that opset 23 asks for. */
const IR_VERSION = 10;

/**
 * A graph as the bytes of an ONNX model: kilobytes, since weights in files are named by location, offset and length (external data).
 * What is known of interior values is left out: the runtime infers it, and a rewrite may have changed it.
 */
export function serialise(graph: Graph, locate: Locate): Uint8Array {
  const domains = new Map([...graph.functions.map(({ domain }) => [domain, 1] as const), ...graph.domains, ['', OPSET] as const]);
  return encodeModel({
    irVersion: asInt64(IR_VERSION),
    producerName: 'headlight',
    graph: graphProto(graph, locate),
    opsetImport: imports(domains),
    functions: graph.functions.map(made => functionProto(made, domains, locate)),
  });
}

const imports = (domains: ReadonlyMap<string, number>) => [...domains].map(([domain, version]) => ({ domain, version: asInt64(version) }));

function graphProto(graph: Graph, locate: Locate): GraphProto {
  return {
    name: graph.name || 'graph',
    node: graph.nodes.map(node => nodeProto(node, locate)),
    initializer: [...graph.weights].map(([name, weight]) => tensorProto(name, weight, locate)),
    input: graph.inputs.map(valueInfo),
    output: graph.outputs.map(valueInfo),
  };
}

function nodeProto(node: Node, locate: Locate): NodeProto {
  const outer: Outer = { tensor: weight => tensorProto('', weight, locate), graph: graph => graphProto(graph, locate) };
  const attribute = Object.entries(node.attributes).map(([name, value]): AttributeProto => attributeProto(name, value, outer));
  return { input: node.inputs, output: node.outputs, name: node.name, opType: node.op, domain: node.domain, attribute };
}

function valueInfo({ name, dtype, dims }: ValueInfo): ValueInfoProto {
  if (!dtype) return { name };
  const dim = dims?.map(size => (typeof size === 'number' ? { dimValue: asInt64(size) } : size ? { dimParam: size } : {}));
  return { name, type: { tensorType: { elemType: DATA_TYPES[dtype], ...(dim && { shape: { dim } }) } } };
}

/** A function has no initializers: its constants are nodes. */
function functionProto(made: GraphFunction, domains: ReadonlyMap<string, number>, locate: Locate): FunctionProto {
  const outer: Outer = { tensor: weight => tensorProto('', weight, locate), graph: graph => graphProto(graph, locate) };
  const constants = [...(made.weights ?? [])].map(([name, weight]) => constantProto(name, weight, locate));
  return {
    name: made.name,
    domain: made.domain,
    input: made.inputs,
    output: made.outputs,
    attribute: made.attributes ?? [],
    attributeProto: Object.entries(made.defaults ?? {}).map(([name, value]) => attributeProto(name, value, outer)),
    node: [...constants, ...made.nodes.map(node => nodeProto(node, locate))],
    opsetImport: imports(domains),
  };
}

const constantProto = (name: string, weight: Weight, locate: Locate): NodeProto => ({
  opType: 'Constant',
  output: [name],
  attribute: [{ name: 'value', type: 4, t: tensorProto(name, weight, locate) }],
});
