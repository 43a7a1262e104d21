import { type ChildProcess, fork } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { connect, openConnection, type Remote } from '../../src/protocol/channel';
import { ENGINE_PROTOCOL, type EngineApi, type ModelChoice } from '../../src/protocol/engine';
import 'vscode-jsonrpc/node';

const ROOT = resolve(import.meta.dirname ?? __dirname, '../..');

/** Tiny checkpoints that our own script made. */
export const FIXTURES = join(ROOT, 'test/fixtures/checkpoints');

/** Bundles the sources as they are now, in a folder of this test file's own from which the runtime package is found; gives that folder. */
export async function bundle(name: string): Promise<string> {
  const outdir = join(ROOT, 'node_modules/.cache', `headlight-test-${name}`);
  const entryPoints = { engine: join(ROOT, 'src/engine/main.ts'), worker: join(ROOT, 'src/engine/worker.ts'), cli: join(ROOT, 'src/cli/main.ts') };
  await build({ entryPoints, outdir, bundle: true, platform: 'node', target: 'node20', format: 'cjs', external: ['onnxruntime-node'], logLevel: 'error' });
  return outdir;
}

export interface RunningEngine {
  readonly child: ChildProcess;
  readonly api: Remote<EngineApi>;
  /** How the process ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** An engine process as the extension host forks it, not greeted yet. */
export function startEngine(folder: string, env: Readonly<Record<string, string>> = {}): RunningEngine {
  const child = fork(join(folder, 'engine.js'), [], { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...process.env, ...env } });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(settle => child.on('exit', (code, signal) => settle({ code, signal })));
  const connection = openConnection({
    postMessage: message => child.connected && child.send(message as object),
    onMessage: listener => child.on('message', listener),
    onClose: listener => child.on('disconnect', listener),
  });
  return { child, api: connect<EngineApi>(connection), ended };
}

/** An engine that has been greeted. */
export async function greetedEngine(folder: string, env: Readonly<Record<string, string>> = {}): Promise<RunningEngine> {
  const engine = startEngine(folder, env);
  await engine.api.hello({ protocol: ENGINE_PROTOCOL });
  return engine;
}

/** A copy of the demo checkpoint that a test may damage. */
export function demoCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headlight-demo-'));
  cpSync(join(ROOT, 'media/demo'), folder, { recursive: true });
  return folder;
}

export const choice = (path: string): ModelChoice => ({ path, provider: 'cpu', runtimePath: '' });
