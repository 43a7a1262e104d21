// Sets up what the tests in VS Code need, and does nothing where it is there already:
//   - Debian packages (as root only): a browser, Vulkan's loader, a compiler for native modules;
//   - a release build of VS Code (its server and its workbench) from the npm registry, in a cache folder. Nothing global is touched.
// HEADLIGHT_VSCODE=oldest sets up the oldest release that the manifest allows instead of the newest. `--no-packages` leaves the system alone;
// then VS Code runs too, without log files where there is no compiler.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE, chromium, HOME, isInstalled, NODE, NODE_PACKAGE, onPath, RELEASE } from './home.mjs';

/** Debian's packages, and how to tell that each is there. */
const PACKAGES = {
  chromium: () => chromium() !== undefined,
  libvulkan1: () => ['x86_64', 'aarch64'].some(machine => existsSync(`/usr/lib/${machine}-linux-gnu/libvulkan.so.1`)),
  'build-essential': () => onPath('make') !== undefined && onPath('g++') !== undefined,
  python3: () => onPath('python3') !== undefined,
  // Newer releases bring their own.
  ...(RELEASE.name === 'oldest' ? { ripgrep: () => onPath('rg') !== undefined } : {}),
};

/** Modules of the server that come as source: its log files, and the watchdog (of two names) that ends an extension host whose server is gone. */
const COMPILED = ['@vscode/spdlog', '@vscode/native-watchdog', 'native-watchdog'];

/** Parts of the release that nothing here uses; about 280 MB. */
const UNUSED = ['node_modules/@github/copilot-sdk-linux-x64', 'node_modules/@microsoft/mxc-sdk', 'extensions/copilot', 'extensions/mermaid-markdown-features'];

function run(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status ?? error}\n${stdout ?? ''}${stderr ?? ''}`);
}

/** The system's packages that are missing; installed where we may. */
export function installPackages() {
  const missing = Object.keys(PACKAGES).filter(name => !PACKAGES[name]());
  if (missing.length === 0) return;
  if (process.platform !== 'linux' || !onPath('apt-get') || process.getuid?.() !== 0) {
    console.warn(`missing: ${missing.join(', ')}. Install them, or run as root on Debian.`);
    return;
  }
  console.log(`installing ${missing.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { env });
}

/** VS Code, made in a folder beside and moved to its place when it is whole. */
export function installVsCode() {
  if (isInstalled()) return;
  console.log(`installing VS Code ${RELEASE.vscode} from the npm registry into ${HOME} (half a minute)`);
  const made = path.join(CACHE, `making-${process.pid}`);
  rmSync(made, { recursive: true, force: true });
  mkdirSync(path.join(made, 'node'), { recursive: true });
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  try {
    run('npm', ['install', '--prefix', 'node', '--no-save', '--no-package-lock', '--ignore-scripts', ...quiet, `${NODE_PACKAGE}@${RELEASE.node}`], { cwd: made });
    run('npm', ['pack', '--silent', '--ignore-scripts', `code-server@${RELEASE.server}`], { cwd: made });
    const archive = `code-server-${RELEASE.server}.tgz`;
    mkdirSync(path.join(made, 'vscode'));
    run('tar', ['xzf', archive, '-C', 'vscode', '--strip-components=3', 'package/lib/vscode'], { cwd: made });
    rmSync(path.join(made, archive));
    // The tarball's shrinkwrap lists no peers: without the flag npm calls it out of step with package.json.
    run('npm', ['ci', '--legacy-peer-deps', '--omit=dev', '--ignore-scripts', ...quiet], { cwd: path.join(made, 'vscode') });
    for (const part of UNUSED) rmSync(path.join(made, 'vscode', part), { recursive: true, force: true });
    renameSync(made, HOME);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** Compiles them against the headers of the Node that runs the server. */
export function compileModules() {
  const modules = path.join(HOME, 'vscode', 'node_modules');
  const missing = COMPILED.filter(name => existsSync(path.join(modules, name)) && !existsSync(path.join(modules, name, 'build', 'Release')));
  if (missing.length === 0) return;
  if (!PACKAGES['build-essential']() || !PACKAGES.python3()) {
    console.warn('no compiler: VS Code runs without log files');
    return;
  }
  const env = { ...process.env, PATH: `${path.dirname(NODE)}${path.delimiter}${process.env.PATH}` };
  const headers = `--nodedir=${path.resolve(NODE, '../..')}`;
  for (const name of missing) run('npm', ['rebuild', name, headers, '--ignore-scripts=false', '--loglevel=error'], { cwd: path.join(HOME, 'vscode'), env });
}

/** The oldest release fetches its search for files when it is installed, which nothing here does: it takes the system's. */
export function linkSearch() {
  const place = path.join(HOME, 'vscode', 'node_modules', '@vscode', 'ripgrep');
  const link = path.join(place, 'bin', 'rg');
  const search = onPath('rg');
  if (!existsSync(place) || existsSync(link)) return;
  if (!search) {
    console.warn('no ripgrep: this VS Code finds no files');
    return;
  }
  mkdirSync(path.dirname(link), { recursive: true });
  symlinkSync(search, link);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes('--no-packages')) installPackages();
  installVsCode();
  compileModules();
  linkSearch();
  console.log(`VS Code ${RELEASE.vscode} is in ${HOME}; the browser is ${chromium() ?? 'missing'}`);
}
