import 'vscode-jsonrpc/browser';
import { ELEMENT_TYPES } from '../../../src/core/inspect/elements';
import { counted } from '../../../src/core/inspect/sample';
import type { ListedTensor } from '../../../src/core/inspect/stored';
import { windowOf } from '../../../src/core/inspect/window';
import { message } from '../../../src/core/message';
import { sizeOf } from '../../../src/core/tensor/tensor';
import { openConnection, serve, teller } from '../../../src/protocol/channel';
import type { FileCard, TensorInfo } from '../../../src/protocol/inspect';
import { type FoundSites, INSPECTOR_PROTOCOL, type InspectorApi, type InspectorEvents, type InspectorWorld, type SitesOffer } from '../../../src/protocol/inspector';
import { FRESH, type InspectorState } from '../../../webview/inspector/state';
import { seeded } from '../models/random';

// Stands in for VS Code and the extension around a file's editor: answers from tensors that are made up as they are looked at.

interface Scene {
  readonly state?: Partial<InspectorState>;
  readonly card?: Partial<FileCard>;
  readonly offer?: SitesOffer;
  readonly fault?: InspectorWorld['fault'];
  readonly stale?: boolean;
  /** Never ends: what a long wait looks like. */
  readonly endless?: boolean;
}

const next = seeded(5);
const bell = (): number => next() + next() + next() - 1.5;

function made(name: string, dims: readonly number[], scale = 0.1, dtype = 'float32'): ListedTensor {
  const elements = sizeOf(dims);
  const type = ELEMENT_TYPES.get(dtype);
  const bytes = Math.ceil((elements * (type?.bits ?? 8)) / 8);
  let values: Float32Array | undefined;
  const read = (at: number, length: number): Uint8Array => {
    values ??= Float32Array.from({ length: elements }, (_, i) => (name.includes('wpe') ? Math.sin((Math.floor(i / 768) + 1) / (1 + (i % 768) / 40)) * 0.3 : bell() * scale));
    return new Uint8Array(values.buffer, at, length);
  };
  const data = dtype === 'float32' ? { place: { file: 'm', offset: 1e6 }, read } : undefined;
  return { name, dtype, dims, elements, bytes, ...(data && { data }) };
}

const layers = Array.from({ length: 12 }, (_, layer) => [
  made(`h.${layer}.ln_1.weight`, [768]),
  made(`h.${layer}.ln_1.bias`, [768]),
  made(`h.${layer}.attn.c_attn.weight`, [768, 2304]),
  made(`h.${layer}.attn.c_attn.bias`, [2304]),
  made(`h.${layer}.attn.c_proj.weight`, [768, 768]),
  made(`h.${layer}.mlp.c_fc.weight`, [768, 3072]),
  made(`h.${layer}.mlp.c_proj.weight`, [3072, 768]),
]).flat();
const TENSORS: readonly ListedTensor[] = [
  made('wte.weight', [50257, 768], 0.14),
  made('wpe.weight', [1024, 768]),
  ...layers,
  { ...made('odd\u202ename\n', [4, 4], 1, 'complex64'), note: message('It holds complex numbers, which are not drawn.') },
  made('h.0.attn.rope', [4, 3, 16, 24], 2),
];

const infoOf = (tensor: ListedTensor, index: number): TensorInfo => {
  const { data, ...rest } = tensor;
  return { ...rest, index, readable: data !== undefined, ...(data?.place && { place: { offset: 4096 + index * 1024 } }) };
};

const CARD: FileCard = {
  path: '/models/gpt2/model.safetensors',
  name: 'model.safetensors',
  stamp: 's',
  format: 'safetensors',
  bytes: 548_105_171,
  tensors: TENSORS.length,
  elements: 137_022_720,
  dtypes: [{ dtype: 'float32', tensors: TENSORS.length, elements: 137_022_720, bytes: 548_090_880 }],
  metadata: [{ key: 'format', value: 'pt' }],
  files: [],
  checkpoint: { family: 'gpt2', known: true, shards: 1 },
  weightBytes: 548_105_171,
  notes: [],
};

const ONNX: Partial<FileCard> = {
  path: '/models/encoder.onnx',
  name: 'encoder.onnx',
  format: 'onnx',
  onnx: {
    irVersion: 8,
    producer: 'pytorch 2.9.0',
    graph: 'main_graph',
    opsets: [{ domain: 'ai.onnx', version: 17 }],
    inputs: [{ name: 'input_ids', type: 'int64', dims: ['batch', 'sequence'] }],
    outputs: [{ name: 'last_hidden_state', type: 'float32', dims: ['batch', 'sequence', 384] }],
    operators: ['MatMul', 'Add', 'Reshape', 'Transpose', 'Softmax', 'LayerNormalization'].map((op, i) => ({ op, count: 96 - i * 12 })),
    nodes: 612,
    functions: 0,
  },
  files: [{ name: 'encoder.onnx.data', there: false, tensors: 72, bytes: 86e6 }],
  notes: [{ level: 'warning', message: message('{0} tensors lie in files that are not there ({1}): put them beside this file to see and run it whole.', 72, 'encoder.onnx.data') }],
};

