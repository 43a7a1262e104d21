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
  /** Over the heads of each site, [site * 5 + number]: least, lower quartile, median, upper quartile, largest; quartiles interpolated linearly. NaN where no head has it. */
  readonly bySite: Float32Array;
  /** Over the queries of each head, [(site * heads + head) * 5 + number], where that is known: `values` are the means of the same numbers. */
  readonly byHead?: Float32Array;
  /** Ends of the scale where they are known beforehand: 0..1 for shares. */
  readonly domain?: readonly [number, number];
}

/** A head among those that are compared with each other. */
export interface PlacedHead extends HeadAddress {
  /** In nats, like the distances; only differences of places mean something, directions do not. */
  readonly x: number;
  readonly y: number;
  /** 0 is the largest cluster; -1 for a head that is in none. */
  readonly cluster: number;
  /** -1..1: how much nearer its own cluster's heads are than those of the next cluster; 0 for a head that is in none. */
  readonly silhouette: number;
  /** The heads most like it, nearest first: place in `placed` and distance. */
  readonly nearest: readonly { readonly head: number; readonly distance: number }[];
}

/**
 * Which heads attend alike. Distance: Jensen-Shannon divergence of two heads' weights at a query, in nats (0..ln 2), mean over queries. Places: its classical
 * multidimensional scaling in two dimensions (Clark et al. 2019, section 6). Clusters: average linkage, cut into 2 to 8 clusters where the mean silhouette is largest; groups
 * of one head, or of fewer than one in forty, are no clusters.
 */
export interface HeadClusters {
  readonly placed: readonly PlacedHead[];
  /** How many there are. */
  readonly clusters: number;
  /** The head of each cluster that is nearest to the others of it, as a place in `placed`. */
  readonly typical: readonly number[];
  /** Mean silhouette of each number of clusters that was tried. */
  readonly tried: readonly { readonly clusters: number; readonly silhouette: number }[];
  /** The eigenvalues of the two dimensions over the sum of the absolute values of all, 0..1 (Mardia 1978): how far places can be trusted. */
  readonly fit: number;
  /** The mean is over so many of so many queries. */
  readonly queries: readonly [number, number];
}

export interface HeadsView {
  readonly kind: 'heads';
  readonly sites: readonly SiteView[];
  /** The largest number of heads of a site: the row length of every statistic. */
  readonly heads: number;
  readonly statistics: readonly Statistic[];
  /** Jensen-Shannon divergence among the heads of each site, nats. */
  readonly diversity: Float32Array;
  /** Where they were asked for. */
  readonly clusters?: HeadClusters;
}

/** What goes along one edge of a layered picture: of `mass` that stands at token `from` above a layer, to token `to` below it. */
export interface FlowEdge {
  /** Place in `LayeredFlow.layers`. */
  readonly layer: number;
  readonly from: number;
  readonly to: number;
  readonly mass: number;
}

/**
 * Rollout taken apart for one query: how what it draws on spreads over the tokens on the way down. mass[l - 1] = mass[l] A_l, where A_l is the layer's weights
 * with the residual path, and edge (l: i to j) carries mass[l][i] A_l[i, j]: what leaves a node is its mass, and what enters one is its mass below. So the
 * edges into a layer add up to the query's row of rollout up to there.
 */
export interface LayeredFlow {
  readonly query: number;
  /** The model's layers, lowest first. */
  readonly layers: readonly number[];
  /** [(layers + 1) * tokens]: row 0 is the input and equals the query's row of rollout, the last row is the query alone. */
  readonly mass: Float32Array;
  /** Strongest first; the strongest of each layer, so many that pictures need no more. A layer's edges altogether carry the sum of its row of `mass`. */
  readonly edges: readonly FlowEdge[];
  /** The strongest single way from the query down, one token for each row of `mass`, lowest first, and the share that goes along it. */
  readonly path: { readonly tokens: readonly number[]; readonly share: number };
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
  /** Of `query`. Rollout's also where the method is maximum flow, whose edges are not the same for every pair: the picture says so. */
  readonly layered?: LayeredFlow;
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
  readonly neighbours: readonly Neighbours[];
  /** How far effective attention is from the weights, [site][head]: half the summed difference of a row, mean over queries; none where `effective` is false. */
  readonly moved: readonly (readonly number[])[];
  readonly effective: boolean;
}

/** For each token the input token that its hidden state is nearest to. `nearest` and the cosines go together, and so do `closest` and the distances. */
export interface Neighbours {
  readonly layer: number;
  readonly nearest: readonly number[];
  /** -1..1: to the nearest, and to its own input. */
  readonly cosine: Float32Array;
  readonly ownCosine: Float32Array;
  readonly closest: readonly number[];
  /** Euclidean. */
  readonly distance: Float32Array;
  readonly ownDistance: Float32Array;
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
