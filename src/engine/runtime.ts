import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import type * as Ort from 'onnxruntime-node';
import { FaultError, raise } from '../core/fault';

export type Runtime = typeof Ort;

interface Loaded {
  readonly runtimePath: string;
  readonly runtime: Runtime;
}

let loaded: Loaded | undefined;

/**
 * onnxruntime-node: the one that came with us, or the user's own where `runtimePath` names a folder that is or holds it. Its log goes nowhere:
 * what matters comes back as an error. One process holds one runtime, because a second native library of the same name would be taken for the first.
 */
export async function loadRuntime(runtimePath: string): Promise<Runtime> {
  if (loaded?.runtimePath === runtimePath) return loaded.runtime;
  if (loaded) raise({ code: 'engine-stopped', why: 'another runtime was chosen, which takes a new process' });
  const runtime = runtimePath === '' ? await bundledRuntime() : ownRuntime(runtimePath);
  runtime.env.logLevel = 'fatal';
  loaded = { runtimePath, runtime };
  return runtime;
}

/** "onnxruntime-node 1.30.0", or the bare name before any was loaded. */
export const runtimeVersion = (): string => ['onnxruntime-node', loaded?.runtime.env.versions.node].filter(Boolean).join(' ');

async function bundledRuntime(): Promise<Runtime> {
  try {
    const namespace = await import('onnxruntime-node');
    return (namespace as { default?: Runtime }).default ?? namespace;
  } catch (thrown) {
    return raise({ code: 'unreadable', path: 'onnxruntime-node', why: firstLine(thrown) });
  }
}

function ownRuntime(runtimePath: string): Runtime {
  if (!isAbsolute(runtimePath)) raise({ code: 'bad-usage', what: runtimePath, why: 'the runtime is named by the absolute path of its folder.' });
  const candidates = [join(runtimePath, 'node_modules', 'onnxruntime-node'), join(runtimePath, 'onnxruntime-node'), runtimePath];
  const found = candidates.find(folder => existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'dist')));
  if (!found) return raise({ code: 'not-found', path: runtimePath, missing: 'onnxruntime-node' });
  try {
    return createRequire(join(realpathSync(found), 'package.json'))(realpathSync(found)) as Runtime;
  } catch (thrown) {
    return raise({ code: 'unreadable', path: found, why: firstLine(thrown) });
  }
}

/** One line of what a library, or a fault of ours, said; short enough for a sentence. */
export function firstLine(thrown: unknown): string {
  const said = thrown instanceof FaultError && 'why' in thrown.fault ? thrown.fault.why : undefined;
  const text = said ?? (thrown instanceof Error ? thrown.message : String(thrown));
  const line = text.split('\n').find(l => l.trim() !== '') ?? 'no reason given';
  return line.trim().replace(/\s+/g, ' ').slice(0, 300);
}
