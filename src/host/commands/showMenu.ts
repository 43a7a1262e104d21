import * as vscode from 'vscode';
import type { Context } from '../context';
import { analysesOf } from '../offered';
import { report } from '../report';

interface Pick extends vscode.QuickPickItem {
  /** Last part of a command's id, and what it is given. */
  readonly run?: readonly [command: string, argument?: unknown];
}

/** What the status bar opens: the ways on from the active model. */
export async function showMenu(context: Context): Promise<void> {
  const { models } = context;
  const card = models.active?.card;
  const chosen = await vscode.window.showQuickPick([...(await asked(context)), ...checkpoint(context), ...always()], { placeHolder: card?.name ?? 'Headlight' });
  if (chosen?.run) await vscode.commands.executeCommand(`headlight.${chosen.run[0]}`, ...chosen.run.slice(1));
}

async function asked({ models, log }: Context): Promise<Pick[]> {
  // An engine that cannot start must not take the rest of the menu along.
  const offered = await analysesOf(models).catch(thrown => {
    void report(log, thrown);
    return [];
  });
  return offered.map(({ id, title, icon }) => ({ label: `$(${icon}) ${title}`, run: ['runAnalysis', { analysis: id }] }));
}

function checkpoint({ models }: Context): Pick[] {
  const card = models.active?.card;
  return [
    { label: vscode.l10n.t('Checkpoint'), kind: vscode.QuickPickItemKind.Separator },
    ...(models.all.length > 1 ? [{ label: `$(arrow-swap) ${vscode.l10n.t('Switch checkpoint…')}`, run: ['switchCheckpoint'] } as const] : []),
    { label: `$(server-process) ${vscode.l10n.t('Choose provider…')}`, description: card?.provider ?? '', run: ['chooseProvider'] },
    { label: `$(folder-opened) ${card ? vscode.l10n.t('Open another checkpoint…') : vscode.l10n.t('Open a checkpoint…')}`, run: ['openCheckpoint'] },
    ...(card ? [{ label: `$(close) ${vscode.l10n.t('Close this checkpoint')}`, description: card.name, run: ['closeCheckpoint'] } as const] : []),
  ];
}

const always = (): Pick[] => [
  { label: 'Headlight', kind: vscode.QuickPickItemKind.Separator },
  { label: `$(settings-gear) ${vscode.l10n.t('Settings')}`, run: ['openSettings'] },
  { label: `$(output) ${vscode.l10n.t('Show log')}`, run: ['showLog'] },
  { label: `$(book) ${vscode.l10n.t('First steps')}`, run: ['openWalkthrough'] },
];
