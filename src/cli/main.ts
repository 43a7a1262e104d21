import 'vscode-jsonrpc/node';
import { runCommandLine } from './program';

runCommandLine(process.argv.slice(2), {
  out: text => process.stdout.write(text),
  error: text => process.stderr.write(text),
  terminal: process.stderr.isTTY === true,
}).then(status => {
  process.exitCode = status;
});
