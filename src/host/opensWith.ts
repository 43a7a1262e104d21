import * as path from 'node:path';
import * as vscode from 'vscode';
import { asFault } from '../core/fault';
import type { Context } from './context';
import { isOnDisk } from './disk';
import { openInPanel } from './open';

/** A workspace's own wish for what Headlight shows when it opens; the manifest's activation event names the file as well. */
export const OPENS_WITH = '.vscode/headlight.json';

/**
 * Opens what the workspace's file asks for: `{ "open": "demo" | PATH INSIDE THE WORKSPACE, "text": TEXT }`. Only in a trusted workspace, and not
 * where a panel was restored already.
 */
export async function openWithWorkspace(context: Context): Promise<void> {
  if (!vscode.workspace.isTrusted || hasPanel()) return;
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    if (isOnDisk(uri) && (await openWithFolder(context, uri))) return;
  }
}

/** Whether the folder said what to open; the first that does is obeyed. */
async function openWithFolder(context: Context, folder: vscode.Uri): Promise<boolean> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, OPENS_WITH));
    const wish = readWish(new TextDecoder().decode(bytes));
    const where = wish && placeOf(wish.open, context.demo, folder.fsPath);
    if (where) await openInPanel(context, where, wish.text);
    else context.log.warn(`${OPENS_WITH}: "open" is "demo" or a path inside the workspace`);
    return true;
  } catch (thrown) {
    if (thrown instanceof vscode.FileSystemError) return false;
    context.log.warn(`${OPENS_WITH}: ${asFault(thrown).code}`);
    return true;
  }
}

function readWish(json: string): { readonly open: string; readonly text?: string } | undefined {
  try {
    const wish: unknown = JSON.parse(json);
    if (typeof wish !== 'object' || wish === null || !('open' in wish) || typeof wish.open !== 'string') return undefined;
    return 'text' in wish && typeof wish.text === 'string' ? { open: wish.open, text: wish.text } : { open: wish.open };
  } catch {
    return undefined;
  }
}

function placeOf(open: string, demo: string, folder: string): string | undefined {
  if (open === 'demo') return demo;
  const resolved = path.resolve(folder, open);
  return resolved.startsWith(folder + path.sep) ? resolved : undefined;
}

/** A restored panel's tab is there before its serializer was asked. */
const hasPanel = (): boolean =>
  vscode.window.tabGroups.all.some(group => group.tabs.some(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('headlight.panel')));
