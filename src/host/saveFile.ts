import * as path from 'node:path';
import * as vscode from 'vscode';
import { raise } from '../core/fault';
import { diskPlace } from './disk';

/** More than any export of a panel is, and little enough to hold in memory twice. */
const MOST = 64_000_000;

/** Asks where to save what a panel made, and writes it; false where its user changed their mind. The name is only a proposal. */
export async function saveFile(name: string, content: string | Uint8Array): Promise<boolean> {
  if (content.length > MOST) raise({ code: 'bad-usage', what: name, why: vscode.l10n.t('this is too much to be saved from a panel.') });
  const target = await whereTo(name);
  if (!target) return false;
  await vscode.workspace.fs.writeFile(target, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  return true;
}

/** Asks for a file to write; undefined where its user changed their mind. A proposed name is one name, whatever stands in it: "gpt2/model" is no folder. */
export async function whereTo(name: string): Promise<vscode.Uri | undefined> {
  const proposed = name.replace(/[\\/]+/g, '-');
  const place = diskPlace(proposed);
  const extension = path.extname(proposed).slice(1);
  return vscode.window.showSaveDialog({
    ...(place ? { defaultUri: place } : {}),
    ...(extension ? { filters: { [extension.toUpperCase()]: [extension] } } : {}),
    title: vscode.l10n.t('Export'),
  });
}
