import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { raise } from '../core/fault';

/** Whether something lies on a disk of the machine that the extension runs on; on a remote machine that is the remote's. */
export const isOnDisk = ({ scheme }: vscode.Uri): boolean => scheme === 'file';

/** The path of a file on a disk. A virtual file system has none, and weights are read by position. */
export function diskPath(uri: vscode.Uri): string {
  if (!isOnDisk(uri))
    raise({
      code: 'bad-usage',
      what: uri.toString(),
      why: vscode.l10n.t('checkpoints are read from disk by position, and this lies on none. Copy it to a disk and open it there.'),
    });
  return uri.fsPath;
}

/** Folders of the workspace that lie on a disk. */
export const diskFolders = (): readonly vscode.WorkspaceFolder[] => (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => isOnDisk(uri));

/** Where a dialog begins that asks for something on a disk: in the first folder that lies on one, else at home; undefined to leave it to VS Code, which takes no name alone. */
export function diskPlace(name = ''): vscode.Uri | undefined {
  const [folder] = diskFolders();
  if (folder) return vscode.Uri.joinPath(folder.uri, name);
  return name !== '' || vscode.workspace.workspaceFolders?.length ? vscode.Uri.joinPath(vscode.Uri.file(homedir()), name) : undefined;
}
