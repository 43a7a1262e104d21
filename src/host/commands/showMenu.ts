import * as vscode from 'vscode';
import type { Context } from '../context';

interface Pick extends vscode.QuickPickItem {
  readonly command?: string;
}

/** What the status bar opens: the ways on from the active model. */
export async function showMenu({ models }: Context): Promise<void> {
  const card = models.active?.card;
  const ways: Pick[] = [
    { label: `$(eye) ${vscode.l10n.t('Show attention')}`, command: 'showAttention' },
    { label: `$(graph) ${vscode.l10n.t('Head statistics')}`, command: 'headStatistics' },
    { label: `$(git-merge) ${vscode.l10n.t('Attention flow')}`, command: 'attentionFlow' },
    { label: `$(search) ${vscode.l10n.t('Token identifiability')}`, command: 'tokenIdentifiability' },
    { label: `$(beaker) ${vscode.l10n.t('What if')}`, command: 'whatIf' },
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: `$(server-process) ${vscode.l10n.t('Choose provider…')}`, description: card?.provider ?? '', command: 'chooseProvider' },
    { label: `$(folder-opened) ${vscode.l10n.t('Open another checkpoint…')}`, command: 'openCheckpoint' },
    { label: `$(close) ${vscode.l10n.t('Close this checkpoint')}`, description: card?.name ?? '', command: 'closeCheckpoint' },
    { label: `$(output) ${vscode.l10n.t('Show log')}`, command: 'showLog' },
  ];
  const without = new Set(['chooseProvider', 'openCheckpoint', 'showLog']);
  const chosen = await vscode.window.showQuickPick(card ? ways : ways.filter(way => way.command && without.has(way.command)), { placeHolder: card?.name ?? 'Headlight' });
  if (chosen?.command) await vscode.commands.executeCommand(`headlight.${chosen.command}`);
}
