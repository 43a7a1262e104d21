// Where the VS Code of the tests lives, and which one it is.
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * Releases that the npm registry carries, as a server with its workbench, each with the Node it is built for: the newest, and the oldest that the
 * manifest's `engines.vscode` allows.
 */
export const RELEASES = {
  newest: { server: '4.139.1', vscode: '1.139.1', node: '24.21.0' },
  oldest: { server: '4.100.3', vscode: '1.100.3', node: '20.19.5' },
};

/** HEADLIGHT_VSCODE names the release; the newest where it names none. */
const chosen = process.env.HEADLIGHT_VSCODE || 'newest';
if (!Object.hasOwn(RELEASES, chosen)) throw new Error(`HEADLIGHT_VSCODE is "${chosen}"; there are ${Object.keys(RELEASES).join(', ')}`);
export const RELEASE = { name: chosen, ...RELEASES[chosen] };

/** Everything that is fetched for tests lies here; HEADLIGHT_CACHE names another place. */
export const CACHE = process.env.HEADLIGHT_CACHE ?? path.join(os.homedir(), '.cache', 'headlight');
export const HOME = path.join(CACHE, `vscode-${RELEASE.vscode}`);
const PLATFORM = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
export const NODE_PACKAGE = `node-${PLATFORM}`;
export const NODE = path.join(HOME, 'node', 'node_modules', NODE_PACKAGE, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
export const SERVER = path.join(HOME, 'vscode', 'out', 'server-main.js');

export const isInstalled = () => existsSync(NODE) && existsSync(SERVER);

/** Chromium or a relative of it; CHROMIUM names another. */
export const chromium = () =>
  [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'].find(file => file && existsSync(file));

/** Vulkan in software, which Debian's Chromium brings along: WebGPU without a graphics card. */
export const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** The first of the names that is an executable on the PATH. */
export function onPath(...names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const endings = process.platform === 'win32' ? ['.cmd', '.exe'] : [''];
  for (const name of names) for (const folder of folders) for (const ending of endings) if (existsSync(path.join(folder, name + ending))) return path.join(folder, name + ending);
  return undefined;
}
