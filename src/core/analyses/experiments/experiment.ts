import type { Edits } from '../../attention/interventions/edits';
import type { Intervention } from '../../attention/interventions/intervention';
import type { AttentionSite } from '../../attention/site';
import type { Probed, ProbeName } from '../../instrument/probe';
import type { Message } from '../../message';
import type { ModelFacts } from '../../prepared';
import type { Tensor } from '../../tensor/tensor';
import type { TokenEdit, Vocabulary } from '../../tokens/edits';
import type { Tokens } from '../../tokens/input';
import type { ExperimentView, ExperimentViewKind, Note } from '../../viewModels';
import type { Options, Parameter } from '../analysis';

/** What is changed of a model or a text. Plain data: it crosses borders, and one request carries all of it. */
export interface Changes {
  /** Mappings as the command line spells them: `entmax:1.5@L2.H0-3`. */
  readonly swaps: readonly string[];
  /** In order; where two set the same weight the later wins. */
  readonly interventions: readonly Intervention[];
  readonly tokens: readonly TokenEdit[];
}

export const NO_CHANGES: Changes = { swaps: [], interventions: [], tokens: [] };

/** What an experiment knows before and during its runs. */
export interface ExperimentSubject {
  readonly facts: ModelFacts;
  readonly sites: readonly AttentionSite[];
  /** How many layers' hidden states the model gives, 0 where it gives none. */
  readonly hiddenStates: number;
  readonly logits: boolean;
  /** One or more; the first is drawn, all are counted. */
  readonly texts: readonly Tokens[];
  /** Texts that means of heads are taken over; as many as there are. */
  readonly means: number;
  /** Whether a run is there for weights to be transplanted from. */
  readonly donor: boolean;
  readonly changes: Changes;
  readonly options: Options;
  readonly vocabulary: Vocabulary;
}

/** One run that an experiment asks for. */
export interface Ask {
  /** Which text: of the subject's, of those that means are taken over, or the one that weights are transplanted from (in its own model). */
  readonly of: 'texts' | 'means' | 'donor';
  readonly index: number;
  /** Tokens instead of the text's own. */
  readonly tokens?: Tokens;
  readonly swaps?: readonly string[];
  /** Absent: the model as it is. */
  readonly edits?: Edits;
  readonly needs: readonly ProbeName[];
  /** A word for what follows from the text alone, and may be kept for the next experiment on it. */
  readonly keep?: string;
  /** Share of the work that is done before this run. */
  readonly done: number;
}

export interface ExperimentOutcome {
  /** `whatif.js`, `sweep.density`, ... */
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly view: ExperimentView;
  readonly notes: readonly Note[];
  /** Weights of the first text by site, [heads, queries, keys], for pictures of single heads: as they are and as they are changed. */
  readonly weights?: { readonly before: readonly Tensor<'float32'>[]; readonly after: readonly Tensor<'float32'>[] };
}

export type Runs<T> = Generator<Ask, T, Probed>;

/** An analysis that takes several runs: it yields what to run, is given what came back, and knows no session, process or panel. Between two runs it may be left. */
export interface Experiment {
  /** Command-line word and table key. */
  readonly id: string;
  readonly title: Message;
  readonly shows: Message;
  readonly source: string;
  readonly caveat: Message;
  readonly view: ExperimentViewKind;
  readonly parameters: readonly Parameter[];
  /** Why this model, input or choice will not do, or undefined. */
  readonly refuses: (subject: ExperimentSubject) => Message | undefined;
  readonly run: (subject: ExperimentSubject) => Runs<ExperimentOutcome>;
}
