import { statSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';

/** Files that an open checkpoint is made of. */
const PARTS = '*.{json,safetensors,onnx,data,onnx_data}';
const SETTLED = 300;

/** Tells, once for a burst of events, that a file of a checkpoint (a folder or one file) changed, appeared or went. */
export function watchCheckpoint(where: string, edited: () => void): vscode.Disposable {
  const folder = isFolder(where) ? where : path.dirname(where);
  const pattern = isFolder(where) ? PARTS : `${globText(path.basename(where))}*`;
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(folder), pattern));
  let waiting: NodeJS.Timeout | undefined;
  const event = (): void => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      edited();
    }, SETTLED);
  };
  const listeners = [watcher.onDidChange(event), watcher.onDidCreate(event), watcher.onDidDelete(event)];
  return vscode.Disposable.from(watcher, ...listeners, new vscode.Disposable(() => clearTimeout(waiting)));
}

/** A name as a glob that means just it. */
const globText = (name: string): string => name.replace(/[*?{}[\]]/g, '?');

function isFolder(where: string): boolean {
  try {
    return statSync(where).isDirectory();
  } catch {
    return false;
  }
}