const SITES: FoundSites = {
  family: 'gpt2',
  task: 'causal',
  layers: 12,
  heads: 12,
  sites: Array.from({ length: 12 }, (_, index) => ({ index, layer: index, kind: 'self', heads: 12, mapping: 'softmax', at: `/h.${index}/attn/Softmax` })),
  misses: [{ at: '/pooler/Softmax', why: 'its weights do not multiply values: there is no product after it' }],
  checks: [{ id: 'sums', ok: true, message: message('Every row of attention weights sums to one.') }],
  notes: [],
};

const SCENES: Readonly<Record<string, Scene>> = {
  file: {},
  'file-tensor': { state: { tensor: { index: 1, name: 'wpe.weight' } } },
  'file-close': { state: { tensor: { index: TENSORS.length - 1, name: 'h.0.attn.rope' }, window: { ...FRESH.window, leading: [1, 2] } } },
  'file-vector': { state: { search: 'ln_1', tensor: { index: 2, name: 'h.0.ln_1.weight' }, logarithmic: true } },
  'file-sites': { state: { part: 'sites' } },
  'file-ask': { state: { part: 'sites' }, offer: { kind: 'ask', bytes: 5.5e8, limit: 2e8 } },
  'file-untrusted': { state: { part: 'sites' }, offer: { kind: 'untrusted' } },
  'file-waiting': { state: { part: 'sites' }, endless: true },
  'file-card': { state: { part: 'card' }, card: ONNX },
  'file-stale': { stale: true },
  'file-fault': {
    fault: {
      fault: { code: 'malformed', path: '/models/m.safetensors', why: '' },
      message: message('{0}: damaged or not what it claims to be ({1}). Download or export it again.', '/models/m.safetensors', 'it has 3 bytes, too few for a safetensors file'),
    },
  },
};

const name = new URLSearchParams(location.search).get('scene') ?? 'file';
const scene = SCENES[name];
if (!scene) throw new Error(`no scene ${name}`);
const { fault, endless } = scene;
const asked: string[] = [];
let kept: unknown = { ...FRESH, ...scene.state };

const world = (): InspectorWorld => ({
  protocol: INSPECTOR_PROTOCOL,
  name: 'model.safetensors',
  ...(fault ? { fault } : { card: { ...CARD, ...scene.card } }),
  sites: scene.offer ?? { kind: 'soon' },
  strings: {},
});
const tensorAt = (index: number): ListedTensor => TENSORS[index] as ListedTensor;

const listeners: ((message: unknown) => void)[] = [];
const connection = openConnection({
  postMessage: data => setTimeout(() => dispatchEvent(new MessageEvent('message', { data: structuredClone(data) }))),
  onMessage: listener => listeners.push(listener),
});
serve<InspectorApi>(connection, {
  ready: () => {
    if (scene.stale)
      setTimeout(() => teller<InspectorEvents>(connection).stale({ message: message('This file changed on disk after it was read. Reload to see what it holds now.') }), 50);
    return world();
  },
  reload: () => {
    asked.push('reload');
    return world();
  },
  tensors: ({ from, count, search }) => {
    asked.push(`tensors ${from} ${search}`);
    const all = TENSORS.map(infoOf).filter(one => search.split(' ').every(word => one.name.includes(word)));
    return { ok: true, value: { total: TENSORS.length, matching: all.length, from, tensors: all.slice(from, from + count) } };
  },
  look: ({ tensor, ...window }) => {
    asked.push(`look ${tensor.name} ${window.rows.from} ${window.columns.from}`);
    return { ok: true, value: { tensor: infoOf(tensorAt(tensor.index), tensor.index), ...windowOf(tensorAt(tensor.index), window) } };
  },
  statistics: ({ tensor, all }) => {
    const work = counted(tensorAt(tensor.index), all);
    for (let step = work.next(); ; step = work.next()) if (step.done) return { ok: true, value: { ...step.value, elements: tensorAt(tensor.index).elements } };
  },
  findSites: async (_, { progress, token }) => {
    if (!endless) return { ok: true, value: SITES };
    progress({ share: 0.42, label: message('Opening {0}', 'model.safetensors') });
    await new Promise(settle => token.onCancellationRequested(settle));
    return { ok: false, fault: { code: 'cancelled' }, message: message('the request: cancelled.') };
  },
  command: ({ command }) => {
    asked.push(command);
    return null;
  },
});

Object.assign(globalThis, {
  asked,
  acquireVsCodeApi: () => ({
    postMessage: (data: unknown) =>
      setTimeout(() => {
        for (const listener of listeners) listener(structuredClone(data));
      }),
    getState: () => kept,
    setState: (state: unknown) => {
      kept = state;
    },
  }),
});
