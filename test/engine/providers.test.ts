import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FaultError } from '../../src/core/fault';
import { words } from '../../src/core/message';
import { GraphBuilder } from '../../src/core/onnx/builder';
import type { Graph } from '../../src/core/onnx/graph';
import { type Tensor, tensor } from '../../src/core/tensor/tensor';
import { cardOf } from '../../src/engine/card';
import { closeModel, openModel } from '../../src/engine/open';
import { probe } from '../../src/engine/probe';
import { chooseProvider, halvesLacking, listProviders, PROVIDER_ORDER } from '../../src/engine/providers';
import { questionOf } from '../../src/engine/question';
import { loadRuntime } from '../../src/engine/runtime';
import { openSession, serialiseGraph } from '../../src/engine/session';

const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const software = existsSync(SWIFTSHADER);
// The loader reads this once, before the first device is asked for.
if (software) process.env.VK_DRIVER_FILES = SWIFTSHADER;

const faultOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    e => (e instanceof FaultError ? e.fault : e),
  );

const ASKED = { token: { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) }, progress: () => undefined };

/** The last hidden states of the demo, whose weights are stored as float16, on a provider, and the notes of its card. */
async function demoOn(provider: string): Promise<{ readonly last: Tensor | undefined; readonly notes: readonly string[] }> {
  const model = await openModel({ path: 'demo', provider, runtimePath: '' }, ASKED);
  try {
    const name = `hidden_states.${model.prepared.hiddenStates.length - 1}`;
    const probed = await probe(model, questionOf(model, { kind: 'ids', ids: [40, 7, 300, 7] }), [name]);
    return { last: probed.get(name), notes: cardOf(model, []).notes.map(note => words(note.message)) };
  } finally {
    await closeModel(model);
  }
}

/** [2, 4] times a float16 table, in float16. */
function halfProduct(): Graph {
  const build = new GraphBuilder('product');
  const table = build.constant(tensor('float16', [4, 4], new Uint16Array(16).fill(0x3c00)));
  const x = build.op('Cast', [build.input('x', 'float32', [2, 4])], { to: 10 });
  build.output(build.op('Cast', [build.op('MatMul', [x, table])], { to: 1 }), 'float32', [2, 4]);
  return build.build();
}

describe('providers', () => {
  it('are all tried, in the order of auto, and a failure keeps its reason in one line', async () => {
    const reports = await listProviders('');
    expect(reports.find(r => r.name === 'cpu')).toEqual({ name: 'cpu', usable: true });
    const places = reports.map(r => (PROVIDER_ORDER as readonly string[]).indexOf(r.name));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    for (const { usable, why } of reports) if (!usable) expect(why).toMatch(/^\S[^\n]*$/);
  });

  it('refuses a name that the runtime does not have, naming those that it has', async () => {
    expect(await faultOf(chooseProvider('abacus', ''))).toMatchObject({ code: 'bad-usage', what: 'provider abacus', why: expect.stringContaining('cpu') });
  });

  it('gives the reason of a provider that is listed and does not work', async () => {
    const broken = (await listProviders('')).find(r => !r.usable);
    if (broken) expect(await faultOf(chooseProvider(broken.name, ''))).toEqual({ code: 'no-provider', wanted: broken.name, why: broken.why });
  });

  it.skipIf(!software)('never lets auto take a software renderer for a device, and runs on it when asked to', async () => {
    const { provider, fallbacks } = await chooseProvider('auto', '');
    expect(provider).toBe('cpu');
    expect(fallbacks.find(f => f.name === 'webgpu')).toMatchObject({ usable: true, why: expect.stringMatching(/times slower/) });
    expect(await chooseProvider('webgpu', '')).toEqual({ provider: 'webgpu', fallbacks: [] });
  });

  it.skipIf(!software)('reads float16 weights on a device without float16 programs, and says who converts them', async () => {
    const [device, processor] = [await demoOn('webgpu'), await demoOn('cpu')];
    const [ours, theirs] = [processor.last, device.last].map(tensor => Array.from(tensor?.data as Float32Array));
    const furthest = Math.max(...(ours ?? []).map((value, i) => Math.abs(value - (theirs?.[i] ?? Number.NaN))));
    // Two orders of summation in float32, of numbers up to ten.
    expect(furthest).toBeLessThan(1e-4);
    expect(device.notes.join()).toContain('no float16 programs');
    expect(processor.notes.join()).not.toContain('float16 programs');
  });

  it.skipIf(!software)('refuses a graph that computes in float16 on a device that cannot, before it runs', async () => {
    const runtime = await loadRuntime('');
    const place = { runtime, provider: 'webgpu', path: 'a.onnx', withoutHalves: await halvesLacking(runtime, 'webgpu') };
    expect(place.withoutHalves).toMatch(/^Program \w+ requires f16/);
    expect(await faultOf(openSession(place, serialiseGraph(halfProduct()), false))).toMatchObject({
      code: 'no-provider',
      wanted: 'webgpu',
      why: expect.stringContaining('float16'),
    });
    expect(await halvesLacking(runtime, 'cpu')).toBeUndefined();
  });
});
