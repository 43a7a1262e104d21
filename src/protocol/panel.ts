import type { Options } from '../core/analyses/analysis';
import type { Fault } from '../core/fault';
import type { Message } from '../core/message';
import type { Analysed, AnalysisInfo, ModelCard, Slice, SliceParams } from './engine';

/** Raised when a message between panel and host, or a panel's kept state, changes its shape. */
export const PANEL_PROTOCOL = 1;

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
}

/** What the host tells a panel when it is ready, and again when the model or a setting changes. */
export interface PanelWorld {
  readonly protocol: number;
  readonly card?: ModelCard;
  /** Why the checkpoint that the state names is not open, where it is not. */
  readonly fault?: { readonly fault: Fault; readonly message: Message } | undefined;
  readonly analyses: readonly AnalysisInfo[];
  readonly state: PanelState;
  /** Checkpoints of the workspace, for the empty panel: shown name and what `openCheckpoint` takes. */
  readonly found: readonly { readonly label: string; readonly path: string }[];
  /** Translations of the panel's own strings; empty for English. */
  readonly strings: Readonly<Record<string, string>>;
}

export type PanelCommand = 'tryDemo' | 'openCheckpoint' | 'chooseProvider' | 'showLog';

/** Answers are settled values, never rejections: a fault stands where the picture would be. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault; readonly message: Message };

/** What the panel may ask the host. */
export interface PanelApi {
  ready(params: { readonly protocol: number; readonly state?: PanelState }): PanelWorld;
  analyse(params: { readonly analysis: string; readonly text: string; readonly pair: string; readonly options: Options }): Answer<Analysed>;
  slice(params: { readonly text: string; readonly pair: string; readonly stamp: string; readonly what: SliceParams['what'] }): Answer<Slice>;
  command(params: { readonly command: PanelCommand; readonly path?: string }): null;
  /** Keeps the state for a reload. */
  keep(params: PanelState): null;
  /** Shows a token's range in the editor that the text came from. */
  reveal(params: { readonly segment: number; readonly start: number; readonly end: number }): null;
}

/** What the host tells the panel unasked. */
export interface PanelEvents {
  world(params: PanelWorld): void;
  /** A command asked for this analysis of this text: the panel takes it over and asks for it. */
  show(params: { readonly analysis: string; readonly text?: string }): void;
  progress(params: { readonly share: number; readonly label: Message }): void;
  /** The checkpoint changed on disk since the picture was made. */
  stale(params: { readonly message: Message }): void;
}
