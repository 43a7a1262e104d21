import type { Options } from '../core/analyses/analysis';
import type { Changes } from '../core/analyses/experiments/experiment';
import type { MapParameter } from '../core/attention/map';
import type { Message } from '../core/message';
import type { Tensor } from '../core/tensor/tensor';
import type { Input, Tokens } from '../core/tokens/input';
import type { ExperimentView, ExperimentViewKind, Note, ViewKind, ViewModel } from '../core/viewModels';
import type { FileCard, Look, LookParams, StatisticsParams, TensorPage, TensorStatistics, TensorsParams } from './inspect';

/** Raised when a message of the border changes its shape; both sides compare it before anything else. */
export const ENGINE_PROTOCOL = 4;

export interface AnalysisInfo {
  readonly id: string;
  readonly title: Message;
  readonly shows: Message;
  readonly source: string;
  readonly caveat: Message;
  readonly view: ViewKind;
  readonly parameters: readonly {
    readonly id: string;
    readonly title: Message;
    readonly explanation: Message;
    readonly kind: 'choice' | 'number' | 'token' | 'flag';
    readonly choices?: readonly { readonly id: string; readonly title: Message }[];
    readonly range?: readonly [number, number];
    readonly otherwise: string;
  }[];
}

/** An experiment as it is offered: an analysis that takes several runs, of the model as it is and changed. */
export interface ExperimentInfo extends Omit<AnalysisInfo, 'view'> {
  readonly view: ExperimentViewKind;
}

/** A way from scores to weights that can be put in the place of a model's own: `Changes.swaps` names it by its id. */
export interface MapInfo {
  readonly id: string;
  readonly title: Message;
  readonly source: string;
  readonly parameter?: MapParameter;
}

export interface Hello {
  readonly protocol: number;
  readonly runtime: string;
  readonly analyses: readonly AnalysisInfo[];
  readonly experiments: readonly ExperimentInfo[];
  readonly maps: readonly MapInfo[];
}

/** One provider of this machine, in the order in which `auto` tries them. */
export interface ProviderReport {
  readonly name: string;
  readonly usable: boolean;
  /** Why not, in the runtime's words; where it is usable, why `auto` passes it over all the same (undefined where it does not). */
  readonly why?: string;
}

export interface ModelCard {
  readonly path: string;
  readonly name: string;
  /** Identity of the bytes on disk; another one is another model. */
  readonly stamp: string;
  readonly family: string;
  readonly task: string;
  readonly layers: number;
  readonly heads: number;
  readonly keyHeads: number;
  readonly hidden?: number;
  readonly parameters: number;
  readonly bytes: number;
  /** As stored, and what it is computed in: "bfloat16, computed in float32". */
  readonly dtype: string;
  readonly tokenizer?: string;
  readonly maxTokens?: number;
  readonly causal: boolean;
  readonly provider: string;
  /** Why providers before the chosen one were passed over. */
  readonly fallbacks: readonly ProviderReport[];
  readonly sites: readonly { readonly index: number; readonly layer: number; readonly kind: string; readonly heads: number; readonly mapping: string; readonly at: string }[];
  readonly misses: readonly { readonly at: string; readonly why: string }[];
  /** What the self-check found; all true or the card says what is wrong. */
  readonly checks: readonly { readonly id: string; readonly ok: boolean; readonly message: Message }[];
  readonly notes: readonly Note[];
}

/** How a model is opened. Part of every request, so that a new process can make again what an old one held. */
export interface ModelChoice {
  /** A folder or file. */
  readonly path: string;
  /** A provider's name, or 'auto'. */
  readonly provider: string;
  /** A folder with the user's own onnxruntime-node, or ''. */
  readonly runtimePath: string;
}

export interface AnalyseParams {
  readonly model: ModelChoice;
  /** The stamp that the asker believes in; a mismatch is a fault, '' takes what is there. */
  readonly stamp: string;
  readonly analysis: string;
  readonly input: Input;
  readonly options: Options;
  /** Mappings to put in the place of the model's own, as the command line spells them (`entmax:1.5@L2.H0-3`): the analysis is then of the swapped model, and says so. */
  readonly swaps?: readonly string[];
}

