import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { raise } from '../core/fault';
import { GraphBuilder } from '../core/onnx/builder';
import type { Graph } from '../core/onnx/graph';
import { float32, int64, tensor } from '../core/tensor/tensor';
import type { ProviderReport } from '../protocol/engine';
import { firstLine, loadRuntime, type Runtime } from './runtime';
import { createSession, runSession, serialiseGraph } from './session';

/** The order in which `auto` tries them: the runtime's own kernels for a vendor's device first, general ones next, the processor last. */
export const PROVIDER_ORDER = ['cuda', 'tensorrt', 'dml', 'coreml', 'webgpu', 'cpu'] as const;

/**
 * A device that multiplies matrices this many times slower than the processor is no device: it is the processor in disguise (a software
 * renderer such as SwiftShader takes a hundred times as long). The runtime does not tell what adapter it was given, so `auto` measures.
 */
const SLOWER_THAN_CPU = 3;

const tried = new Map<string, readonly ProviderReport[]>();

/** What the runtime lists on this machine, each really tried with a small graph, in the order of `auto`. Tried once a process. */
export async function listProviders(runtimePath: string): Promise<readonly ProviderReport[]> {
  const known = tried.get(runtimePath);
  if (known) return known;
  const runtime = await loadRuntime(runtimePath);
  const listed = new Set(runtime.listSupportedBackends().map(b => b.name));
  const names = [...PROVIDER_ORDER.filter(p => listed.has(p)), ...[...listed].filter(p => !(PROVIDER_ORDER as readonly string[]).includes(p))];
  const cpu = await attempt(runtime, 'cpu');
  const reports: ProviderReport[] = [];
  for (const name of names) reports.push(report(name, name === 'cpu' ? cpu : await attempt(runtime, name), cpu));
  tried.set(runtimePath, reports);
  return reports;
}

export interface Chosen {
  readonly provider: string;
  readonly fallbacks: readonly ProviderReport[];
}

/** What a model runs on: the provider asked for, or the first that `auto` takes, with why those before it were passed over. */
export async function chooseProvider(wanted: string, runtimePath: string): Promise<Chosen> {
  if (wanted === 'cpu') return { provider: 'cpu', fallbacks: [] };
  const reports = await listProviders(runtimePath);
  if (wanted === 'auto') {
    const chosen = reports.findIndex(r => r.usable && r.why === undefined);
    if (chosen < 0) return raise({ code: 'no-provider', wanted, why: reports.map(r => `${r.name}: ${r.why}`).join('; ') });
    return { provider: reports[chosen]?.name ?? 'cpu', fallbacks: reports.slice(0, chosen) };
  }
  const found = reports.find(r => r.name === wanted);
  if (!found) return raise({ code: 'bad-usage', what: `provider ${wanted}`, why: `the runtime has none of this name here. It has ${reports.map(r => r.name).join(', ')}.` });
  if (!found.usable) return raise({ code: 'no-provider', wanted, why: found.why ?? 'no reason given' });
  return { provider: wanted, fallbacks: [] };
}

const triedHalves = new Map<string, Promise<string | undefined>>();

/**
 * Why a device's programs cannot take float16 values, or undefined where they can: tried with rows of a table and a product of
 * them. Many plain graphics devices offer no such programs. Tried once a process.
 */
export function halvesLacking(runtime: Runtime, provider: string): Promise<string | undefined> {
  const known = triedHalves.get(provider) ?? (provider === 'cpu' ? Promise.resolve(undefined) : attemptHalves(runtime, provider));
  triedHalves.set(provider, known);
  return known;
}

async function attemptHalves(runtime: Runtime, provider: string): Promise<string | undefined> {
  const place = { runtime, provider, path: provider };
  try {
    const session = await createSession(place, serialiseGraph(halvesGraph()), false);
    try {
      const [fours] = Object.values(await runSession(place, session, { ids: int64([2], [1, 0]) }));
      return fours?.data[0] === 4 ? undefined : 'it gives wrong numbers';
    } finally {
      await session.release();
    }
  } catch (thrown) {
    return lastClause(firstLine(thrown));
  }
}

