import type { Options } from '../core/analyses/analysis';
import type { Changes } from '../core/analyses/experiments/experiment';
import type { Rest } from '../core/attention/interventions/intervention';
import type { Fault } from '../core/fault';
import type { Message } from '../core/message';
import type { OtherSide } from './compared';
import type { Analysed, AnalysisInfo, Experimented, ExperimentInfo, MapInfo, ModelCard, Slice, SliceParams } from './engine';

/** Raised when a message between panel and host, or a panel's kept state, changes its shape. */
export const PANEL_PROTOCOL = 2;

/** A number of an experiment, as it is kept; null where it does not apply. */
export interface KeptNumber {
  readonly id: string;
  readonly unit: '' | 'nats' | 'tokens';
  readonly before: number | null;
  readonly after: number | null;
  readonly change: number | null;
}

/** An experiment that was made in a panel: all that it takes to make it again, and what it gave. */
export interface KeptExperiment {
  readonly id: number;
  /** Row of the table of experiments. */
  readonly experiment: string;
  readonly text: string;
  readonly pair: string;
  readonly changes: Changes;
  readonly options: Options;
  readonly numbers: readonly KeptNumber[];
}

/** What is being tried, and what was tried before. */
export interface WhatIfState {
  /** Row of the table of maps, '' for the model's own mapping. */
  readonly map: string;
  /** The map's parameter as text, '' for the map's own. */
  readonly parameter: string;
  /** Heads that it is tried on, [site, head]; none are all. */
  readonly heads: readonly (readonly [number, number])[];
  /** What is changed besides. */
  readonly others: Changes;
  readonly rest: Rest;
  readonly list: readonly KeptExperiment[];
}

/** What a panel is compared with: another text of its checkpoint, or another checkpoint on its text. */
export interface Compared {
  /** Path of the other checkpoint, '' for the panel's own. */
  readonly model: string;
  readonly text: string;
  readonly pair: string;
}

/** What a panel shows and is made again from: kept by the webview's state and given to the serializer. */
export interface PanelState {
  readonly format: typeof PANEL_PROTOCOL;
  /** Path of the checkpoint, '' for none. */
  readonly model: string;
  readonly analysis: string;
  readonly text: string;
  readonly pair: string;
  readonly options: Readonly<Record<string, Options>>;
  /** Site and head in the detail, query chosen; -1 for "as the view opens". */
  readonly site: number;
  readonly head: number;
  readonly query: number;
  /** How each view was last set, by view: names and values as the view writes and checks them. */
  readonly choices?: Readonly<Record<string, Options>>;
  /** Absent where nothing is compared. */
  readonly compare?: Compared;
  /** Absent before anything was tried. */
  readonly whatIf?: WhatIfState;
}

/** What the host tells a panel when it is ready, and again when the model or a setting changes. */
export interface PanelWorld {
  readonly protocol: number;
  readonly card?: ModelCard;
  /** Why the checkpoint that the state names is not open, where it is not. */
  readonly fault?: { readonly fault: Fault; readonly message: Message } | undefined;
  readonly analyses: readonly AnalysisInfo[];
  readonly experiments?: readonly ExperimentInfo[];
  readonly maps?: readonly MapInfo[];
  readonly state: PanelState;
  /** Checkpoints of the workspace, for the empty panel: shown name and what `openCheckpoint` takes. */
  readonly found: readonly { readonly label: string; readonly path: string }[];
  /** Translations of the panel's own strings; empty for English. */
  readonly strings: Readonly<Record<string, string>>;
  /** In a page that was exported: nothing can be asked for but what it shows. */
  readonly still?: true;
}

export type PanelCommand = 'tryDemo' | 'openCheckpoint' | 'chooseProvider' | 'showLog' | 'saveSession';

