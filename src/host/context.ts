import type * as vscode from 'vscode';
import type { FoundCheckpoint } from './found';
import type { Hovered } from './hovered';
import type { Models } from './models';
import type { Panels } from './panels';
import type { Recent } from './recent';

/** What a command may touch. */
export interface Context {
  readonly extension: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly models: Models;
  readonly panels: Panels;
  readonly recent: Recent;
  readonly hovered: Hovered;
  /** Folder of the checkpoint that comes with the extension. */
  readonly demo: string;
  readonly found: () => Promise<readonly FoundCheckpoint[]>;
}
