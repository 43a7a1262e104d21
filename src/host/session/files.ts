import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { raise } from '../../core/fault';
import type { PanelState } from '../../protocol/panel';
import type { Context } from '../context';
import { diskFolders, isOnDisk } from '../disk';
import { MOST_BYTES, readSession, SESSION_EXTENSION, writeSession } from './format';
import { isPortable, placesOf, type Surroundings } from './places';

export const isSession = ({ path: where }: vscode.Uri): boolean => where.endsWith(SESSION_EXTENSION);

/** Reads a session, as it stands in the editor where it is open there. */
export async function sessionAt({ demo }: Context, uri: vscode.Uri): Promise<PanelState> {
  const name = path.posix.basename(uri.path);
  const open = vscode.workspace.textDocuments.find(one => one.uri.toString() === uri.toString());
  return readSession(open?.getText() ?? (await textAt(uri, name)), name, placesOf(surroundings(uri, demo)));
}

async function textAt(uri: vscode.Uri, name: string): Promise<string> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > MOST_BYTES) raise({ code: 'bad-usage', what: name, why: vscode.l10n.t('a session is at most {0} MB. Choose a file that a panel was saved as.', MOST_BYTES / 1e6) });
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (thrown) {
    if (thrown instanceof vscode.FileSystemError) raise({ code: 'unreadable', path: uri.fsPath, why: thrown.code });
    throw thrown;
  }
}

/** Writes a session; gives whether it opens wherever its workspace does. */
export async function writeTo({ demo }: Context, uri: vscode.Uri, state: PanelState): Promise<boolean> {
  const places = placesOf(surroundings(uri, demo));
  const text = writeSession(state, places);
  if (text.length > MOST_BYTES)
    raise({ code: 'bad-usage', what: path.posix.basename(uri.path), why: vscode.l10n.t('a session is at most {0} MB. Remove experiments from its list.', MOST_BYTES / 1e6) });
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return [state.model, state.compare?.model ?? state.model].filter(Boolean).every(model => isPortable(places.written(model)));
}

const surroundings = (uri: vscode.Uri, demo: string): Surroundings => ({
  file: uri.fsPath,
  onDisk: isOnDisk(uri),
  folders: diskFolders().map(folder => ({ name: folder.name, path: folder.uri.fsPath })),
  home: homedir(),
  demo,
  exists: existsSync,
});
