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

/** A mean over texts and the 95 % bootstrap interval of it; of one text, that text's own number. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** A number of a changed model, over all texts: before and after, or the change alone. */
export interface Measure {
  readonly id: string;
  readonly title: Message;
  readonly explanation: Message;
  /** '' for shares and bare numbers. */
  readonly unit: '' | 'nats' | 'tokens';
  readonly before?: Estimate;
  readonly after?: Estimate;
  readonly change?: Estimate;
}

/** A token or class that a model answers with. */
export interface Choice {
  readonly index: number;
  readonly label: string;
  readonly before: number;
  readonly after: number;
}

/** What a model answers at one position, or at all: the likeliest choices before and after, one list, by the larger of both probabilities. */
export interface Prediction {
  readonly choices: readonly Choice[];
  /** Indices of the likeliest choice. */
  readonly first: { readonly before: number; readonly after: number };
}

/** Numbers of each position that stands in both texts; NaN where they do not apply. Answers that are one for the whole text have one entry. */
export interface PositionChanges {
  readonly totalVariation?: Float32Array;
  /** KL(before || after), nats. */
  readonly kl?: Float32Array;
  readonly js?: Float32Array;
  /** 1 where the likeliest choice is another. */
  readonly flips?: Uint8Array;
  readonly lossBefore?: Float32Array;
  readonly lossAfter?: Float32Array;
  /** 1 - cosine of the last hidden states. */
  readonly cosine?: Float32Array;
  readonly euclidean?: Float32Array;
}

/** One number of each head, before and after, of the first text: [site * heads + head]. */
export interface HeadChange {
  readonly id: string;
  readonly title: Message;
  readonly explanation: Message;
  readonly unit: '' | 'nats' | 'tokens';
  readonly before: Float32Array;
  readonly after: Float32Array;
}

/** A model as it is and as it is changed, on the same text. The first text is drawn, all are counted. */
export interface WhatIfView {
  readonly kind: 'whatif';
  /** What was changed, for the line that every picture of a changed model carries. */
  readonly changes: readonly Message[];
  readonly before: readonly TokenView[];
  readonly after: readonly TokenView[];
  /** Positions that are in both, [before, after]; what `positions` and `predictions` run over where answers are by position. */
  readonly pairs: readonly (readonly [number, number])[];
  /** Pairs are places of `before` and `after`; false where answers are rows of their own: one for the text, or a decoder's. */
  readonly byToken: boolean;
  /** `tokens`: the next or the masked token; `labels`: a class for each token; `classes`: one for the text; `states`: a bare encoder, whose last hidden states are compared. */
  readonly answers: 'tokens' | 'labels' | 'classes' | 'states';
  readonly predictions: readonly Prediction[];
  readonly positions: PositionChanges;
  readonly measures: readonly Measure[];
  /** The same measures of the change for uniform weights everywhere: what is large is read against it. */
  readonly baseline: readonly Measure[];
  readonly sites: readonly SiteView[];
  readonly heads: number;
  readonly statistics: readonly HeadChange[];
  readonly texts: number;
}

export interface Line {
  readonly id: string;
  readonly title: Message;
  readonly unit: '' | 'nats' | 'tokens';
  /** One for each x. */
  readonly values: readonly number[];
  readonly low?: readonly number[];
  readonly high?: readonly number[];
}

/** Numbers against one that was varied. */
export interface CurvesView {
  readonly kind: 'curves';
  readonly changes: readonly Message[];
  readonly x: { readonly title: Message; readonly values: readonly number[] };
  readonly lines: readonly Line[];
  readonly texts: number;
}

/** One number for each head, from a change of that head alone. */
export interface HeadMapView {
  readonly kind: 'headmap';
  readonly changes: readonly Message[];
  readonly title: Message;
  readonly explanation: Message;
  readonly unit: '' | 'nats' | 'tokens';
  readonly sites: readonly SiteView[];
  readonly heads: number;
  /** [site * heads + head]; NaN where a site has fewer heads. */
  readonly values: Float32Array;
  /** What follows from removing more and more of them. */
  readonly removal?: CurvesView;
  readonly texts: number;
}

export type ExperimentView = WhatIfView | CurvesView | HeadMapView;
export type ExperimentViewKind = ExperimentView['kind'];

/** What a picture must say besides itself: a caveat, a warning, a fact. */
export interface Note {
  readonly level: 'info' | 'caveat' | 'warning';
  readonly message: Message;
}
