// Packs the extension with the runtime's binaries of one platform: `npm run package -- --target linux-x64` (default: this machine's).
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** VS Code's names of platforms, and the folders of the runtime's binaries. */
const TARGETS = { 'linux-x64': 'linux/x64', 'linux-arm64': 'linux/arm64', 'win32-x64': 'win32/x64', 'win32-arm64': 'win32/arm64', 'darwin-arm64': 'darwin/arm64' };
const LIMIT_MB = 25;

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({ options: { target: { type: 'string', default: `${process.platform}-${process.arch}` }, 'no-build': { type: 'boolean', default: false } } });
const binaries = TARGETS[values.target];
if (!binaries) {
  console.error(`no runtime for ${values.target}; there are ${Object.keys(TARGETS).join(', ')}`);
  process.exit(2);
}

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}

if (!values['no-build']) run('scripts/build.mjs');
// The allow-list names the platform's binaries; vsce reads it from a file.
const artifacts = path.join(root, 'artifacts');
mkdirSync(artifacts, { recursive: true });
const ignoreFile = path.join(artifacts, 'vscodeignore');
writeFileSync(ignoreFile, readFileSync(path.join(root, '.vscodeignore'), 'utf8').replace('napi-v6/PLATFORM/', `napi-v6/${binaries}/`));
const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const out = path.join(artifacts, `${name}-${values.target}-${version}.vsix`);
const vsce = createRequire(import.meta.url).resolve('@vscode/vsce/vsce');
run(vsce, 'package', '--target', values.target, '--ignoreFile', ignoreFile, '--out', out, '--allow-missing-repository', '--no-rewrite-relative-links');
const megabytes = statSync(out).size / 1e6;
console.log(`${path.relative(root, out)}: ${megabytes.toFixed(1)} MB`);
if (megabytes > LIMIT_MB) {
  console.error(`larger than ${LIMIT_MB} MB: look for what does not belong in it`);
  process.exit(1);
}
