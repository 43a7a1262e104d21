import type { AttentionSite } from '../attention/site';
import type { Probed, ProbeName } from '../instrument/probe';
import type { Message } from '../message';
import type { ModelFacts } from '../prepared';
import type { Tensor } from '../tensor/tensor';
import type { Tokens } from '../tokens/input';
import type { Note, ViewKind, ViewModel } from '../viewModels';

/** A choice that an analysis leaves to its user. The panel draws a control for it, the command line an option `--id VALUE`. */
export interface Parameter {
  readonly id: string;
  readonly title: Message;
  readonly explanation: Message;
  readonly kind: 'choice' | 'number' | 'token' | 'flag';
  readonly choices?: readonly { readonly id: string; readonly title: Message }[];
  readonly range?: readonly [number, number];
  /** A choice's id, a number or flag as text; '' for a token means none chosen. */
  readonly otherwise: string;
}

export type Options = Readonly<Record<string, string>>;

/** What an analysis knows before and during its run. */
export interface Subject {
  readonly facts: ModelFacts;
  readonly sites: readonly AttentionSite[];
  /** How many layers' hidden states the model gives (layers + 1), 0 where it gives none. */
  readonly hiddenStates: number;
  readonly tokens: Tokens;
  readonly options: Options;
  /** True where all weights together are too many to be given: who draws them asks for them by head. */
  readonly apart?: boolean;
}

export interface Outcome {
  /** Named as in the reference suite without the text number: `rollout`, `heads.entropy`, ... */
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly view: ViewModel;
  readonly notes: readonly Note[];
}

/** Reports how far a long computation is; 0..1. */
export type Progress = (share: number) => void;

/** An analysis is a plain function of tensors: it knows no session, process or panel. */
export interface Analysis {
  /** File name, command-line word and table key. */
  readonly id: string;
  readonly title: Message;
  /** One line: what the picture shows. */
  readonly shows: Message;
  /** Where the method comes from: authors, year, title. */
  readonly source: string;
  /** What it cannot say. */
  readonly caveat: Message;
  readonly view: ViewKind;
  readonly parameters: readonly Parameter[];
  /** Long pure computation: runs in a worker thread, cancelled by ending it. */
  readonly heavy?: (subject: Subject) => boolean;
  /** Why this model, input or choice cannot be analysed, or undefined. */
  readonly refuses: (subject: Subject) => Message | undefined;
  readonly needs: (subject: Subject) => readonly ProbeName[];
  readonly run: (subject: Subject, probed: Probed, progress: Progress) => Outcome;
}