/** What the runtime says after its own file and line: "Program Gather requires f16 but the device does not support it." */
const lastClause = (said: string): string => said.replace(/^.*?(?=Program \w+ requires)/, '');

const ONE_HALF = 0x3c00;

/** Rows of a float16 table of ones [4, 4], times the table, as float32: every number is a four. */
function halvesGraph(): Graph {
  const build = new GraphBuilder('halves');
  const table = build.constant(tensor('float16', [4, 4], new Uint16Array(16).fill(ONE_HALF)));
  const rows = build.op('Gather', [table, build.input('ids', 'int64', ['count'])], { axis: 0 });
  build.output(build.op('Cast', [build.op('MatMul', [rows, table])], { to: 1 }), 'float32', ['count', 4]);
  return build.build();
}

type Attempt = { readonly milliseconds: number } | { readonly why: string };

function report(name: string, attempted: Attempt, cpu: Attempt): ProviderReport {
  if ('why' in attempted) return { name, usable: false, why: attempted.why };
  if ('why' in cpu || attempted.milliseconds <= SLOWER_THAN_CPU * cpu.milliseconds) return { name, usable: true };
  const times = Math.round(attempted.milliseconds / cpu.milliseconds);
  return { name, usable: true, why: `works, but ${times} times slower than the processor: a software device, which auto passes over` };
}

/** Opens and runs four products of [64, 512] by [512, 512]; gives the best time of those after the first, or why it failed. */
async function attempt(runtime: Runtime, provider: string): Promise<Attempt> {
  const missing = provider === 'webgpu' ? missingVulkan() : undefined;
  if (missing) return { why: missing };
  const place = { runtime, provider, path: provider };
  try {
    const session = await createSession(place, serialiseGraph(probeGraph()), false);
    const feeds = { x: float32([64, 512], new Float32Array(64 * 512).fill(0.5)) };
    let best = Number.POSITIVE_INFINITY;
    try {
      const [first] = Object.values(await runSession(place, session, feeds));
      if (first?.data[0] !== 0.5) return { why: 'gives wrong numbers' };
      for (let again = 0; again < 2; again++) {
        const start = performance.now();
        await runSession(place, session, feeds);
        best = Math.min(best, performance.now() - start);
      }
    } finally {
      await session.release();
    }
    return { milliseconds: best };
  } catch (thrown) {
    return { why: firstLine(thrown) };
  }
}

/** Every weight is 1/512, a power of two: rows of 0.5 come out as rows of 0.5, exactly. */
function probeGraph(): Graph {
  const build = new GraphBuilder('probe');
  const weight = build.op('Expand', [build.scalar(1 / 512), build.ints(512, 512)]);
  let value = build.input('x', 'float32', [64, 512]);
  for (let product = 0; product < 4; product++) value = build.op('MatMul', [value, weight]);
  build.output(value, 'float32', [64, 512]);
  return build.build();
}

/**
 * Why WebGPU cannot work on a Linux machine without a Vulkan driver, found without asking for one: the library behind the runtime writes
 * its complaints to standard error, where only ours belong.
 */
function missingVulkan(): string | undefined {
  if (process.platform !== 'linux' || process.env.VK_DRIVER_FILES || process.env.VK_ICD_FILENAMES) return undefined;
  const data = (process.env.XDG_DATA_DIRS ?? '/usr/local/share:/usr/share').split(delimiter);
  const config = (process.env.XDG_CONFIG_DIRS ?? '/etc/xdg').split(delimiter);
  const folders = [...config, '/etc', ...data, join(homedir(), '.local/share'), join(homedir(), '.config')].map(f => join(f, 'vulkan', 'icd.d'));
  const found = folders.some(f => existsSync(f) && readdirSync(f).some(name => name.endsWith('.json')));
  return found ? undefined : 'no Vulkan driver is installed';
}
