import * as vscode from 'vscode';
import { attentionFlow } from './commands/attentionFlow';
import { chooseProvider } from './commands/chooseProvider';
import { clearTexts } from './commands/clearTexts';
import { closeCheckpoint } from './commands/closeCheckpoint';
import { forgetText } from './commands/forgetText';
import { headStatistics } from './commands/headStatistics';
import { openCheckpoint } from './commands/openCheckpoint';
import { openSession } from './commands/openSession';
import { openSettings } from './commands/openSettings';
import { openWalkthrough } from './commands/openWalkthrough';
import { refreshCheckpoints } from './commands/refreshCheckpoints';
import { revealCheckpoint } from './commands/revealCheckpoint';
import { runAnalysis } from './commands/runAnalysis';
import { saveSession } from './commands/saveSession';
import { showAttention } from './commands/showAttention';
import { showLog } from './commands/showLog';
import { showMenu } from './commands/showMenu';
import { showNextString } from './commands/showNextString';
import { showText } from './commands/showText';
import { switchCheckpoint } from './commands/switchCheckpoint';
import { tokenIdentifiability } from './commands/tokenIdentifiability';
import { tryDemo } from './commands/tryDemo';
import { whatIf } from './commands/whatIf';
import type { Context } from './context';
import { report } from './report';

/** A command's work; what it throws is told as a sentence. */
export type Command = (context: Context, ...args: readonly unknown[]) => unknown;

/** Every command by the last part of its id, which is also its file's name and, in package.json, the name of its title. */
export const COMMANDS = {
  attentionFlow,
  chooseProvider,
  clearTexts,
  closeCheckpoint,
  forgetText,
  headStatistics,
  openCheckpoint,
  openSession,
  openSettings,
  openWalkthrough,
  refreshCheckpoints,
  revealCheckpoint,
  runAnalysis,
  saveSession,
  showAttention,
  showLog,
  showMenu,
  showText,
  switchCheckpoint,
  showNextString,
  tokenIdentifiability,
  tryDemo,
  whatIf,
} satisfies Readonly<Record<string, Command>>;

/** Registers the table. */
export function registerCommands(context: Context): vscode.Disposable {
  const run = (command: Command) => async (args: unknown[]) => {
    try {
      return await command(context, ...args);
    } catch (thrown) {
      void report(context.log, thrown);
      return undefined;
    }
  };
  const registered = Object.entries(COMMANDS).map(([name, command]) => vscode.commands.registerCommand(`headlight.${name}`, (...args: unknown[]) => run(command)(args)));
  return vscode.Disposable.from(...registered);
}
