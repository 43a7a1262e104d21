import type { Statistics } from '../core/inspect/statistics';
import type { OnnxFacts } from '../core/inspect/stored';
import type { Range, WindowAsked } from '../core/inspect/window';
import type { Message } from '../core/message';
import type { Note } from '../core/viewModels';

/** A tensor in a list. Its index is its place in the file's own order, and with the name its identity. */
export interface TensorName {
  readonly index: number;
  readonly name: string;
}

export interface TensorInfo extends TensorName {
  readonly dtype: string;
  readonly dims: readonly number[];
  readonly elements: number;
  readonly bytes: number;
  /** Where it lies, if it does so as plain bytes: how far into the file, or into another one beside it. */
  readonly place?: { readonly offset: number; readonly file?: string };
  readonly note?: Message;
  /** Whether its numbers can be looked at; `note` says why not. */
  readonly readable: boolean;
}

/** What a file is, from its header alone. Lists are cut; counts are of all. */
export interface FileCard {
  readonly path: string;
  readonly name: string;
  /** Identity of the bytes on disk, other files that hold its tensors included. */
  readonly stamp: string;
  readonly format: 'safetensors' | 'onnx';
  readonly bytes: number;
  readonly tensors: number;
  readonly elements: number;
  /** Largest first. */
  readonly dtypes: readonly { readonly dtype: string; readonly tensors: number; readonly elements: number; readonly bytes: number }[];
  readonly metadata: readonly { readonly key: string; readonly value: string }[];
  readonly onnx?: Omit<OnnxFacts, 'files'>;
  /** Other files that hold tensors of this one. */
  readonly files: OnnxFacts['files'];
  /** The checkpoint that it is part of, where a config.json lies beside it. */
  readonly checkpoint?: { readonly family: string; readonly known: boolean; readonly shards: number };
  /** Bytes of the weights that a run of it would load. */
  readonly weightBytes: number;
  /** Why no attention sites can be looked for in it; undefined where they can. */
  readonly notRunnable?: Message;
  readonly notes: readonly Note[];
}

export type TensorOrder = 'file' | 'name' | 'largest';

export interface TensorsParams {
  readonly path: string;
  /** The stamp that the asker believes in; a mismatch is a fault. */
  readonly stamp: string;
  readonly from: number;
  /** At most 500 are given. */
  readonly count: number;
  /** Words that must all stand in a tensor's name or type, whatever their case; '' for all. */
  readonly search: string;
  readonly order: TensorOrder;
}

export interface TensorPage {
  readonly total: number;
  readonly matching: number;
  readonly from: number;
  readonly tensors: readonly TensorInfo[];
}

export interface LookParams extends WindowAsked {
  readonly path: string;
  readonly stamp: string;
  readonly tensor: TensorName;
}

/** A window of a tensor's numbers: float64 [rows.count, columns.count] of a matrix [height, width]; NaN also past the end of a vector in rows. */
export interface Look extends WindowAsked {
  readonly tensor: TensorInfo;
  readonly height: number;
  readonly width: number;
  readonly wrapped: boolean;
  readonly values: Float64Array;
}

export interface StatisticsParams {
  readonly path: string;
  readonly stamp: string;
  readonly tensor: TensorName;
  /** Looks at all elements of a tensor that is otherwise sampled. */
  readonly all: boolean;
}

export interface TensorStatistics {
  readonly statistics: Statistics;
  /** Of the whole tensor. */
  readonly elements: number;
  /** Undefined where all elements were looked at. */
  readonly sample?: { readonly pieces: number; readonly each: number };
}

export type { Range, Statistics };
