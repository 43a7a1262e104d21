import * as vscode from 'vscode';

/**
 * Steps of the walkthrough that are done in a panel rather than by a command: the manifest's completion events name these facts, such as
 * `headlight.seen.heads` and `headlight.seen.token`.
 */
export class Steps {
  private readonly told = new Set<string>();

  /** A picture of this kind was there, or a token was chosen. */
  seen(what: string): void {
    if (this.told.has(what)) return;
    this.told.add(what);
    void vscode.commands.executeCommand('setContext', `headlight.seen.${what}`, true);
  }
}
