import * as vscode from 'vscode';
import { asFault, type Fault } from '../core/fault';
import { sayFault } from './say';

/** Tells a fault: one sentence as a notification, with a way on; a cancelled request is no news. */
export async function report(log: vscode.LogOutputChannel, thrown: unknown): Promise<void> {
  const fault = asFault(thrown);
  if (fault.code === 'cancelled') return;
  log.error(sayFault(fault));
  if (fault.code === 'internal' && thrown instanceof Error && thrown.stack) log.debug(thrown.stack);
  const [title, command] = nextStep(fault);
  const pressed = await vscode.window.showErrorMessage(sayFault(fault), title);
  if (pressed === title) await vscode.commands.executeCommand(command);
}

/** The button of a notification: what most likely helps. */
function nextStep({ code }: Fault): readonly [title: string, command: string] {
  if (code === 'no-provider') return [vscode.l10n.t('Choose provider'), 'headlight.chooseProvider'];
  if (code === 'internal' || code === 'engine-stopped' || code === 'version-mismatch') return [vscode.l10n.t('Show log'), 'headlight.showLog'];
  return [vscode.l10n.t('Open another checkpoint'), 'headlight.openCheckpoint'];
}
