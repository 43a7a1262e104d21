/**
 * What Headlight offers to other extensions:
 *
 *     const api = await vscode.extensions.getExtension<HeadlightApi>('headlight.headlight')?.activate();
 *
 * Copy this file to have its types. What is here keeps its meaning within a `version`; anything else that `activate` returns may change any day.
 * A request that cannot be met rejects with an `Error` whose message is a sentence for people: it names the thing and the next step.
 */
import type { CancellationToken, Event, Uri } from 'vscode';

/** A checkpoint that is open. */
export interface HeadlightModel {
  readonly name: string;
  /** The folder or file it was opened from: its identity. */
  readonly path: string;
  /** What it runs on, such as "cpu". */
  readonly provider: string;
}

export interface HeadlightShowOptions {
  /** Path of an open model; the active one where absent. */
  readonly model?: string;
  /** Id of the analysis that the panel opens with; "attention" where absent. */
  readonly analysis?: string;
  /** Whether the panel takes the focus; the editor keeps it where absent. */
  readonly focus?: boolean;
}

export interface HeadlightAnalyseOptions {
  /** Path of an open model; the active one where absent. */
  readonly model?: string;
  /** The second text, for models that compare two. */
  readonly pair?: string;
  /** Parameters of the analysis by their ids, as text; those that are absent are as the panel opens. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly token?: CancellationToken;
}

/** A token of the text: `text` as the text has it, its UTF-16 range there; an empty range for one that stands for nothing in it. */
export interface HeadlightToken {
  readonly id: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly special: boolean;
}

/** The answer to an analysis: plain data, numbers as typed arrays. */
export interface HeadlightAnalysis {
  readonly analysis: string;
  readonly model: HeadlightModel;
  readonly tokens: readonly HeadlightToken[];
  /** What the panel would draw; `kind` says which picture. The fields of each kind belong to the analysis and may grow. */
  readonly view: { readonly kind: string; readonly [field: string]: unknown };
  /** Caveats of this run, in the user's language. */
  readonly notes: readonly string[];
}

export interface HeadlightApi {
  readonly version: 1;
  /** Opens a checkpoint, or takes the open one, makes it the active one and shows it in its panel. Refused while the workspace is not trusted. */
  openCheckpoint(uri: Uri): Promise<HeadlightModel>;
  /** Shows a text in a model's panel; without an open model the panel says how to begin, and keeps the text for then. */
  showAttention(text: string, options?: HeadlightShowOptions): Promise<void>;
  /** The models that are open; the active one first. */
  models(): readonly HeadlightModel[];
  /** A model was opened or closed, became the active one, or runs on another provider. */
  readonly onDidChangeModels: Event<void>;
  /** Runs an analysis ("attention", "heads", "rollout", "flow", "identifiability", "effective") without showing it. */
  analyse(analysis: string, text: string, options?: HeadlightAnalyseOptions): Promise<HeadlightAnalysis>;
}
