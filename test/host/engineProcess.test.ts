import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../src/core/fault';
import { asFault } from '../../src/core/fault';
import { EngineProcess } from '../../src/host/engineProcess';
import { CancellationTokenSource } from '../../src/protocol/channel';
import { ENGINE_PROTOCOL } from '../../src/protocol/engine';

const model = { path: '/models/a', provider: 'cpu', runtimePath: '' };
const input = { kind: 'text', text: 'the cat' } as const;
const analyse = { model, stamp: '', analysis: 'attention', input, options: {} };
const slice = { model, stamp: '', input, what: { kind: 'thumbnails', side: 8 } } as const;

const made: EngineProcess[] = [];
afterEach(() => {
  for (const engine of made.splice(0)) engine.dispose();
});

function start(environment: Record<string, string> = {}, patience = 200): EngineProcess & { readonly lines: string[] } {
  const lines: string[] = [];
  const log = { info: (line: string) => void lines.push(line), warn: (line: string) => void lines.push(line) };
  const engine = new EngineProcess({
    script: path.join(__dirname, 'fakes/engine.mjs'),
    environment: () => ({ FAKE_PROTOCOL: String(ENGINE_PROTOCOL), ...environment }),
    log,
    patience,
  });
  made.push(engine);
  return Object.assign(engine, { lines });
}

const faultOf = (asked: Promise<unknown>): Promise<Fault> => asked.then(() => expect.fail('an answer came'), asFault);
const pidOf = async (engine: EngineProcess): Promise<number> => ((await engine.ask('open', { model })) as unknown as { pid: number }).pid;

describe('an engine process', () => {
  test('answers, and is the same one for the next request', async () => {
    const engine = start();
    expect(await pidOf(engine)).toBe(await pidOf(engine));
  });

  test('passes a fault on as it is', async () => {
    expect(await faultOf(start().ask('glance', { model, input }))).toEqual({ code: 'no-tokenizer', path: '/models/a' });
  });

  test('of another version is refused', async () => {
    expect(await faultOf(start({ FAKE_PROTOCOL: '7' }).ask('open', { model }))).toMatchObject({ code: 'version-mismatch', theirs: 7 });
  });

  test('that dies at its start says what it printed', async () => {
    const fault = await faultOf(start({ FAKE_DIES: '1' }).ask('open', { model }));
    expect(fault).toMatchObject({ code: 'engine-stopped' });
    expect(JSON.stringify(fault)).toContain('exit status 3');
  });

  test('killed during a request: what is pending fails, the next request starts another', async () => {
    const engine = start();
    const first = await pidOf(engine);
    const pending = engine.ask('tokens', { model, input });
    process.kill(first, 'SIGKILL');
    expect(await faultOf(pending)).toMatchObject({ code: 'engine-stopped' });
    expect(await pidOf(engine)).not.toBe(first);
  });

  test('killed by a truncated file says so', async () => {
    expect(await faultOf(start({ FAKE_SIGNAL: 'SIGBUS' }).ask('slice', slice))).toEqual({ code: 'changed-on-disk', path: '/models/a', how: 'truncated' });
  });

  test('a cancelled request settles at once; an engine that does not come back is replaced, and what else waited is answered by the new one', async () => {
    const engine = start({}, 300);
    const first = await pidOf(engine);
    const source = new CancellationTokenSource();
    const blocked = engine.ask('analyse', analyse, { token: source.token });
    const waiting = pidOf(engine);
    const began = performance.now();
    setTimeout(() => source.cancel(), 50);
    expect(await faultOf(blocked)).toEqual({ code: 'cancelled' });
    expect(performance.now() - began).toBeLessThan(250);
    expect(await waiting).not.toBe(first);
  });

  test('a cancelled request to an engine that comes back leaves it alive', async () => {
    const engine = start({}, 1000);
    const first = await pidOf(engine);
    const source = new CancellationTokenSource();
    const asked = engine.ask('tokens', { model, input }, { token: source.token });
    source.cancel();
    expect(await faultOf(asked)).toEqual({ code: 'cancelled' });
    expect(await pidOf(engine)).toBe(first);
  });

  test('a cancelled glance settles at once and ends nothing: the engine may be busy with a panel’s run', async () => {
    const engine = start({}, 50);
    await pidOf(engine);
    const source = new CancellationTokenSource();
    const busy = engine.ask('analyse', analyse).catch(asFault);
    const glance = engine.ask('glance', { model, input }, { token: source.token });
    source.cancel();
    expect(await faultOf(glance)).toEqual({ code: 'cancelled' });
    expect(await Promise.race([busy, new Promise(resolve => setTimeout(() => resolve('busy'), 400))])).toBe('busy');
    expect(engine.lines.filter(line => line.includes('ended'))).toEqual([]);
  });

  test('disposed: what is pending settles and nothing starts again', async () => {
    const engine = start();
    await pidOf(engine);
    const pending = engine.ask('tokens', { model, input });
    engine.dispose();
    expect(await faultOf(pending)).toMatchObject({ code: 'engine-stopped' });
    expect(await faultOf(engine.ask('open', { model }))).toMatchObject({ code: 'engine-stopped' });
  });
});
