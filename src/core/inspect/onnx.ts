import { FaultError, raise } from '../fault';
import { type Message, message } from '../message';
import { dataTypeName } from '../onnx/dataTypes';
import { asNumber } from '../onnx/integers';
import type { Origin } from '../onnx/origin';
import { standard } from '../onnx/readGraph';
import { type AttributeProto, decodeModel, type GraphProto, type ModelProto, type NodeProto, type SparseTensorProto, type ValueInfoProto } from '../onnx/schema';
import { skeleton } from '../onnx/skeleton';
import type { ByteSource, Folder } from '../source';
import type { Note } from '../viewModels';
import { type Listed, listTensor, type Outside } from './onnxTensors';
import type { InspectedFile, ListedTensor, ListedValue, OnnxFacts } from './stored';

/**
 * An ONNX file as it is, at its own opset and whether or not it can be run here. Reads its structure, and no weight of more than a kilobyte.
 * Throws `malformed` where it is no ONNX file or cut short, `unsupported-model` where its structure alone is too large.
 */
export function inspectOnnx(source: ByteSource, folder: Folder): InspectedFile {
  const model = parsed(source);
  const walk = new Walk({ source, folder });
  walk.graph(model.graph ?? {}, undefined);
  for (const { name = '', domain = '', node = [] } of model.functions ?? []) walk.nodes(node, message('in function {0}', [domain, name].filter(Boolean).join('::')));
  const metadata = (model.metadataProps ?? []).map(({ key = '', value = '' }) => [key, value] as const);
  return { format: 'onnx', tensors: walk.tensors, metadata, onnx: factsOf(model, walk), notes: notesOf(walk) };
}

function parsed(source: ByteSource): ModelProto {
  const bytes = skeleton(source);
  try {
    const model = decodeModel(bytes);
    if (model.graph) return model;
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown;
    return raise({ code: 'malformed', path: source.path, why: `it is no ONNX model (${thrown instanceof Error ? thrown.message : String(thrown)})` });
  }
  return raise({ code: 'malformed', path: source.path, why: 'it is no ONNX model: no graph is in it' });
}

/** Gathers tensors and operators of graphs, the graphs inside their nodes, and functions. */
class Walk {
  readonly tensors: ListedTensor[] = [];
  readonly operators = new Map<string, number>();
  readonly files = new Map<string, { there: boolean; tensors: number; bytes: number }>();
  count = 0;

  constructor(private readonly origin: Origin) {}

  /** `where` says which graph it is; undefined for the main one. */
  graph({ initializer = [], sparseInitializer = [], node = [] }: GraphProto, where: Message | undefined): void {
    for (const tensor of initializer) this.take(listTensor(this.origin, tensor, tensor.name ?? '', where));
    for (const sparse of sparseInitializer) this.sparse(sparse, sparse.values?.name ?? '');
    this.nodes(node, where);
  }

  nodes(nodes: readonly NodeProto[], where: Message | undefined): void {
    for (const node of nodes) {
      const op = [standard(node.domain), node.opType ?? ''].filter(Boolean).join('::');
      this.operators.set(op, (this.operators.get(op) ?? 0) + 1);
      this.count++;
      for (const attribute of node.attribute ?? []) this.attribute(node, attribute, where);
    }
  }

  private attribute(node: NodeProto, { name = '', t, g, tensors = [], graphs = [], sparseTensor }: AttributeProto, where: Message | undefined): void {
    const called = node.name || node.output?.[0] || node.opType || '';
    const constant = node.opType === 'Constant' && name === 'value';
    const given = constant ? node.output?.[0] || called : `${called}.${name}`;
    const note = constant ? (where ?? message('a constant of the graph')) : message('attribute {0} of {1} "{2}"', name, node.opType ?? '', called);
    for (const tensor of t ? [t, ...tensors] : tensors) this.take(listTensor(this.origin, tensor, given, note));
    if (sparseTensor) this.sparse(sparseTensor, given);
    for (const graph of g ? [g, ...graphs] : graphs) this.graph(graph, message('in {0} of {1} "{2}"', name, node.opType ?? '', called));
  }

  /** Its values are listed in the place of the whole: they are what is stored. */
  private sparse({ values = {}, dims = [] }: SparseTensorProto, name: string): void {
    this.take(listTensor(this.origin, values, name, message('the values of a sparse tensor of shape [{0}]', dims.map(asNumber).join(', '))));
  }

  private take({ tensor, outside }: Listed): void {
    this.tensors.push(tensor);
    if (outside) this.outside(outside);
  }

  private outside({ name, there, bytes }: Outside): void {
    const known = this.files.get(name) ?? { there, tensors: 0, bytes: 0 };
    this.files.set(name, { there, tensors: known.tensors + 1, bytes: known.bytes + bytes });
  }
}

function factsOf(model: ModelProto, walk: Walk): OnnxFacts {
  const { name = '', input = [], output = [], initializer = [] } = model.graph ?? {};
  const weights = new Set(initializer.map(tensor => tensor.name));
  return {
    irVersion: model.irVersion ? asNumber(model.irVersion) : 0,
    producer: [model.producerName, model.producerVersion].filter(Boolean).join(' '),
    graph: name,
    opsets: (model.opsetImport ?? []).map(({ domain, version }) => ({ domain: standard(domain) || 'ai.onnx', version: version ? asNumber(version) : 0 })),
    inputs: input.filter(one => !weights.has(one.name)).map(value),
    outputs: output.map(value),
    operators: [...walk.operators].map(([op, count]) => ({ op, count })).sort((a, b) => b.count - a.count || (a.op < b.op ? -1 : 1)),
    nodes: walk.count,
    functions: model.functions?.length ?? 0,
    files: [...walk.files].map(([file, { there, tensors, bytes }]) => ({ name: file, there, tensors, bytes })),
  };
}

function value({ name = '', type }: ValueInfoProto): ListedValue {
  const tensor = type?.tensorType;
  const dims = tensor?.shape && (tensor.shape.dim ?? []).map(({ dimValue, dimParam }) => (dimValue ? asNumber(dimValue) : dimParam || '?'));
  return { name, type: tensor ? dataTypeName(tensor.elemType ?? 0) : 'no tensor', ...(dims && { dims }) };
}

function notesOf({ files }: Walk): readonly Note[] {
  const missing = [...files].filter(([, { there }]) => !there);
  const [first] = missing;
  if (!first) return [];
  const tensors = missing.reduce((sum, [, file]) => sum + file.tensors, 0);
  return [
    {
      level: 'warning',
      message: message(
        '{0} tensors lie in files that are not there ({1}): put them beside this file to see and run it whole.',
        tensors,
        missing
          .map(([name]) => name)
          .slice(0, 5)
          .join(', '),
      ),
    },
  ];
}
