import * as vscode from 'vscode';
import type { NamedCheckpoints } from './checkpoints';

/** Makes links of the names of checkpoints on this disk. */
export class CheckpointLinks implements vscode.DocumentLinkProvider {
  constructor(private readonly checkpoints: NamedCheckpoints) {}

  async provideDocumentLinks(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.DocumentLink[]> {
    return (await this.checkpoints.of(document, token)).map(({ start, end, checkpoint }) => {
      const link = new vscode.DocumentLink(new vscode.Range(document.positionAt(start), document.positionAt(end)), openingUri(checkpoint.path));
      link.tooltip = vscode.l10n.t('Open in Headlight');
      return link;
    });
  }
}

/** An address that opens a checkpoint. Encoded before it becomes a query, which decodes once more than it encodes: a % of the path stays a %. */
const openingUri = (path: string): vscode.Uri => vscode.Uri.from({ scheme: 'command', path: 'headlight.openCheckpoint', query: encodeURIComponent(JSON.stringify([path])) });
