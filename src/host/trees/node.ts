import * as vscode from 'vscode';

/** A line of a list: how it looks, what lies under it, and what commands may take from it. */
export interface TreeNode {
  readonly item: vscode.TreeItem;
  readonly children?: () => readonly TreeNode[] | Promise<readonly TreeNode[]>;
  /** A checkpoint's path. */
  readonly path?: string;
  readonly text?: string;
  /** Id of an analysis. */
  readonly analysis?: string;
}

/** What a list shows, as plain as a list can be. */
export interface Tree extends vscode.Disposable {
  roots(): readonly TreeNode[] | Promise<readonly TreeNode[]>;
  readonly onDidChange: vscode.Event<void>;
  /** The list came into sight, or left it. */
  sighted?(visible: boolean): void;
  /** Looks again, because its user asked. */
  refresh?(): void;
}

interface Looks {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  readonly icon?: string;
  /** Names the kind to the menus of the manifest. */
  readonly kind?: string;
  /** Last part of a command's id, and what it is given. */
  readonly click?: readonly [command: string, argument: unknown];
  readonly collapsible?: 'open' | 'closed';
  /** Read aloud in place of the label and the description. */
  readonly spoken?: string;
}

const STATES = { open: vscode.TreeItemCollapsibleState.Expanded, closed: vscode.TreeItemCollapsibleState.Collapsed } as const;

/** A line. Label, description and tooltip are plain text: what a file says is never Markdown here. */
export function itemOf({ id, label, description, tooltip, icon, kind, click, collapsible, spoken }: Looks): vscode.TreeItem {
  const item = new vscode.TreeItem(label, collapsible ? STATES[collapsible] : vscode.TreeItemCollapsibleState.None);
  item.id = id;
  if (description !== undefined) item.description = description;
  if (tooltip !== undefined) item.tooltip = tooltip;
  if (icon !== undefined) item.iconPath = new vscode.ThemeIcon(icon);
  if (kind !== undefined) item.contextValue = kind;
  if (click) item.command = { command: `headlight.${click[0]}`, title: label, arguments: [click[1]] };
  if (spoken !== undefined) item.accessibilityInformation = { label: spoken };
  return item;
}
