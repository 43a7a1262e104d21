import type { Message } from '../message';
import type { Note } from '../viewModels';

/** Where the elements of a tensor lie. */
export interface StoredData {
  /** Absolute path of the file that holds them, and how far into it; absent where they stand in the file in another form. */
  readonly place?: { readonly file: string; readonly offset: number };
  /** Bytes from `at` on, of those that hold the elements. */
  read(at: number, length: number): Uint8Array;
}

/** A tensor as a file lists it. */
export interface ListedTensor {
  /** Not unique: graphs inside graphs may name their own alike. */
  readonly name: string;
  /** A name of ELEMENT_TYPES, or what the file says where that is not known. */
  readonly dtype: string;
  readonly dims: readonly number[];
  readonly elements: number;
  /** As stored; 0 where nothing is. */
  readonly bytes: number;
  /** Where in the file it stands, if it is no plain weight; or what is the matter with it. */
  readonly note?: Message;
  /** Absent where it cannot be read; `note` says why. */
  readonly data?: StoredData;
}

/** A value that a graph takes or gives. */
export interface ListedValue {
  readonly name: string;
  readonly type: string;
  /** Numbers, names, or '?' for what is not said; undefined where the rank is not said either. */
  readonly dims?: readonly (number | string)[];
}

/** What an ONNX file says besides its tensors. */
export interface OnnxFacts {
  readonly irVersion: number;
  readonly producer: string;
  readonly graph: string;
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  readonly inputs: readonly ListedValue[];
  readonly outputs: readonly ListedValue[];
  /** Those of graphs inside nodes and of functions included, most frequent first. */
  readonly operators: readonly { readonly op: string; readonly count: number }[];
  readonly nodes: number;
  readonly functions: number;
  /** Other files that hold tensors. */
  readonly files: readonly { readonly name: string; readonly there: boolean; readonly tensors: number; readonly bytes: number }[];
}

/** What a file is and holds, from its header alone. */
export interface InspectedFile {
  readonly format: 'safetensors' | 'onnx';
  readonly tensors: readonly ListedTensor[];
  readonly metadata: readonly (readonly [key: string, value: string])[];
  readonly onnx?: OnnxFacts;
  readonly notes: readonly Note[];
}
