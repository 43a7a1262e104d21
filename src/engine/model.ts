import type { Checkpoint } from '../core/architectures/openFolder';
import type { Instrumented } from '../core/instrument/instrument';
import type { Message } from '../core/message';
import type { Prepared } from '../core/prepared';
import type { Tokenizer } from '../core/tokens/tokenizer';
import type { ModelCard, ModelChoice, ProviderReport } from '../protocol/engine';
import type { Place, Tensors } from './session';
import type { Sessions } from './sessions';
import type { Stamp } from './stamps';

/** An open model: what was read of it, where it runs, and what must not change on disk meanwhile. */
export interface Model {
  readonly choice: ModelChoice;
  /** The folder or file itself, resolved; `choice.path` may say `demo`. */
  readonly path: string;
  /** A `Checkpoint` where it is a folder: then its own count of parameters and types is known. */
  readonly prepared: Prepared | Checkpoint;
  readonly tokenizer?: Tokenizer | undefined;
  /** Why the tokenizer that is there cannot be used. */
  readonly tokenizerFault?: Message | undefined;
  readonly place: Place;
  readonly sessions: Sessions;
  readonly fallbacks: readonly ProviderReport[];
  /** Every file that was read or is mapped, as it was before the first byte of it was read. */
  readonly stamps: ReadonlyMap<string, Stamp>;
  readonly stamp: string;
  /** The memory that a run may take, as it was set; '' for most of what is free. */
  readonly memory: string;
  readonly weightFiles: ReadonlySet<string>;
  /** Graphs rewritten for what was asked so far, by the probes. */
  readonly instrumented: Map<string, Instrumented>;
  /** Makes feeds that the graph takes beside those of the question, from runs of its own: weights that are computed outside. */
  readonly feedsFor?: (feeds: Tensors) => Promise<Tensors>;
}

export type Checks = ModelCard['checks'];
