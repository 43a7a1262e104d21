import type { Remote } from '../../src/protocol/channel';
import type { InspectorApi } from '../../src/protocol/inspector';
import type { InspectorState } from './state';

/** What the parts of an editor may use of what is around them. */
export interface Around {
  readonly host: Remote<InspectorApi>;
  /** Identity of the file that is shown. */
  readonly stamp: string;
  readonly state: () => InspectorState;
  /** Remembers a choice for the next time this editor is made. */
  keep(change: Partial<InspectorState>): void;
  /** The file is not any more what was read: `words` says so. */
  stale(words: string): void;
}
