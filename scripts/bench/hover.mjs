// How long hovers take in a real VS Code, as VS Code asks for them: cached and not, over strings and over the name of a checkpoint, and while the model is busy.
//
//   npm run build && node scripts/bench/hover.mjs [MODEL]       the demo unless told
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { isInstalled } from '../vscode/home.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export const canMeasureHovers = () => isInstalled() || Boolean(process.env.VSCODE_EXECUTABLE);

/** Prints a table of latencies; takes what `npm run build` made, and makes it where it is not there. */
export async function measureHovers(model = '') {
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'headlight-bench-'));
  const script = path.join(root, 'dist/test/bench.js');
  try {
    await build({
      entryPoints: [path.join(root, 'scripts/bench/hover.ts')],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['vscode'],
      logLevel: 'warning',
    });
    if (!existsSync(path.join(root, 'dist/extension.js'))) spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
    mkdirSync(path.join(temporary, 'workspace'));
    await runTests({
      vscodeExecutablePath: process.env.VSCODE_EXECUTABLE ?? path.join(root, 'scripts/vscode/code'),
      extensionDevelopmentPath: root,
      extensionTestsPath: script,
      launchArgs: [path.join(temporary, 'workspace'), '--disable-extensions', `--user-data-dir=${path.join(temporary, 'user')}`],
      extensionTestsEnv: { HEADLIGHT_BENCH_MODEL: model },
    });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await measureHovers(process.argv[2] && path.resolve(process.argv[2]));
