import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FaultError } from '../../src/core/fault';
import { chooseProvider, listProviders, PROVIDER_ORDER } from '../../src/engine/providers';

const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const software = existsSync(SWIFTSHADER);
// The loader reads this once, before the first device is asked for.
if (software) process.env.VK_DRIVER_FILES = SWIFTSHADER;

const faultOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    e => (e instanceof FaultError ? e.fault : e),
  );

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
});
