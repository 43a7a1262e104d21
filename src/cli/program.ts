import { Command, CommanderError } from 'commander';
import { asFault, type Fault } from '../core/fault';
import { words } from '../core/message';
import { CancellationTokenSource } from '../protocol/channel';
import { exitStatus, sentence } from '../protocol/sentences';
import { COMMANDS } from './commands/table';
import { progressLine } from './progress';

/** Where the command line writes, and whether a person watches. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  readonly terminal: boolean;
}

/** Runs one command line; gives its exit status. Ctrl+C cancels. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  const source = new CancellationTokenSource();
  const interrupted = (): void => source.cancel();
  process.once('SIGINT', interrupted);
  const line = progressLine(terminal);
  const program = new Command('headlight')
    .description('Sees what a local checkpoint attends to: Hugging Face folders and ONNX files, no Python, no conversion, no network.')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: () => undefined });
  program.showHelpAfterError(false);
  const out = (text: string): void => {
    line.clear();
    terminal.out(text);
  };
  for (const command of COMMANDS) command(program, { out, token: source.token, progress: line.show });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (thrown) {
    line.clear();
    if (thrown instanceof CommanderError) return usageStatus(thrown, terminal);
    return failed(asFault(thrown), terminal);
  } finally {
    process.removeListener('SIGINT', interrupted);
  }
}

function usageStatus(thrown: CommanderError, terminal: Terminal): number {
  if (thrown.exitCode === 0) return 0;
  const why = thrown.code === 'commander.help' ? 'a command is needed: see headlight --help' : thrown.message.replace(/^error: /, '').replace(/\s+/g, ' ');
  return failed({ code: 'bad-usage', what: 'usage', why }, terminal);
}

/** One line, whatever the fault holds. */
function failed(fault: Fault, terminal: Terminal): number {
  terminal.error(`headlight: ${words(sentence(fault)).replace(/\s*\n\s*/g, ' ')}\n`);
  return exitStatus(fault);
}
