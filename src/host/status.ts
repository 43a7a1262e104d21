import * as vscode from 'vscode';
import type { ModelCard } from '../protocol/engine';
import type { Models } from './models';
import { DOT, plainMarkdown, say } from './say';

/** The active model and its provider in the status bar; its tooltip says why other providers were passed over, a click opens the menu. */
export function statusItem(models: Models): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('headlight.status', vscode.StatusBarAlignment.Right, 90);
  item.name = 'Headlight';
  item.command = 'headlight.showMenu';
  const show = (): void => {
    const card = models.active?.card;
    if (!card) {
      item.hide();
      return;
    }
    item.text = `$(eye) ${card.name}${DOT}${card.provider}`;
    item.tooltip = tooltip(card);
    item.accessibilityInformation = { label: vscode.l10n.t('Headlight: checkpoint {0} on {1}', card.name, card.provider), role: 'button' };
    item.show();
  };
  show();
  return vscode.Disposable.from(item, models.onDidChange(show));
}

function tooltip(card: ModelCard): vscode.MarkdownString {
  const lines = [
    vscode.l10n.t('{0}: {1}, {2} layers, {3} heads', card.name, card.family, card.layers, card.heads),
    vscode.l10n.t('runs on {0}', card.provider),
    ...card.fallbacks.map(({ name, why }) => vscode.l10n.t('passed over {0}: {1}', name, why ?? vscode.l10n.t('no reason given'))),
    ...card.checks.filter(({ ok }) => !ok).map(check => say(check.message)),
  ];
  return new vscode.MarkdownString(lines.map(plainMarkdown).join('\n\n'));
}
