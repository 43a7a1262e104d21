import type { GraphBuilder } from '../onnx/builder';
import type { Node } from '../onnx/graph';

/**
 * What flows back to one input of a node: a value of the input's shape with one leading axis of targets, nothing because the output does not change with
 * it (`zero`, always said by a rule and never assumed), or nothing because the input has no direction to change in (`discrete`: indices, shapes, bools).
 */
export type Cotangent = { readonly kind: 'value'; readonly value: string } | { readonly kind: 'zero' } | { readonly kind: 'discrete' };

/** A node on the way back. `upstream[i]` is the cotangent of output i, undefined where nothing flows into it. Forward values keep their shape and broadcast. */
export interface Backward {
  readonly builder: GraphBuilder;
  readonly node: Node;
  readonly upstream: readonly (string | undefined)[];
}

/** Appends the nodes that carry upstream back; one cotangent for each input of the node. */
export type Gradient = (backward: Backward) => readonly Cotangent[];
