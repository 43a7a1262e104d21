import type { Node } from '../onnx/graph';

/** A node that may be the last of a mapping from scores to weights. */
export interface Place {
  readonly node: Node;
  /** The axis of its result along which keys run. */
  readonly axis: number;
  /** How many axes its result has. */
  readonly rank: number;
  readonly look: Look;
}

/** What a recogniser may ask of the graph. */
export interface Look {
  /** The node that makes a value, through casts and the like; undefined for inputs and parameters. */
  maker(value: string | undefined): Node | undefined;
  /** The value itself, before casts and the like. */
  plain(value: string | undefined): string;
  /** The number in a constant of one element. */
  scalar(value: string | undefined): number | undefined;
  /** Axes that a reduction takes, 0-based; undefined where they are computed. */
  axes(node: Node): readonly number[] | undefined;
}

/** The value just before the mapping, masks applied; or why something alike is not it. */
export type Recognised = { readonly scores: string } | { readonly why: string } | undefined;

/** A way from scores to weights, recognised by walking back from the weights. */
export interface Mapping {
  readonly id: string;
  readonly title: string;
  /** Every row of weights is a distribution over keys, as long as one key is open to it. */
  readonly rowsSumToOne: boolean;
  recognise(place: Place): Recognised;
}

/** An axis attribute, counted from the front. */
export const frontAxis = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