export interface WriteParams extends AnalyseParams {
  /** Where to: an absolute path that the user chose. Its ending says the format: .safetensors, .json, .csv. */
  readonly file: string;
  /** Of a comparison's second side: the file holds both. */
  readonly beside?: Beside;
}

/** What one side of a comparison is, as a file of its numbers says it. */
export interface SideLabel {
  readonly checkpoint: string;
  readonly text: string;
  readonly pair: string;
}

/** The first side of a comparison, whose numbers were written before, by this engine or another one. */
export interface Beside {
  /** Where: a safetensors file of the asker's own making. */
  readonly first: string;
  /** Whether positions and heads of both correspond, so that second - first means something. */
  readonly difference: boolean;
  readonly sides: { readonly first: SideLabel; readonly second: SideLabel };
}

export interface Analysed {
  readonly stamp: string;
  readonly tokens: Tokens;
  readonly view: ViewModel;
  readonly notes: readonly Note[];
  readonly milliseconds: number;
}

/** Where changes take what they need besides the input itself. */
export interface ChangeSources {
  /** Texts that heads' means are taken over (`mean-out`, and knock-out with `with: mean`). */
  readonly means?: readonly Input[];
  /** The run that weights are transplanted from: another text of the same length, in this model or in another checkpoint. */
  readonly donor?: { readonly input: Input; readonly model?: ModelChoice };
}

export interface ExperimentParams extends ChangeSources {
  readonly model: ModelChoice;
  /** As in `AnalyseParams`. */
  readonly stamp: string;
  /** Id of a row of EXPERIMENTS. */
  readonly experiment: string;
  /** One or more; the first is drawn, means and intervals are over all. */
  readonly inputs: readonly Input[];
  readonly changes: Changes;
  readonly options: Options;
}

export interface Experimented {
  readonly stamp: string;
  /** Of the first input, as it is. */
  readonly tokens: Tokens;
  readonly view: ExperimentView;
  readonly notes: readonly Note[];
  readonly milliseconds: number;
}

/** How the weights of one or several heads are read as one matrix. What its rows and columns stand for: `axesOf` (readings.ts). */
export interface Reading {
  /** [site, head] each, none twice; at least one, all with the same queries and keys. */
  readonly heads: readonly (readonly [number, number])[];
  /** Entry by entry, after pieces of words were joined in each head: so a maximum is what some head shows. */
  readonly combine: 'sum' | 'mean' | 'max';
  /** Pieces of a word joined: weights on its pieces are summed, weights of its pieces averaged (Clark et al. 2019). */
  readonly words: boolean;
  /** Whether special tokens stand among queries and keys; the weights of the others stay as they are where they are left out. */
  readonly special: boolean;
  /** What a weight is divided by: nothing, the largest of its row (query), the largest of the matrix. Nothing where that is zero. */
  readonly scale: 'one' | 'row' | 'head';
}

/** The most rows and columns of cells that a matrix is asked for at once. */
export const MOST_CELLS = 2048;

/**
 * A piece of the weights of one run, as bytes.
 *
 * - `head`: float32 [queries, keys]. `row`: float32 [keys].
 * - `thumbnails`: uint8 [sites, heads, side, side] (as many heads as the widest site has), each head pooled by maximum and scaled to its own largest weight; `side` comes back.
 * - `effective`: float32 [queries, keys], the head's effective weights, as the analysis of that name gives them: of self-attention whose values are known, of a model as it is. Its raw
 *   weights are `head`. `sums` as the option of the analysis.
 * - `matrix`: float32 [height, width], a window of a reading, scaled as the reading says and then pooled by maximum: entry i of `count` falls into cell
 *   floor(i * cells / count), so that a window of as many cells as entries is exact. 1 <= height, width <= count and `MOST_CELLS`. `largest` comes with it.
 * - `line`: float32 [2, n], one row (`along` a query: over keys) or column (`along` a key: over queries) of a reading: the weights, not divided, and what the
 *   reading's scale divides each of them by. `largest` comes with it.
 */
