// Starts VS Code's server on loopback, and a browser without a window on its workbench.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { chromium as browserType } from 'playwright-core';
import { chromium, NODE, SERVER } from './home.mjs';

/** Settings under which nothing but what is tested moves. */
export const QUIET = {
  'chat.agentHost.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'github.gitAuthentication': false,
  // A question that comes when it likes lies over whatever a test is doing.
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  // Else a webview that takes the focus back closes every picker.
  'workbench.quickOpen.closeOnFocusLost': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

const BROWSER = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** The environment without what another VS Code or Electron left in it. */
function cleaned(extra) {
  const all = { EXTENSIONS_GALLERY: '{}', ...process.env, ...extra };
  return Object.fromEntries(Object.entries(all).filter(([key]) => !/^(VSCODE_(?!TEST_)|ELECTRON_|CODE_SERVER_|NODE_OPTIONS$|npm_)/.test(key)));
}

/** A verb of the command line (`--install-extension`, `--list-extensions`, `--version`); gives its exit status. */
export function runCli(args) {
  for (const [index, arg] of args.entries()) {
    const folder = /^--(?:user-data-dir|extensions-dir)(?:=(.*))?$/.exec(arg);
    if (folder) mkdirSync(folder[1] ?? args[index + 1], { recursive: true });
  }
  return new Promise(resolve => spawn(NODE, [SERVER, ...args], { stdio: 'inherit', env: cleaned({}) }).on('exit', code => resolve(code ?? 1)));
}

/**
 * The server. `trust`: whether every workspace counts as trusted. `driver`: takes an extension under development from the address, and shows no
 * notifications. `token`: what the address must carry; without one anybody on this machine may open it.
 */
export async function startServer({ userData, extensions, settings = {}, env = {}, driver = false, trust = true, token, port = 0, wrap = [] }) {
  mkdirSync(path.join(userData, 'User'), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  const file = path.join(userData, 'User', 'settings.json');
  if (!existsSync(file)) writeFileSync(file, JSON.stringify({ ...QUIET, 'security.workspace.trust.enabled': !trust, ...settings }, null, 2));
  const [command, ...args] = [
    ...wrap,
    NODE,
    SERVER,
    ...['--host', '127.0.0.1', '--port', String(port), ...(token ? ['--connection-token', token] : ['--without-connection-token']), '--accept-server-license-terms'],
    ...['--user-data-dir', userData, '--extensions-dir', extensions, '--server-data-dir', path.join(userData, 'server')],
    ...['--disable-telemetry', '--telemetry-level', 'off', ...(trust ? ['--disable-workspace-trust'] : []), ...(driver ? ['--enable-smoke-test-driver'] : [])],
  ];
  const child = spawn(command, args, { env: cleaned(env), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const listening = await new Promise((resolve, reject) => {
    readline.createInterface({ input: child.stdout }).on('line', line => {
      output += `${line}\n`;
      const found = /agent listening on (\d+)/.exec(line);
      if (found) resolve(Number(found[1]));
    });
    child.stderr.on('data', data => {
      output += data;
    });
    child.on('error', reject);
    child.on('exit', code => reject(new Error(`VS Code's server ended with ${code}\n${output}`)));
  });
  return { child, port: listening, output: () => output, stop: () => stop(child) };
}

/** Ends a process, by force where it does not go within five seconds. */
function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise(resolve => {
    child.once('exit', resolve);
    child.kill();
    setTimeout(() => child.kill('SIGKILL'), 5000).unref();
  });
}

/** The workbench's address: a folder or a workspace file, an extension under development and its tests, a file to open. */
export function addressOf(port, { folder, workspace, development = [], tests, openFile, token } = {}) {
  const remote = where => `vscode-remote://127.0.0.1:${port}${where}`;
  const address = new URL(`http://127.0.0.1:${port}/`);
  if (token) address.searchParams.set('tkn', token);
  if (workspace) address.searchParams.set('workspace', workspace);
  else if (folder) address.searchParams.set('folder', folder);
  else address.searchParams.set('ew', 'true');
  const payload = [['skipWelcome', 'true'], ['skipReleaseNotes', 'true'], ...development.map(where => ['extensionDevelopmentPath', remote(where)])];
  if (tests) payload.push(['extensionTestsPath', remote(tests)]);
  if (openFile) payload.push(['openFile', remote(openFile)]);
  address.searchParams.set('payload', JSON.stringify(payload));
  return address.href;
}

const isOurs = ({ hostname, protocol }) =>
  !protocol.startsWith('http') || ['127.0.0.1', 'localhost'].includes(hostname) || hostname.endsWith('.vscode-cdn.net') || hostname.endsWith('vscode-resource.test');

/**
 * Server and browser. `log` hears every line of the workbench, `exit` the end of a test run in it.
 * @param {{ userData: string, extensions: string, settings?: object, env?: object, trust?: boolean, wrap?: string[], log?: Function, exit?: Function,
 *   viewport?: { width: number, height: number }, folder?: string, workspace?: string, development?: string[], tests?: string, openFile?: string }} options
 */
export async function launch({ userData, extensions, settings, env, trust, wrap, log, exit, viewport = { width: 1280, height: 800 }, ...opens }) {
  const executablePath = chromium();
  if (!executablePath) throw new Error('no Chromium: run node scripts/vscode/install.mjs, or name one in CHROMIUM');
  const server = await startServer({ userData, extensions, settings, env, trust, wrap, driver: (opens.development ?? []).length > 0 });
  try {
    const browser = await browserType.launch({ executablePath, headless: true, args: BROWSER });
    const context = await browser.newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    // The browser reaches nothing but this machine; webviews' own addresses are answered by VS Code's service worker.
    await context.route(
      url => !isOurs(url),
      route => route.abort(),
    );
    if (log) await page.exposeFunction('codeAutomationLog', log);
    if (exit) {
      await page.exposeFunction('codeAutomationExit', exit);
      page.on('crash', () => exit(1, []));
    }
    await page.goto(addressOf(server.port, opens), { waitUntil: 'domcontentloaded' });
    const close = async () => {
      await browser.close().catch(() => undefined);
      await server.stop();
    };
    return { server, browser, context, page, close };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
