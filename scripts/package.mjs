// Packs the extension with the runtime's binaries of one platform: `npm run package -- --target linux-x64` (default: this machine's).
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { allowList, TARGETS } from './package/targets.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({ options: { target: { type: 'string', default: `${process.platform}-${process.arch}` }, 'no-build': { type: 'boolean', default: false } } });
const target = TARGETS[values.target];
if (!target) {
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
writeFileSync(ignoreFile, allowList(root, values.target));
const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const out = path.join(artifacts, `${name}-${values.target}-${version}.vsix`);
const vsce = createRequire(import.meta.url).resolve('@vscode/vsce/vsce');
run(vsce, 'package', '--target', values.target, '--ignoreFile', ignoreFile, '--out', out, '--allow-missing-repository', '--no-rewrite-relative-links');
const megabytes = statSync(out).size / 1e6;
console.log(`${path.relative(root, out)}: ${megabytes.toFixed(1)} MB`);
if (megabytes > target.most) {
  console.error(`larger than ${target.most} MB: look for what does not belong in it`);
  process.exit(1);
}
