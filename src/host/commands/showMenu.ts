import * as vscode from 'vscode';
import type { Context } from '../context';

interface Pick extends vscode.QuickPickItem {
  readonly command?: string;
}

/** What the status bar opens: the ways on from the active model. */
export async function showMenu({ models }: Context): Promise<void> {
  const card = models.active?.card;
  const ways: Pick[] = [
    { label: vscode.l10n.t('$(eye) Show attention'), command: 'showAttention' },
    { label: vscode.l10n.t('$(graph) Head statistics'), command: 'headStatistics' },
    { label: vscode.l10n.t('$(git-merge) Attention flow'), command: 'attentionFlow' },
    { label: vscode.l10n.t('$(search) Token identifiability'), command: 'tokenIdentifiability' },
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: vscode.l10n.t('$(server-process) Choose provider…'), description: card?.provider ?? '', command: 'chooseProvider' },
    { label: vscode.l10n.t('$(folder-opened) Open another checkpoint…'), command: 'openCheckpoint' },
    { label: vscode.l10n.t('$(close) Close this checkpoint'), description: card?.name ?? '', command: 'closeCheckpoint' },
    { label: vscode.l10n.t('$(output) Show log'), command: 'showLog' },
  ];
  const without = new Set(['chooseProvider', 'openCheckpoint', 'showLog']);
  const chosen = await vscode.window.showQuickPick(card ? ways : ways.filter(way => way.command && without.has(way.command)), { placeHolder: card?.name ?? 'Headlight' });
  if (chosen?.command) await vscode.commands.executeCommand(`headlight.${chosen.command}`);
}
