// How long the extension takes to be there, in fresh windows of a real VS Code. Needs what `node scripts/vscode/install.mjs` sets up; on desktop VS Code where VSCODE_EXECUTABLE names one.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';

const GOAL_MS = 50;

/** Prints medians and what they range over, milliseconds. */
export async function measureActivation(root, windows = 5) {
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'headlight-bench-'));
  try {
    const times = [];
    // A window that opens a document of its own may ask for the extension before the probe does: it is left out.
    for (let window = 0; times.length < windows && window < 4 * windows; window++) {
      const time = await activated(root, path.join(temporary, String(window))).catch(() => undefined);
      if (time) times.push(time);
    }
    if (times.length === 0) throw new Error('in no window could the activation be measured');
    const row = (what, of) => {
      const sorted = times.map(of).sort((a, b) => a - b);
      const [least, median, most] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)].map(time => time.toFixed(0).padStart(5));
      console.log(`  ${what.padEnd(52)} ${median} ms   ${least} to ${most}`);
    };
    console.log(`\nactivation of the extension, median of ${times.length} fresh windows; goal: bundle and activate() under ${GOAL_MS} ms`);
    row('bundle read and run, and activate()', ({ load, call }) => load.clock + call.clock);
    row('the same, time of the processor', ({ load, call }) => load.processor + call.processor);
    row('  of which activate()', ({ call }) => call.processor);
    row('asked for to there, with VS Code’s own round trips', ({ whole }) => whole.clock);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function activated(root, folder) {
  const workspace = path.join(folder, 'workspace');
  mkdirSync(workspace, { recursive: true });
  const measured = path.join(folder, 'measured');
  await quietly(() =>
    runTests({
      vscodeExecutablePath: process.env.VSCODE_EXECUTABLE ?? path.join(root, 'scripts/vscode/code'),
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(root, 'scripts/bench/activationProbe.cjs'),
      launchArgs: [workspace, '--disable-extensions', `--user-data-dir=${path.join(folder, 'user')}`],
      extensionTestsEnv: { HEADLIGHT_MEASURED: measured },
    }),
  );
  return JSON.parse(readFileSync(measured, 'utf8'));
}

/** The workbench's own lines are not the bench's. */
async function quietly(work) {
  const streams = [process.stdout, process.stderr].map(stream => ({ stream, write: stream.write }));
  for (const { stream } of streams) stream.write = () => true;
  try {
    return await work();
  } finally {
    for (const { stream, write } of streams) stream.write = write;
  }
}
