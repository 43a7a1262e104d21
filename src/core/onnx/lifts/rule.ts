import type { Tensor } from '../../tensor/tensor';
import type { InlineWeight, Node } from '../graph';

/** What a rule may ask and make while it rewrites one node. */
export interface LiftContext {
  /** A name that nothing has yet, after the node's first output. */
  fresh(hint: string): string;
  /** Adds a constant and gives its name. */
  constant(hint: string, value: Tensor): string;
  /** A constant input, where it is one and small. */
  known(value: string): InlineWeight | undefined;
  /** The number of dimensions of a value, where that is plain from the graph. */
  rank(value: string): number | undefined;
  /** Throws `unsupported-model`: `why` completes "Split "x" of opset 9 ...". */
  refuse(why: string): never;
}

/** How nodes older than `until` are written in the form that `until` brought. What comes out is lifted on from there. */
export interface Lift {
  readonly until: number;
  lift(node: Node, context: LiftContext): readonly Node[];
}

/** The node with other attributes: those in `drop` gone, those in `add` set. */
export function reattributed(node: Node, drop: readonly string[], add: Node['attributes'] = {}): Node {
  const kept = Object.entries(node.attributes).filter(([name]) => !drop.includes(name));
  return { ...node, attributes: { ...Object.fromEntries(kept), ...add } };
}

/** A node that a rule makes. */
export const made = (op: string, inputs: readonly string[], output: string, attributes: Node['attributes'] = {}): Node => ({
  op,
  domain: '',
  name: output,
  inputs,
  outputs: [output],
  attributes,
});

/** A table to look up by names that come from files: a Map, since an object has names of its own. */
export const rows = <Row>(table: Readonly<Record<string, Row>>): ReadonlyMap<string, Row> => new Map(Object.entries(table));
