import type * as vscode from 'vscode';
import type { FoundCheckpoint } from './found';
import type { Hovered } from './hovered';
import type { Models } from './models';
import type { NamedCheckpoints } from './named/checkpoints';
import type { Panels } from './panels';
import type { Recent } from './recent';
import type { Texts } from './texts';
import type { TreeName } from './trees';
import type { TreeNode } from './trees/node';

/** What a command may touch. */
export interface Context {
  readonly extension: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly models: Models;
  readonly panels: Panels;
  readonly recent: Recent;
  /** Texts that were shown in this workspace. */
  readonly texts: Texts;
  readonly hovered: Hovered;
  readonly named: NamedCheckpoints;
  /** Folder of the checkpoint that comes with the extension. */
  readonly demo: string;
  readonly found: () => Promise<readonly FoundCheckpoint[]>;
  /** The line that is chosen in a list of the container. */
  readonly selected: (tree: TreeName) => TreeNode | undefined;
  /** Makes a list of the container look again. */
  readonly refresh: (tree: TreeName) => void;
}
