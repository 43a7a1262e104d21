import { FaultError, raise } from '../fault';
import type { ByteSource, Folder } from '../source';
import { type Graph, type GraphFunction, type Node, OPSET } from './graph';
import { inlineFunctions } from './inline';
import { asNumber } from './integers';
import { lift, liftFunction, type Versions } from './lift';
import { subgraphsOf } from './names';
import type { Origin } from './origin';
import { attributeOf, bodyOf, graphOf, overloaded, standard } from './readGraph';
import { decodeModel, type FunctionProto, type ModelProto, type OpsetImport } from './schema';
import { skeleton } from './skeleton';
import { sorted } from './sort';
import { verify } from './verify';

/**
 * An ONNX file as a graph at the internal opset: weights by reference, constants as weights, inputs without those that initializers fill.
 * Reads kilobytes of a file of any size. Throws `malformed` where the file lies or is cut short, `unsupported-model` where it says
 * something that cannot be carried here, `not-found` and `bad-input` for weights in other files.
 */
export function readOnnx(source: ByteSource, folder: Folder): Graph {
  const origin = { source, folder };
  const model = parsed(origin);
  const versions = versionsOf(origin, model.opsetImport);
  const graph = { ...graphOf(origin, model.graph ?? {}, 'main'), domains: domainsOf(origin, model) };
  const functions = (model.functions ?? []).map(proto => functionOf(origin, proto));
  const lifted = sorted(liftAll(origin, graph, functions, versions), source.path);
  const [problem] = verify(lifted);
  return problem ? malformed(origin, problem) : lifted;
}

function parsed(origin: Origin): ModelProto {
  const bytes = skeleton(origin.source);
  try {
    const model = decodeModel(bytes);
    if (model.graph?.output) return model;
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown;
    return malformed(origin, `it is no ONNX model (${thrown instanceof Error ? thrown.message : String(thrown)})`);
  }
  return malformed(origin, 'it is no ONNX model: no graph with outputs is in it');
}

function versionsOf(origin: Origin, imports: readonly OpsetImport[] = []): Versions {
  return new Map(
    imports.map(({ domain, version }) => {
      const number = version ? asNumber(version) : 0;
      if (!(number >= 1 && number <= 0x7fffffff)) malformed(origin, `it asks for version ${number} of the operators "${standard(domain) || 'ai.onnx'}"`);
      return [standard(domain), number];
    }),
  );
}

/** Versions of the other domains, those that only functions use included. */
function domainsOf(origin: Origin, model: ModelProto): Map<string, number> {
  const all = new Map<string, number>();
  for (const imports of [model.opsetImport, ...(model.functions ?? []).map(f => f.opsetImport)]) {
    for (const [domain, version] of versionsOf(origin, imports)) if (domain && !all.has(domain)) all.set(domain, version);
  }
  return all;
}

interface Versioned {
  readonly made: GraphFunction;
  readonly versions: Versions;
}

/**
 * Functions name their own versions and are lifted on their own. A body that takes attributes from its calls can be lifted only where these are known:
 * then all are inlined first, which needs one version for all.
 */
function liftAll(origin: Origin, graph: Graph, functions: readonly Versioned[], versions: Versions): Graph {
  const { path } = origin.source;
  const version = versions.get('');
  const late = functions.filter(each => (each.versions.get('') ?? OPSET) !== OPSET && takesAttributes(each.made.nodes));
  if (late.length === 0) return lift({ ...graph, functions: functions.map(({ made, versions: own }) => liftFunction(made, own, path)) }, versions, path);
  const other = functions.find(each => each.versions.has('') && each.versions.get('') !== version);
  if (other) raise({ code: 'unsupported-model', path, why: `its function ${other.made.name} is of opset ${other.versions.get('')}, its graph of opset ${version}` });
  return lift(inlineFunctions({ ...graph, functions: functions.map(({ made }) => made) }, path), versions, path);
}

const takesAttributes = (nodes: readonly Node[]): boolean =>
  nodes.some(node => Object.values(node.attributes).some(({ type }) => type === 'reference') || subgraphsOf(node).some(inner => takesAttributes(inner.nodes)));

function functionOf(origin: Origin, proto: FunctionProto): Versioned {
  const { input: inputs = [], output: outputs = [] } = proto;
  const body = bodyOf(origin, proto.node ?? [], { inputs: inputs.map(name => ({ name })), outputs, weights: new Map() });
  const name = overloaded(proto.name ?? '', proto.overload);
  const defaults = (proto.attributeProto ?? []).map(attribute => [attribute.name ?? '', attributeOf(origin, attribute, { opType: name })] as const);
  const made = { domain: standard(proto.domain), name, inputs, outputs, ...body, attributes: proto.attribute ?? [], defaults: Object.fromEntries(defaults) };
  return { made, versions: versionsOf(origin, proto.opsetImport) };
}

const malformed = ({ source: { path } }: Origin, why: string): never => raise({ code: 'malformed', path, why });
