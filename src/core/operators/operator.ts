import type { Attribute, Graph, Node } from '../onnx/graph';
import type { DType } from '../tensor/tensor';
import type { Gradient } from './gradient';

export type Dims = readonly number[];

/** What is known of a value before anything runs. `values` are those of a small tensor, row-major; bools are 0 and 1. */
export interface Fact {
  readonly dims: Dims;
  readonly dtype?: DType;
  readonly values?: readonly number[];
}

/** A node with what is known of its inputs; undefined for those that are left out or of which nothing is known. */
export interface Call {
  readonly node: Node;
  readonly inputs: readonly (Fact | undefined)[];
  /** Facts of the outputs of a graph inside the node, inputs of which are given in order. */
  readonly inside: (graph: Graph, inputs?: readonly (Fact | undefined)[]) => readonly (Fact | undefined)[];
}

/** One input of a sample: `values` make it a constant, for inputs that shapes depend on. float32 unless said otherwise. */
export interface SampleInput {
  readonly dims: Dims;
  readonly dtype?: DType;
  readonly values?: readonly number[];
}

/** A concrete use of an operator that the runtime can run. null stands for an input that is left out; `outputs` are as many as asked for, 1 otherwise. */
export interface Sample {
  readonly inputs: readonly (SampleInput | null)[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly outputs?: number;
}

/** One operator at the internal opset. Rules see checked arity and known attributes only; they throw `UNKNOWN` or a `Clash` (see rule.ts). */
export interface Operator {
  readonly name: string;
  /** '' is the standard domain. */
  readonly domain: string;
  /** Fewest and most inputs and outputs. */
  readonly inputs: readonly [number, number];
  readonly outputs: readonly [number, number];
  /** Every attribute that the rules take into account or may rightly ignore. A node with another one is not inferred. */
  readonly attributes: readonly string[];
  /** Dims of each output; undefined for one that depends on the data. */
  shape(call: Call): readonly (Dims | undefined)[];
  /** Element types of the outputs; that of the first input for all where there is no rule. */
  dtype?(call: Call): readonly (DType | undefined)[];
  /** Values of the outputs, for small tensors that shapes are made of; called with the dims that `shape` gave. */
  values?(call: Call, dims: readonly (Dims | undefined)[]): readonly (readonly number[] | undefined)[];
  readonly gradient?: Gradient;
  readonly samples: readonly Sample[];
}
