// What the package of each platform holds.
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * VS Code's names of platforms, the folder of each one's binaries of the runtime, and how large its package may become, MB: libraries for the graphics card
 * are larger on Windows, which carries DirectML and the compiler of its shaders.
 */
export const TARGETS = {
  'linux-x64': { binaries: 'linux/x64', most: 25 },
  'linux-arm64': { binaries: 'linux/arm64', most: 25 },
  'win32-x64': { binaries: 'win32/x64', most: 40 },
  'win32-arm64': { binaries: 'win32/arm64', most: 40 },
  'darwin-arm64': { binaries: 'darwin/arm64', most: 25 },
};

/** The allow-list of a platform's package, as vsce reads it. */
export function allowList(root, target) {
  const place = `napi-v6/${TARGETS[target].binaries}/`;
  return readFileSync(path.join(root, '.vscodeignore'), 'utf8').replace('napi-v6/PLATFORM/', place);
}
