import type { Fault } from '../core/fault';
import type { Message } from '../core/message';
import type { ModelCard } from './engine';
import type { FileCard, Look, LookParams, StatisticsParams, TensorPage, TensorStatistics, TensorsParams } from './inspect';
import type { Answer } from './panel';

/** Raised when a message between a file's editor and the host, or the editor's kept state, changes its shape. */
export const INSPECTOR_PROTOCOL = 1;

/** What finding attention sites found: they take a session, and come after the file's own card. */
export type FoundSites = Pick<ModelCard, 'family' | 'task' | 'layers' | 'heads' | 'sites' | 'misses' | 'checks' | 'notes'>;

/** Whether attention sites are looked for: at once, when asked, not before the workspace is trusted, or not at all. */
export type SitesOffer =
  | { readonly kind: 'soon' }
  | { readonly kind: 'ask'; readonly bytes: number; readonly limit: number }
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'none'; readonly why: Message };

/** What the host tells an editor when it is ready or reads the file again. */
export interface InspectorWorld {
  readonly protocol: number;
  /** Name of the file. */
  readonly name: string;
  readonly card?: FileCard;
  /** Why there is no card. */
  readonly fault?: { readonly fault: Fault; readonly message: Message };
  readonly sites: SitesOffer;
  /** Translations of the editor's own strings; empty for English. */
  readonly strings: Readonly<Record<string, string>>;
}

export type InspectorCommand = 'openCheckpoint' | 'manageTrust' | 'showLog';

/** What the editor of a file may ask the host; the file is the editor's own. Answers are settled values, never rejections. */
export interface InspectorApi {
  /** Reads the file's header, anew where it changed. */
  ready(params: { readonly protocol: number }): InspectorWorld;
  tensors(params: Omit<TensorsParams, 'path'>): Answer<TensorPage>;
  look(params: Omit<LookParams, 'path'>): Answer<Look>;
  statistics(params: Omit<StatisticsParams, 'path'>): Answer<TensorStatistics>;
  /** Makes a session in a process of its own, which ends with the answer. */
  findSites(params: { readonly stamp: string }): Answer<FoundSites>;
  reload(params: Record<string, never>): InspectorWorld;
  command(params: { readonly command: InspectorCommand }): null;
}

/** What the host tells the editor unasked. */
export interface InspectorEvents {
  /** The file changed on disk since it was read. */
  stale(params: { readonly message: Message }): void;
  /** The workspace was trusted: what is offered has changed. */
  offer(params: SitesOffer): void;
}
