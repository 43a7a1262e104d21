// The tests in a real VS Code: the suite inside it (@vscode/test-electron, on desktop VS Code where VSCODE_EXECUTABLE names one, else on the
// stand-in; HEADLIGHT_VSCODE=oldest takes the oldest release that the manifest allows), then a user's ways through the packaged extension,
// installed. `--only suite|ui`, `--grep TEXT`, `--sample` (a part of the user's ways). Pictures go to artifacts/.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import Mocha from 'mocha';
import { isInstalled, RELEASE, SWIFTSHADER } from './home.mjs';
import { runCli } from './launch.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { values } = parseArgs({ options: { only: { type: 'string' }, grep: { type: 'string' }, sample: { type: 'boolean', default: false } } });
const packages = path.join(root, 'artifacts');
const artifacts = RELEASE.name === 'newest' ? packages : path.join(packages, RELEASE.name);
const temporary = mkdtempSync(path.join(os.tmpdir(), 'headlight-vscode-'));
const extensions = path.join(temporary, 'extensions');
// WebGPU on a machine without a graphics card, where Chromium brought Vulkan in software.
const webgpu = existsSync(SWIFTSHADER) ? { VK_DRIVER_FILES: SWIFTSHADER, HEADLIGHT_EXPECTS_WEBGPU: '1' } : {};

function vsix() {
  const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const file = path.join(packages, `${name}-${process.platform}-${process.arch}-${version}.vsix`);
  if (!existsSync(file)) {
    const { status } = spawnSync(process.execPath, ['scripts/package.mjs'], { cwd: root, stdio: 'inherit' });
    if (status !== 0) process.exit(1);
  }
  return file;
}

async function bundleTests() {
  const shared = { bundle: true, platform: 'node', target: 'node20', logLevel: 'warning', sourcemap: 'inline' };
  await build({ ...shared, entryPoints: { suite: 'test/host/suite/index.ts' }, format: 'cjs', external: ['vscode', 'mocha'], outdir: 'dist/test' });
  await build({ ...shared, entryPoints: { ui: 'test/host/ui/index.ts' }, format: 'esm', packages: 'external', outExtension: { '.js': '.mjs' }, outdir: 'dist/test' });
}

/** The suite inside VS Code, against the sources' build; as a user's ways, once more in a new window where something failed. */
async function runSuite() {
  try {
    await runSuiteOnce();
  } catch {
    console.log('once more, in a new window: the suite');
    rmSync(path.join(temporary, 'suite'), { recursive: true, force: true });
    await runSuiteOnce();
  }
}

async function runSuiteOnce() {
  const workspace = path.join(temporary, 'workspace');
  mkdirSync(workspace, { recursive: true });
  const executable = process.env.VSCODE_EXECUTABLE ?? path.join(root, 'scripts/vscode/code');
  console.log(`the suite in ${executable}${process.env.VSCODE_EXECUTABLE ? '' : `, VS Code ${RELEASE.vscode}`}`);
  await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, 'dist/test/suite.js'),
    launchArgs: [workspace, '--disable-extensions', `--user-data-dir=${path.join(temporary, 'suite')}`],
    extensionTestsEnv: { ...webgpu, HEADLIGHT_ARTIFACTS: artifacts, HEADLIGHT_TESTS: path.join(root, 'test/host/suite'), ...(values.grep ? { HEADLIGHT_GREP: values.grep } : {}) },
  });
}

/** A user's ways, against the installed package. */
async function runUi() {
  const status = await runCli(['--install-extension', vsix(), '--force', '--extensions-dir', extensions, '--user-data-dir', path.join(temporary, 'cli')]);
  if (status !== 0) throw new Error('the package could not be installed');
  Object.assign(process.env, webgpu);
  const first = await walkThrough(() => true);
  if (first.length === 0) return;
  // A whole VS Code on a busy machine: what fails is walked once more from its beginning, in a window of its own. What fails twice is a failure.
  console.log(`once more, in a new window: ${first.join('; ')}`);
  const again = await walkThrough(title => first.includes(title));
  if (again.length > 0) throw new Error(`failed twice: ${again.join('; ')}`);
}

/** Walks the ways whose title is wanted; gives the titles of those in which something failed. */
async function walkThrough(wanted) {
  const { suites } = await import(path.join(root, 'dist/test/ui.mjs'));
  const mocha = new Mocha({ ui: 'bdd', timeout: 180_000, color: true, reporter: 'spec', ...(values.grep ? { grep: values.grep } : {}) });
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, '', mocha);
  suites({ root, extensions, temporary, artifacts }, values.sample);
  mocha.suite.suites = mocha.suite.suites.filter(({ title }) => wanted(title));
  const failed = new Set();
  await new Promise(resolve => {
    mocha.run(resolve).on(Mocha.Runner.constants.EVENT_TEST_FAIL, test => failed.add(topOf(test.parent).title));
  });
  return [...failed];
}

/** The way that a test or a hook is a step of: the outermost suite with a title. */
const topOf = suite => (suite.parent && !suite.parent.root ? topOf(suite.parent) : suite);

if (!isInstalled() && !process.env.VSCODE_EXECUTABLE) {
  console.error('no VS Code to test in: node scripts/vscode/install.mjs');
  process.exit(1);
}
mkdirSync(artifacts, { recursive: true });
let failed = 0;
await bundleTests();
for (const [name, run] of [
  ['suite', runSuite],
  ['ui', runUi],
]) {
  if (values.only && values.only !== name) continue;
  try {
    await run();
  } catch (error) {
    failed++;
    console.error(`${name}: ${error instanceof Error ? error.message : error}`);
  }
}
rmSync(temporary, { recursive: true, force: true });
process.exit(failed > 0 ? 1 : 0);