/** What a page is made of besides what the host knows: the picture that is shown, and how it looks. */
export interface ExportedPage {
  readonly name: string;
  readonly state: PanelState;
  readonly stamp: string;
  /** Stamp of the other side, where the picture is a comparison with what the state says; absent where it is not. */
  readonly otherStamp?: string;
  /** What was tried, where the picture is of that: an experiment that compares before and after. */
  readonly tried?: { readonly experiment: string; readonly changes: Changes; readonly options: Options };
  /** The theme's variables, `--vscode-...`, and the body's class. */
  readonly theme: { readonly kind: string; readonly variables: Readonly<Record<string, string>> };
}

/** Answers are settled values, never rejections: a fault stands where the picture would be. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault; readonly message: Message };

/** What numbers are written as. */
export const NUMBERS_FORMATS = ['safetensors', 'json', 'csv'] as const;
export type NumbersFormat = (typeof NUMBERS_FORMATS)[number];

/** What the panel may ask the host. */
export interface PanelApi {
  ready(params: { readonly protocol: number; readonly state?: PanelState }): PanelWorld;
  /** `other`, here and below: path of the checkpoint that the panel's own is compared with, where that one is meant. */
  analyse(params: { readonly analysis: string; readonly text: string; readonly pair: string; readonly options: Options; readonly other?: string }): Answer<Analysed>;
  /** Of the model as it is, or with changes. */
  slice(params: {
    readonly text: string;
    readonly pair: string;
    readonly stamp: string;
    readonly what: SliceParams['what'];
    readonly changes?: Changes;
    readonly other?: string;
  }): Answer<Slice>;
  /** Asks which checkpoint to compare with; its path, '' where the user changed their mind. */
  pickOther(params: Readonly<Record<string, never>>): Answer<string>;
  experiment(params: {
    readonly experiment: string;
    readonly text: string;
    readonly pair: string;
    /** Of the picture that the changes were made in: an experiment on other bytes is none. */
    readonly stamp: string;
    readonly changes: Changes;
    readonly options: Options;
  }): Answer<Experimented>;
  /** Asks where to, and writes what the panel made; false where its user changed their mind. */
  save(params: { readonly name: string; readonly content: string | Uint8Array }): Answer<boolean>;
  /** The same for the picture as a page that holds its numbers and opens in any browser. */
  exportPage(params: ExportedPage): Answer<boolean>;
  /** Asks where to, and writes the numbers of an analysis there as the command line does; false where its user changed their mind. */
  exportNumbers(params: {
    readonly analysis: string;
    readonly text: string;
    readonly pair: string;
    /** Of the picture whose numbers they are: those of other bytes are not written. */
    readonly stamp: string;
    readonly options: Options;
    readonly format: NumbersFormat;
    /** What it is compared with: the file holds both, and the difference where one is drawn. */
    readonly beside?: OtherSide & { readonly stamp: string; readonly difference: boolean };
  }): Answer<boolean>;
  command(params: { readonly command: PanelCommand; readonly path?: string }): null;
  /** Keeps the state for a reload. */
  keep(params: PanelState): null;
  /** Marks tokens in the editor that the text came from, no ranges to clear; offsets are those of the segment's text. */
  reveal(params: { readonly ranges: readonly { readonly segment: number; readonly start: number; readonly end: number }[] }): null;
}

/** What the host tells the panel unasked. */
export interface PanelEvents {
  world(params: PanelWorld): void;
  /** A command asked for this analysis of this text: the panel takes it over and asks for it. */
  show(params: { readonly analysis: string; readonly text?: string }): void;
  /** The text was edited where it came from: the panel takes it over with all that was chosen, and asks for it. */
  edited(params: { readonly text: string }): void;
  /** The cursor is at a place of the text where it came from, or something of it is selected. */
  caret(params: { readonly start: number; readonly end: number }): void;
  /** The panel takes a whole state over, and asks for its picture. */
  restore(params: PanelState): void;
  progress(params: { readonly share: number; readonly label: Message }): void;
  /** The checkpoint changed on disk since the picture was made. */
  stale(params: { readonly message: Message }): void;
}
