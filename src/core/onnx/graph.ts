import type { DType } from '../tensor/tensor';

/** The one opset that every graph is lifted to before anything is rewritten. Operator rules know this opset only. */
export const OPSET = 23;

/** Where a weight's bytes lie: never read by a rewrite, mapped by the runtime. `file` is an absolute, resolved path. */
export interface FileWeight {
  readonly kind: 'file';
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
}

/** A small tensor carried in the graph itself; `data` is little-endian. Integers and anything that shape inference must see. */
export interface InlineWeight {
  readonly kind: 'inline';
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly data: Uint8Array;
}

export type Weight = FileWeight | InlineWeight;

export type Attribute =
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'ints'; readonly value: readonly number[] }
  | { readonly type: 'floats'; readonly value: readonly number[] }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'tensor'; readonly value: InlineWeight }
  | { readonly type: 'graph'; readonly value: Graph }
  /** Inside a function body: the attribute of the call that fills this one. */
  | { readonly type: 'reference'; readonly value: string };

export interface Node {
  readonly op: string;
  /** '' is the standard domain. */
  readonly domain: string;
  readonly name: string;
  /** '' stands for an input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A dimension is a number, a symbol, or null where nothing is known. */
export type Dim = number | string | null;

export interface ValueInfo {
  readonly name: string;
  /** undefined where the graph does not say (interior taps); the runtime infers it. */
  readonly dtype?: DType;
  /** undefined where not even the rank is known. */
  readonly dims?: readonly Dim[];
}

export interface GraphFunction {
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly Node[];
  /** Constants of the body. Absent: none. */
  readonly weights?: ReadonlyMap<string, Weight>;
  /** Attributes that a call must give, and those that it may, with what they are otherwise. */
  readonly attributes?: readonly string[];
  readonly defaults?: Readonly<Record<string, Attribute>>;
}

/** A computation as plain data, immutable: every pass returns a new one. It never holds a big array. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly nodes: readonly Node[];
  readonly weights: ReadonlyMap<string, Weight>;
  /** What is known of interior values. May be empty; never trusted above what the runtime says. */
  readonly values: ReadonlyMap<string, ValueInfo>;
  readonly functions: readonly GraphFunction[];
  /** Versions of operator domains besides the standard one. */
  readonly domains: ReadonlyMap<string, number>;
}

export const attribute = {
  int: (value: number): Attribute => ({ type: 'int', value }),
  float: (value: number): Attribute => ({ type: 'float', value }),
  string: (value: string): Attribute => ({ type: 'string', value }),
  ints: (value: readonly number[]): Attribute => ({ type: 'ints', value }),
  floats: (value: readonly number[]): Attribute => ({ type: 'floats', value }),
};

/** An integer attribute of a node, or `otherwise`. */
export const intOf = (node: Node, name: string, otherwise: number): number => {
  const found = node.attributes[name];
  return found?.type === 'int' ? found.value : otherwise;
};

/** A list-of-integers attribute of a node, or undefined. */
export const intsOf = (node: Node, name: string): readonly number[] | undefined => {
  const found = node.attributes[name];
  return found?.type === 'ints' ? found.value : undefined;
};

/** Which node makes each value. */
export function producers(graph: Pick<Graph, 'nodes'>): ReadonlyMap<string, Node> {
  const made = new Map<string, Node>();
  for (const node of graph.nodes) for (const output of node.outputs) if (output) made.set(output, node);
  return made;
}

/** Which nodes read each value, in graph order. */
export function consumers(graph: Pick<Graph, 'nodes'>): ReadonlyMap<string, readonly Node[]> {
  const read = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    for (const input of new Set(node.inputs)) {
      if (!input) continue;
      const list = read.get(input);
      if (list) list.push(node);
      else read.set(input, [node]);
    }
  }
  return read;
}
