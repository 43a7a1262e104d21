import { relative, sep } from 'node:path';
import type { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';
import { raise } from '../core/fault';
import type { Graph } from '../core/onnx/graph';
import { serialise } from '../core/onnx/write';
import { type DataOf, DTYPES, type DType, type Tensor, tensor } from '../core/tensor/tensor';
import { commonFolder } from './files';
import { type Halves, halvesOf } from './halves';
import { firstLine, type Runtime } from './runtime';
import { fileWeights } from './weights';

/** Where sessions of one model run. */
export interface Place {
  readonly runtime: Runtime;
  readonly provider: string;
  /** What faults name. */
  readonly path: string;
  /** Why the device's programs cannot take float16 values, where they cannot. */
  readonly withoutHalves?: string | undefined;
}

export type Tensors = Readonly<Record<string, Tensor>>;

/** The bytes that the runtime is given for a graph, and the folder that its weights are named from. A few kilobytes; weights stay on disk. */
export interface Serialised {
  readonly bytes: Uint8Array;
  readonly root: string;
  readonly halves: Halves;
}

export function serialiseGraph(given: Graph): Serialised {
  const { graph, halves } = halvesOf(given);
  const files = new Set(Array.from(fileWeights(graph), w => w.file));
  const root = commonFolder([...files]);
  // The standard writes locations with forward slashes on every system.
  return { bytes: serialise(graph, file => relative(root, file).split(sep).join('/')), root, halves };
}

/** Opens a session; throws what the runtime throws. On a device without float16 programs, what only moves such values is left to the processor. */
export function createSession({ runtime, provider, withoutHalves }: Place, { bytes, root, halves }: Serialised, prepack: boolean): Promise<InferenceSession> {
  const session = { model_external_initializers_file_folder_path: root, ...(prepack ? {} : { disable_prepacking: '1' }) };
  // The runtime refuses an empty list.
  const kept = provider === 'webgpu' && withoutHalves !== undefined && halves.moves.length > 0;
  const device = kept ? { name: provider, forceCpuNodeNames: halves.moves } : provider;
  const executionProviders = provider === 'cpu' ? ['cpu'] : [device, 'cpu'];
  return runtime.InferenceSession.create(bytes, { executionProviders, logSeverityLevel: 4, extra: { session } });
}

/**
 * Opens a session of a model. Prepacking rewrites weights into the kernels' layout: slower to open, a copy in memory, up to twice as fast to run.
 * It blocks the process for as long as it takes.
 */
export async function openSession(place: Place, serialised: Serialised, prepack: boolean): Promise<InferenceSession> {
  assertHalves(place, serialised.halves);
  try {
    return await createSession(place, serialised, prepack);
  } catch (thrown) {
    return raise({ code: 'unsupported-model', path: place.path, why: `the runtime says: ${firstLine(thrown)}` });
  }
}

/** Refuses a graph that a device without float16 programs cannot run: one that computes with such values, or any where they cannot be left to the processor. */
function assertHalves({ provider, withoutHalves }: Place, { moves, computes }: Halves): void {
  if (withoutHalves === undefined || moves.length + computes.length === 0 || (provider === 'webgpu' && computes.length === 0)) return;
  raise({ code: 'no-provider', wanted: provider, why: `the device cannot compute with float16 numbers, and this model does: ${withoutHalves}` });
}

/** Runs a session once; blocks the process for the whole run. Outputs by name. */
export async function runSession({ runtime, path, provider }: Place, session: InferenceSession, feeds: Tensors): Promise<Tensors> {
  const given: Record<string, RuntimeTensor> = {};
  for (const name of session.inputNames) {
    const feed = feeds[name];
    if (!feed) return raise({ code: 'bad-input', what: name, why: 'the model has an input of this name and none was given.' });
    given[name] = toRuntime(runtime, name, feed);
  }
  try {
    const results = await session.run(given);
    return Object.fromEntries(session.outputNames.map(name => [name, fromRuntime(path, name, results[name])]));
  } catch (thrown) {
    return raise({
      code: 'bad-input',
      what: path,
      why: `${provider === 'cpu' ? 'the model cannot take this input' : `it did not run with this input on ${provider}`}. The runtime says: ${firstLine(thrown)}`,
    });
  }
}

function toRuntime(runtime: Runtime, name: string, { dtype, dims, data }: Tensor): RuntimeTensor {
  if (dtype === 'bfloat16') return raise({ code: 'bad-input', what: name, why: 'bfloat16 inputs are not taken by the runtime; give float32.' });
  return new runtime.Tensor(dtype, data as never, dims);
}

/** float16 comes as Uint16Array on Node 20 and as Float16Array from 24 on; ours holds the bits. */
function fromRuntime(path: string, name: string, value: RuntimeTensor | undefined): Tensor {
  if (!value || !(value.type in DTYPES)) return raise({ code: 'unsupported-model', path, why: `its output ${name} is of type ${value?.type ?? 'unknown'}` });
  const dtype = value.type as DType;
  const data = value.data as DataOf<DType>;
  const bits = dtype === 'float16' ? new Uint16Array(data.buffer, data.byteOffset, data.length) : data;
  return tensor(dtype, value.dims, bits as DataOf<DType>);
}
