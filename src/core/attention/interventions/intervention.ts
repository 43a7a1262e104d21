import type { Message } from '../../message';
import type { Tensor } from '../../tensor/tensor';
import type { AttentionSite } from '../site';
import type { Draft } from './draft';
import type { Scope } from './scope';

/** What becomes of the rest of a row of which a weight is set: scaled so that the row keeps its sum, or left as it is. */
export type Rest = 'renormalise' | 'keep';

/** What each kind of intervention says, besides its kind. Plain data: it crosses borders and is kept in sessions. */
export interface Said {
  readonly 'knock-out': { readonly scope: Scope };
  readonly 'mean-out': { readonly scope: Scope };
  readonly set: { readonly scope: Scope; readonly query: number; readonly key: number; readonly value: number; readonly rest: Rest };
  readonly cut: { readonly scope: Scope; readonly query: number; readonly key: number; readonly rest: Rest };
  readonly transplant: { readonly scope: Scope };
  readonly uniform: { readonly scope: Scope };
}

export type InterventionKind = keyof Said;
export type Intervention = { readonly [K in InterventionKind]: { readonly kind: K } & Said[K] }[InterventionKind];
export type InterventionOf<K extends InterventionKind> = Extract<Intervention, { kind: K }>;

/** What an intervention may know of the run that it changes. */
export interface Plain {
  readonly sites: readonly AttentionSite[];
  /** float32 [heads, queries, keys] by site index. */
  readonly weights: ReadonlyMap<number, Tensor<'float32'>>;
  /** The same of the run that weights are transplanted from. */
  readonly donor?: ReadonlyMap<number, Tensor<'float32'>>;
  /** float32 [heads, hidden] by site index: what each head adds to the stream on the average, for what stands in for it. */
  readonly means?: ReadonlyMap<number, Tensor<'float32'>>;
}

/** One kind of intervention. */
export interface Rule<K extends InterventionKind> {
  readonly kind: K;
  /** Whether it sets rows of weights: those of the sites in its scope are then open to be set. */
  readonly setsRows: boolean;
  /** What it does, as a picture of the changed model says it. */
  readonly says: (said: InterventionOf<K>) => Message;
  /** Throws `bad-input` for a place that the run does not have. */
  readonly apply: (said: InterventionOf<K>, draft: Draft, plain: Plain) => void;
}
