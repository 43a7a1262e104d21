/** What an axis of a value at an attention site stands for. `one` is an axis of size one that carries nothing. */
export type AxisRole = 'batch' | 'head' | 'group' | 'query' | 'key' | 'feature' | 'one';

/**
 * A piece of an axis that folds several meanings: [batch * heads, queries, keys] has the factors batch and head in its first.
 * `size` where it is the same for every input; otherwise `at` names an axis of some value of the graph that is as long as this factor.
 */
export interface AxisFactor {
  readonly role: AxisRole;
  readonly size?: number;
  readonly at?: { readonly value: string; readonly axis: number };
}

/** A value of the graph with the meaning of its axes, in the value's own order. */
export interface SiteValue {
  readonly value: string;
  readonly axes: readonly AxisRole[];
  /** Where an axis folds several meanings: what each axis is made of, outermost first. Absent where every axis is one thing. */
  readonly factors?: readonly (readonly AxisFactor[])[];
}

export type SiteKind = 'self' | 'cross' | 'pooling' | 'recurrent';

/** Where in an encoder-decoder a site stands; `only` for every other model. */
export type SiteStack = 'only' | 'encoder' | 'decoder' | 'cross';

/**
 * A product that contracts over positions: weights that depend on the data on one side, values on the other.
 * Chunks of one site (queries in pieces) are several weights whose rows are joined in order.
 */
export interface AttentionSite {
  /** Place in the model's list of sites, 0-based, in graph order. */
  readonly index: number;
  /** Layer within its stack, 0-based. */
  readonly layer: number;
  readonly kind: SiteKind;
  readonly stack: SiteStack;
  /** The weights as they enter the product; more than one where queries are cut into chunks, or where each head has its own product. */
  readonly weights: readonly SiteValue[];
  /** What several `weights` are joined along; queries where it is not said. */
  readonly joined?: 'query' | 'head';
  /** The value that the (first) product makes: where the card says that the site is. */
  readonly at?: string;
  /** What the weights are applied to, one for each entry of `weights`; empty where it was not found. */
  readonly values: readonly SiteValue[];
  /** The scores before the mapping, where the walk back found them. */
  readonly scores?: readonly SiteValue[];
  /** What the mapping makes of the scores: the weights, or what slices, masks and mixing of heads turn into them. */
  readonly mapped?: readonly SiteValue[];
  /** Id of the row of MAPPINGS that turns scores into weights, or 'unknown'. */
  readonly mapping: string;
  /** True if no query can see a later key; undefined where it is not known before a run. */
  readonly causal?: boolean;
  readonly heads: number;
  /** Heads of keys and values; fewer than `heads` where queries share them. */
  readonly keyHeads: number;
  /** Width of one head's values, d_v. */
  readonly valueWidth?: number;
  /** W_O as this site's heads see it: a value of dims [heads * valueWidth, hidden] (`transposed`: [hidden, heads * valueWidth]). */
  readonly outputProjection?: { readonly weight: string; readonly transposed: boolean };
}

/** Something that looked like attention and was not taken, and why, in words for the card. */
export interface NearMiss {
  /** Name of the node or value. */
  readonly at: string;
  readonly why: string;
}
