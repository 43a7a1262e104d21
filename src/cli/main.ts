import 'vscode-jsonrpc/node';
import { runCommandLine } from './program';

// `headlight ... | head` closes the pipe before all is said: nobody reads on, and that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

runCommandLine(process.argv.slice(2), {
  out: text => process.stdout.write(text),
  error: text => process.stderr.write(text),
  terminal: process.stderr.isTTY === true,
}).then(status => {
  process.exitCode = status;
});
