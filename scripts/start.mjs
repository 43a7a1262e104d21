// Builds, and opens VS Code on the sample workspace with the demo's attention beside it: the desktop's `code` where it is on the PATH, else
// the VS Code that the npm registry carries, served on loopback until Ctrl+C. `--serve` takes the latter in any case, `--port N` its port.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CACHE, onPath } from './vscode/home.mjs';
import { compileModules, installVsCode } from './vscode/install.mjs';
import { addressOf, runCli, startServer } from './vscode/launch.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({ options: { serve: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } } });
const folder = path.join(CACHE, 'start', 'sample');

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [path.join(root, script), ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}

/** The sample, copied so that what is tried in it leaves the repository alone. */
function makeSample() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  cpSync(path.join(root, 'media', 'sample-workspace'), folder, { recursive: true });
  return path.join(folder, 'prompts.py');
}

function openDesktop(code) {
  run('scripts/build.mjs');
  const file = makeSample();
  console.log(`opening ${code}`);
  const args = ['--new-window', '--disable-workspace-trust', `--extensionDevelopmentPath=${root}`, folder, file];
  spawn(code, args, { stdio: 'inherit', shell: process.platform === 'win32' }).on('exit', status => process.exit(status ?? 1));
}

async function serve() {
  installVsCode();
  compileModules();
  run('scripts/package.mjs');
  const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const vsix = path.join(root, 'artifacts', `${name}-${process.platform}-${process.arch}-${version}.vsix`);
  const userData = path.join(CACHE, 'start', 'user');
  const extensions = path.join(CACHE, 'start', 'extensions');
  const installed = await runCli(['--install-extension', vsix, '--force', '--extensions-dir', extensions, '--user-data-dir', userData]);
  if (installed !== 0) process.exit(installed);
  const openFile = makeSample();
  const token = randomBytes(12).toString('hex');
  const server = await startServer({ userData, extensions, token, port: Number(values.port) });
  console.log(`\nVS Code with Headlight, and the demo's attention beside a file, at\n\n    ${addressOf(server.port, { folder, openFile, token })}\n\nCtrl+C ends it.`);
  const end = () => server.stop().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, end);
  server.child.on('exit', code => process.exit(code ?? 1));
}

const desktop = values.serve ? undefined : onPath('code', 'code-insiders', 'codium');
if (desktop) openDesktop(desktop);
else await serve();
