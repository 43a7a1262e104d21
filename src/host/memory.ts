import { readFile } from 'node:fs/promises';
import type { EngineProcess } from './engineProcess';

/** How long an engine may take to say what it holds; one that runs a model cannot. Milliseconds. */
const PATIENCE = 300;

/** Resident memory of an engine's process, bytes; undefined where there is no process, or it cannot say now. */
export async function residentMemory(engine: EngineProcess): Promise<number | undefined> {
  const { pid } = engine;
  if (pid === undefined) return undefined;
  return process.platform === 'linux' ? residentOf(pid) : saidBy(engine);
}

/** As the system counts it: this also answers while the process runs a model. */
async function residentOf(pid: number): Promise<number | undefined> {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

function saidBy(engine: EngineProcess): Promise<number | undefined> {
  const late = new Promise<undefined>(resolve => setTimeout(resolve, PATIENCE, undefined));
  const said = engine.ask('memory', {}).then(
    ({ resident }) => resident,
    () => undefined,
  );
  return Promise.race([said, late]);
}
