import * as vscode from 'vscode';
import type { Context } from '../context';
import { pathOf } from '../pointed';

/** Shows a checkpoint in the Explorer: the one that a list points at, else the active one. */
export async function revealCheckpoint({ models }: Context, what?: unknown): Promise<void> {
  const path = pathOf(what) ?? models.active?.path;
  if (path !== undefined) await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(path));
}
