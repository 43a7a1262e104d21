import * as vscode from 'vscode';
import type { Models } from '../models';
import { DOT } from '../say';
import { readSettings, SECTION } from '../settings';
import type { Named, NamedCheckpoints } from './checkpoints';

/** Above a line that names a checkpoint on this disk: open it, and show what it attends to in the text that follows. */
export class CheckpointLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listeners: vscode.Disposable[];

  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(
    private readonly checkpoints: NamedCheckpoints,
    private readonly models: Models,
  ) {
    const fire = (): void => this.changed.fire();
    this.listeners = [checkpoints.onDidChange(fire), vscode.workspace.onDidChangeConfiguration(event => event.affectsConfiguration(`${SECTION}.codeLens`) && fire())];
  }

  async provideCodeLenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeLens[]> {
    if (!readSettings().codeLens) return [];
    const named = await this.checkpoints.of(document, token);
    if (named.length === 0) return [];
    const texts = await this.checkpoints.textsAfter(document, named, token);
    return named.flatMap((one, index) => this.over(document, one, texts[index] !== undefined));
  }

  dispose(): void {
    vscode.Disposable.from(this.changed, ...this.listeners).dispose();
  }

  private over(document: vscode.TextDocument, { start, end, checkpoint }: Named, hasText: boolean): vscode.CodeLens[] {
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    const open = this.models.at(checkpoint.path) ? `${DOT}${vscode.l10n.t('open')}` : '';
    const lens = (title: string, command: string, ...args: unknown[]): vscode.CodeLens =>
      new vscode.CodeLens(range, { title, tooltip: checkpoint.path + open, command: `headlight.${command}`, arguments: args });
    return [
      lens(vscode.l10n.t('Open in Headlight'), 'openCheckpoint', checkpoint.path),
      ...(hasText ? [lens(vscode.l10n.t('Show attention of the next string'), 'showNextString', document.uri.toString(), start)] : []),
    ];
  }
}
