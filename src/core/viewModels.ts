import type { Message } from './message';

/** A token as a picture needs it. `text` reads as in the source; `label` is the vocabulary's spelling. */
export interface TokenView {
  readonly text: string;
  readonly label: string;
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly segment: number;
  readonly word: number;
  readonly special: boolean;
}

/** How many queries and keys a site has, and where it stands. */
export interface SiteView {
  readonly index: number;
  readonly layer: number;
  readonly kind: 'self' | 'cross' | 'pooling' | 'recurrent';
  readonly stack: 'only' | 'encoder' | 'decoder' | 'cross';
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  readonly causal: boolean;
  readonly mapping: string;
  readonly valueWidth?: number;
}

export interface HeadAddress {
  readonly site: number;
  readonly head: number;
}

/** A head that does something plain to see: `role` e.g. 'induction', `strength` in 0..1. */
export interface Finding extends HeadAddress {
  readonly role: 'previous' | 'induction' | 'duplicate' | 'first' | 'self' | 'next' | 'special';
  readonly strength: number;
}

/** All heads of a run; the weights stay in the engine and are asked for by slice. */
export interface AttentionView {
  readonly kind: 'attention';
  readonly queries: readonly TokenView[];
  readonly keys: readonly TokenView[];
  readonly sites: readonly SiteView[];
  /** Opens on this head: the most structured one. */
  readonly chosen: HeadAddress;
  /** Strongest first; empty when nothing stands out. */
  readonly worthALook: readonly Finding[];
  /** Entropy in nats by site and head, for the line above the detail: [site][head]. */
  readonly entropy: readonly (readonly number[])[];
}

/** One number for each head. */
export interface Statistic {
  readonly id: string;
  readonly title: Message;
  readonly explanation: Message;
  /** '' for shares. */
  readonly unit: '' | 'nats' | 'tokens';
  /** [site * heads + head]; NaN where it does not apply. */
  readonly values: Float32Array;
  /** Ends of the scale where they are known beforehand: 0..1 for shares. */
  readonly domain?: readonly [number, number];
}

export interface HeadsView {
  readonly kind: 'heads';
  readonly sites: readonly SiteView[];
  /** The largest number of heads of a site: the row length of every statistic. */
  readonly heads: number;
  readonly statistics: readonly Statistic[];
  /** Jensen-Shannon divergence among the heads of each site, nats. */
  readonly diversity: Float32Array;
}

export interface FlowView {
  readonly kind: 'flow';
  readonly method: 'rollout' | 'flow';
  readonly queries: readonly TokenView[];
  readonly keys: readonly TokenView[];
  /** One matrix [queries, keys] for each named variant, e.g. raw and normalised; rows that were not computed are NaN. */
  readonly matrices: readonly { readonly id: string; readonly title: Message; readonly values: Float32Array }[];
  /** Layers that were rolled together, first and last. */
  readonly layers: readonly [number, number];
  readonly query: number;
  readonly causal: boolean;
}

export interface Curve {
  readonly id: string;
  readonly title: Message;
  readonly values: readonly number[];
}

export interface IdentifiabilityView {
  readonly kind: 'identifiability';
  readonly tokens: readonly TokenView[];
  /** Share of tokens found again, by layer (0 = embedding output). */
  readonly curves: readonly Curve[];
  readonly chance: number;
  readonly sites: readonly SiteView[];
  /** Dimension of the left null space by site and head; n - d_v at least where n > d_v. */
  readonly nullSpace: readonly (readonly number[])[];
  readonly neighbours: readonly { readonly layer: number; readonly nearest: readonly number[] }[];
  readonly effective: boolean;
}

export type ViewModel = AttentionView | HeadsView | FlowView | IdentifiabilityView;
export type ViewKind = ViewModel['kind'];

/** What a picture must say besides itself: a caveat, a warning, a fact. */
export interface Note {
  readonly level: 'info' | 'caveat' | 'warning';
  readonly message: Message;
}
