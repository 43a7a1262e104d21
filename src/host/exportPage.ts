import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Asked } from '../protocol/channel';
import type { ExportedPage, PanelWorld } from '../protocol/panel';
import { pack, STILL_ID } from '../protocol/still';
import { type Assets, pageWith } from './pageFile';
import { saveFile } from './saveFile';
import { type Shown, stillOf } from './stillOf';

/** Writes the panel's picture as a page that holds its numbers and opens in any browser; false where the user changed their mind. */
export async function exportPage(world: PanelWorld, shown: Shown, page: ExportedPage, assets: vscode.Uri, asked: Asked): Promise<boolean> {
  const still = await stillOf(world, shown, page, asked);
  const [script, style, stand] = await Promise.all(['panel.js', 'panel.css', 'still.js'].map(name => read(assets, name)));
  const parts: Assets = { panel: script ?? '', style: style ?? '', still: stand ?? '' };
  const data = pack(still, bytes => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'));
  const nonce = randomBytes(18).toString('base64url');
  const title = `${shown.own.card.name} · Headlight`;
  return saveFile(`${page.name}.html`, pageWith({ parts, data, dataId: STILL_ID, theme: page.theme, nonce, title, language: vscode.env.language }));
}

const read = async (folder: vscode.Uri, name: string): Promise<string> => new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name)));