export interface SliceParams extends Omit<AnalyseParams, 'analysis' | 'options' | 'swaps'>, ChangeSources {
  readonly what:
    | { readonly kind: 'head'; readonly site: number; readonly head: number }
    | { readonly kind: 'row'; readonly site: number; readonly head: number; readonly query: number }
    | { readonly kind: 'thumbnails'; readonly side: number }
    | {
        readonly kind: 'matrix';
        readonly reading: Reading;
        /** First and count, in rows and columns of the reading. */
        readonly rows: readonly [number, number];
        readonly columns: readonly [number, number];
        readonly height: number;
        readonly width: number;
      }
    | { readonly kind: 'effective'; readonly site: number; readonly head: number; readonly sums?: 'free' | 'kept' }
    | { readonly kind: 'line'; readonly reading: Reading; readonly along: 'query' | 'key'; readonly index: number };
  /** Weights of the changed model; absent: of the model as it is. */
  readonly changes?: Changes;
}

export interface Slice {
  readonly dims: readonly number[];
  readonly bytes: Uint8Array;
  /** Of `matrix` and `line`: the largest weight of the whole reading, not divided by anything. */
  readonly largest?: number;
}

/** What a glance sums up: all layers rolled together (Abnar and Zuidema 2020), the last layer's heads averaged, or one head. */
export interface Summary {
  readonly kind: 'rollout' | 'lastLayer' | 'head';
  /** The token looked from; absent: the first of an encoder, the last of a causal model. The first of a causal model sees itself alone, so its last is taken for it. */
  readonly to?: 'first' | 'last';
  /** Of `head`; 0 where it is not said. */
  readonly site?: number;
  readonly head?: number;
}

export interface GlanceParams {
  readonly model: ModelChoice;
  readonly input: Input;
  /** Absent: rollout. */
  readonly summary?: Summary;
}

/** The short answer for a hover: what one token draws on. */
export interface Glance {
  readonly tokens: Tokens;
  /** Row of the token looked from, one share for each key token. */
  readonly shares: readonly number[];
  readonly from: number;
  /**
   * The strongest of the summary, [query, key, weight], strongest first, a few: of one token on another, special tokens left out, and of causal models the first position, where weights rest that
   * have no use. Of a rollout of more than 160 tokens only those of `from`.
   */
  readonly pairs: readonly (readonly [number, number, number])[];
  /** What was summed up: "Attention rollout", "Layer 2, head 1". */
  readonly name: Message;
}

export interface EngineApi {
  hello(params: { readonly protocol: number }): Hello;
  /** Resident memory of the engine's process, bytes. Answered between two runs. */
  memory(params: Readonly<Record<string, never>>): { readonly resident: number };
  providers(params: { readonly runtimePath: string }): readonly ProviderReport[];
  open(params: { readonly model: ModelChoice }): ModelCard;
  tokens(params: { readonly model: ModelChoice; readonly input: Input }): Tokens;
  analyse(params: AnalyseParams): Analysed;
  /**
   * Writes the numbers of an analysis to a file, whole or not at all, as the command line does: the tensors of a text are named `0.rollout`, `0.heads.entropy`, ...
   * Those of a comparison are `first.0.rollout`, `second.0.rollout` and, where it means something, `difference.0.rollout`, second - first; in CSV the side is a column.
   */
  write(params: WriteParams): { readonly stamp: string; readonly bytes: number };
  slice(params: SliceParams): Slice;
  experiment(params: ExperimentParams): Experimented;
  /** Goes before everything else that waits. */
  glance(params: GlanceParams): Glance;
  /** What a file is, from its header alone: no runtime is loaded, nothing is run. */
  inspect(params: { readonly path: string }): FileCard;
  /** A page of its tensors. */
  listTensors(params: TensorsParams): TensorPage;
  look(params: LookParams): Look;
  statistics(params: StatisticsParams): TensorStatistics;
}

export interface EngineEvents {
  progress(params: { readonly share: number; readonly label: Message }): void;
}

export type Method = keyof EngineApi;
export type Params<M extends Method> = Parameters<EngineApi[M]>[0];
export type Reply<M extends Method> = ReturnType<EngineApi[M]>;

/** Only for the command line, which has no border to cross. */
export type RunTensors = Readonly<Record<string, Tensor>>;
