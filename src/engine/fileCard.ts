import { basename } from 'node:path';
import { ARCHITECTURES } from '../core/architectures/table';
import { readConfig } from '../core/checkpoint/config';
import { filesWith } from '../core/checkpoint/weights';
import { asFault } from '../core/fault';
import { ELEMENT_TYPES } from '../core/inspect/elements';
import type { InspectedFile, ListedTensor, OnnxFacts } from '../core/inspect/stored';
import { type Message, message } from '../core/message';
import type { Folder } from '../core/source';
import type { Note } from '../core/viewModels';
import type { FileCard, TensorInfo } from '../protocol/inspect';
import { sentence } from '../protocol/sentences';
import { folderAt } from './files';

/** Longest texts of a file that are shown: names, values of metadata. */
const LONGEST_NAME = 512;
const LONGEST_VALUE = 4096;
/** Longest lists of a card. */
const MOST = 200;

const cutTo = (text: string, length: number): string => (text.length <= length ? text : `${text.slice(0, length)}…`);

/** A tensor's name as it crosses the border and comes back. */
export const shortName = (name: string): string => cutTo(name, LONGEST_NAME);

/** A note says no more of a file's own words than is shown of a name: a page of the list may hold hundreds. */
const shortNote = ({ text, args }: Message): Message => ({ text, args: args.map(arg => (typeof arg === 'string' ? shortName(arg) : arg)) });

/** A tensor for the list. `main` is the resolved path of the file itself, which need not be named. */
export function tensorInfo({ tensors }: InspectedFile, index: number, main: string): TensorInfo {
  const { name, dtype, dims, elements, bytes, note, data } = tensors[index] as ListedTensor;
  const place = data?.place && { offset: data.place.offset, ...(data.place.file !== main && { file: shortName(basename(data.place.file)) }) };
  const readable = data !== undefined && ELEMENT_TYPES.get(dtype)?.decode !== undefined;
  return { index, name: shortName(name), dtype: shortName(dtype), dims, elements, bytes, readable, ...(place && { place }), ...(note && { note: shortNote(note) }) };
}

/** What lies around a file: the checkpoint that it is part of, and whether a model can be made of it. */
export interface Around {
  readonly checkpoint?: NonNullable<FileCard['checkpoint']>;
  /** Bytes of the files that hold the whole checkpoint's weights. */
  readonly weightBytes?: number;
  readonly notRunnable?: Message;
}

const FAMILIES: ReadonlySet<string> = new Set(ARCHITECTURES.map(({ modelType }) => modelType));

/** Looks beside a safetensors file for the checkpoint that it is part of. `folder` stamps what is read; a config.json that cannot be read is a reason, not a fault. */
export function aroundSafetensors(folder: Folder, file: string): Around {
  if (!folder.has('config.json'))
    return { notRunnable: message('No config.json lies beside this file, so there is no model to look for attention in: it says how tensors are put together.') };
  try {
    const family = readConfig(folder).word('model_type', '');
    const shards = filesWith(folder, file);
    // Sizes alone: what is written into another shard is not news of this file.
    const beside = folderAt(folder.path);
    const weightBytes = shards.reduce((sum, shard) => sum + (beside.has(shard) ? beside.open(shard).size : 0), 0);
    const known = FAMILIES.has(family);
    const notRunnable = message('The model_type "{0}" of its config.json is not known here. Export the model as .onnx to see its attention.', shortName(family));
    return { checkpoint: { family: shortName(family), known, shards: shards.length }, weightBytes, ...(!known && { notRunnable }) };
  } catch (thrown) {
    return { notRunnable: sentence(asFault(thrown)) };
  }
}

/** An ONNX file is a model of its own, if all that it points at is there. */
export function aroundOnnx({ onnx }: InspectedFile): Around {
  const missing = onnx?.files.find(({ there }) => !there);
  return missing ? { notRunnable: message('Weights of this model lie in {0}, which is not there.', shortName(missing.name)) } : {};
}

/** The card of a file whose header was read. */
export function fileCard({ path, bytes, file, stamp, around }: Inspected): FileCard {
  const { format, tensors, metadata, onnx, notes } = file;
  return {
    path,
    name: basename(path),
    stamp,
    format,
    bytes,
    tensors: tensors.length,
    elements: tensors.reduce((sum, { elements }) => sum + elements, 0),
    dtypes: dtypesOf(tensors),
    metadata: metadata.slice(0, MOST).map(([key, value]) => ({ key: shortName(key), value: cutTo(value, LONGEST_VALUE) })),
    ...(onnx && { onnx: shortFacts(onnx) }),
    files: (onnx?.files ?? []).slice(0, MOST).map(each => ({ ...each, name: shortName(each.name) })),
    weightBytes: around.weightBytes ?? tensors.reduce((sum, tensor) => sum + tensor.bytes, 0),
    ...(around.checkpoint && { checkpoint: around.checkpoint }),
    ...(around.notRunnable && { notRunnable: around.notRunnable }),
    notes: [...notes.map(note => ({ ...note, message: shortNote(note.message) })), ...strange(tensors)],
  };
}

interface Inspected {
  readonly path: string;
  readonly bytes: number;
  readonly file: InspectedFile;
  readonly stamp: string;
  readonly around: Around;
}

function dtypesOf(tensors: readonly ListedTensor[]): FileCard['dtypes'] {
  const sums = new Map<string, { tensors: number; elements: number; bytes: number }>();
  for (const { dtype, elements, bytes } of tensors) {
    const sum = sums.get(dtype) ?? { tensors: 0, elements: 0, bytes: 0 };
    sums.set(dtype, { tensors: sum.tensors + 1, elements: sum.elements + elements, bytes: sum.bytes + bytes });
  }
  return [...sums]
    .map(([dtype, sum]) => ({ dtype: shortName(dtype), ...sum }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, MOST);
}

function shortFacts({ irVersion, producer, graph, opsets, inputs, outputs, operators, nodes, functions }: OnnxFacts): NonNullable<FileCard['onnx']> {
  const values = (all: OnnxFacts['inputs']): OnnxFacts['inputs'] =>
    all.slice(0, MOST).map(({ name, type, dims }) => ({
      name: shortName(name),
      type,
      ...(dims && { dims: dims.slice(0, 32).map(dim => (typeof dim === 'string' ? shortName(dim) : dim)) }),
    }));
  return {
    irVersion,
    producer: shortName(producer),
    graph: shortName(graph),
    opsets: opsets.slice(0, MOST).map(({ domain, version }) => ({ domain: shortName(domain), version })),
    inputs: values(inputs),
    outputs: values(outputs),
    operators: operators.slice(0, MOST).map(({ op, count }) => ({ op: shortName(op), count })),
    nodes,
    functions,
  };
}

/** Says of tensors that cannot be looked at how many there are; the list says why of each. */
function strange(tensors: readonly ListedTensor[]): readonly Note[] {
  const closed = tensors.filter(({ data, dtype }) => data === undefined || ELEMENT_TYPES.get(dtype)?.decode === undefined).length;
  return closed > 0 ? [{ level: 'info', message: message('{0} of {1} tensors cannot be looked into; the list says why of each.', closed, tensors.length) }] : [];
}
