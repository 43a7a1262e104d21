// Takes the arguments of desktop VS Code's executable and runs VS Code's server with a browser without a window: all that
// @vscode/test-electron's runTests needs as `vscodeExecutablePath`. Prints the workbench's log, ends with the status of the tests.
// HEADLIGHT_VERBOSE shows the workbench's own noise, HEADLIGHT_ARTIFACTS names a folder for logs and a picture of a failed run.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { launch, runCli } from './launch.mjs';

const VALUED = new Set(['extensionDevelopmentPath', 'extensionTestsPath', 'user-data-dir', 'extensions-dir', 'folder-uri', 'file-uri', 'locale', 'log', 'profile']);
/** Lines of a workbench that misses services which tests do without. */
const NOISE =
  /^\[(ChatModelSelection|AgentHost|RemoteAgentHost|AccountPolicyGate|AgentPlugins|reconnection-grace|Service Worker|PerfSampleError|McpRegistry|resource metadata)|^(Resolv(ing|ed) connection token|Creating a socket|Updating additional builtin|Ignoring fetching additional builtin|Creation of workbench contribution|Started local extension host|(Failed: )?getaddrinfo ENOTFOUND)|marketplace|open-vsx\.org|service worker/i;
const MINUTES = 10;

const args = process.argv.slice(2);
if (args.some(arg => /^--((un)?install-extension|list-extensions|version)\b/.test(arg))) process.exit(await runCli(args.filter(arg => !/^--(no-sandbox|disable-)/.test(arg))));

const { options, rest } = parse(args);
const target = options['folder-uri']?.[0] ?? rest[0];
const temporary = mkdtempSync(path.join(os.tmpdir(), 'headlight-'));
let finish;
const finished = new Promise(resolve => {
  finish = resolve;
});
const app = await launch({
  userData: path.resolve(options['user-data-dir']?.[0] ?? path.join(temporary, 'user')),
  extensions: path.resolve(options['extensions-dir']?.[0] ?? path.join(temporary, 'extensions')),
  ...(target ? whatOpens(asPath(target)) : {}),
  development: (options.extensionDevelopmentPath ?? []).map(asPath),
  tests: options.extensionTestsPath && asPath(options.extensionTestsPath[0]),
  log: tell,
  exit: (code, logs) => finish({ code, logs }),
});
const late = setTimeout(() => {
  console.error(`no end after ${MINUTES} minutes`);
  finish({ code: 1, logs: [] });
}, MINUTES * 60_000);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => finish({ code: 1, logs: [] }));
app.server.child.once('exit', () => finish({ code: 1, logs: [] }));
const { code, logs } = await finished;
clearTimeout(late);
if (code !== 0 && process.env.HEADLIGHT_ARTIFACTS) await keep(process.env.HEADLIGHT_ARTIFACTS, logs);
await app.close();
rmSync(temporary, { recursive: true, force: true });
process.exit(code === 0 ? 0 : 1);

function parse(all) {
  const found = {};
  const others = [];
  for (let i = 0; i < all.length; i++) {
    const [, key, value] = /^--([^=]+)(?:=(.*))?$/s.exec(all[i]) ?? [];
    if (key === undefined) others.push(all[i]);
    else if (VALUED.has(key)) found[key] = [...(found[key] ?? []), value ?? all[++i]];
  }
  return { options: found, rest: others };
}

function asPath(text) {
  return path.resolve(/^(file|vscode-remote):/.test(text) ? fileURLToPath(text.replace(/^vscode-remote:\/\/[^/]*/, 'file://')) : text);
}

function whatOpens(where) {
  if (statSync(where).isDirectory()) return { folder: where };
  return where.endsWith('.code-workspace') ? { workspace: where } : { folder: path.dirname(where), openFile: where };
}

function tell(level, parts) {
  const line = format(...parts);
  if (/No extension host found that can launch the test runner/.test(line)) finish({ code: 1, logs: [] });
  if (!process.env.HEADLIGHT_VERBOSE && NOISE.test(line)) return;
  (level === 'error' || level === 'warn' ? process.stderr : process.stdout).write(`${line}\n`);
}

async function keep(folder, files) {
  mkdirSync(folder, { recursive: true });
  await app.page.screenshot({ path: path.join(folder, 'suite-failed.png') }).catch(() => undefined);
  for (const { relativePath, contents } of files) writeFileSync(path.join(folder, `${relativePath.replace(/\W+/g, '_')}.log`), contents);
  writeFileSync(path.join(folder, 'server.log'), app.server.output());
}
