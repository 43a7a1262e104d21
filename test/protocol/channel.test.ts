import 'vscode-jsonrpc/node';
import { describe, expect, it } from 'vitest';
import { asFault, type Fault, raise } from '../../src/core/fault';
import { message } from '../../src/core/message';
import { CancellationTokenSource, connect, type Handlers, hear, openConnection, type Port, serve, teller } from '../../src/protocol/channel';

interface Api {
  double(params: { values: Float32Array }): Float32Array;
  fail(params: { fault: Fault | null }): null;
  forever(params: { until: string }): null;
  steps(params: { count: number }): number;
}
interface Events {
  told(params: { what: string }): void;
}

const HANDLERS: Handlers<Api> = {
  double: ({ values }) => values.map(v => 2 * v),
  fail: ({ fault }) => {
    if (fault) raise(fault);
    throw new TypeError('a mistake of ours');
  },
  forever: () => new Promise(() => undefined),
  steps: ({ count }, { progress }) => {
    for (let i = 1; i <= count; i++) progress({ share: i / count, label: message('step {0}', i) });
    return count;
  },
};

/** Two ends joined in memory; messages are cloned as a process border would. */
function pair(): { near: Port; far: Port; cut: () => void } {
  const listeners: ((m: unknown) => void)[][] = [[], []];
  const closers: (() => void)[] = [];
  let open = true;
  const end = (own: number): Port => ({
    postMessage: data => {
      const copy = structuredClone(data);
      setImmediate(() => {
        if (open) for (const listener of listeners[1 - own] ?? []) listener(copy);
      });
    },
    onMessage: listener => listeners[own]?.push(listener),
    onClose: listener => closers.push(listener),
  });
  return {
    near: end(0),
    far: end(1),
    cut: () => {
      open = false;
      for (const close of closers) close();
    },
  };
}

function joined() {
  const { near, far, cut } = pair();
  const there = openConnection(far);
  serve<Api>(there, HANDLERS);
  const here = openConnection(near);
  return { remote: connect<Api>(here, () => 'it was killed'), here, there, cut };
}

const faultOf = (work: Promise<unknown>): Promise<Fault | undefined> => work.then(() => undefined, asFault);

describe('a typed channel', () => {
  it('carries typed arrays both ways as they are, views into larger buffers too', async () => {
    const values = new Float32Array([9, 1, 2, Number.NaN, 9]).subarray(1, 4);
    const doubled = await joined().remote.double({ values });
    expect(doubled).toBeInstanceOf(Float32Array);
    expect([...doubled]).toEqual([2, 4, Number.NaN]);
  });

  it('carries faults as facts, and anything else thrown as an internal one', async () => {
    const { remote } = joined();
    const fault: Fault = { code: 'too-long', tokens: 600, limit: 512 };
    expect(await faultOf(remote.fail({ fault }))).toEqual(fault);
    expect(await faultOf(remote.fail({ fault: null }))).toEqual({ code: 'internal', why: 'a mistake of ours' });
  });

  it('settles a request for a method that the other end does not have', async () => {
    const { here } = joined();
    expect(await faultOf(connect<{ nothing(params: null): null }>(here).nothing(null))).toMatchObject({ code: 'internal' });
  });

  it('reports progress to the request that it belongs to, and not after its end', async () => {
    const { remote } = joined();
    const shares: number[][] = [[], []];
    const ask = (i: number, count: number) => remote.steps({ count }, { progress: ({ share }) => shares[i]?.push(share) });
    expect(await Promise.all([ask(0, 2), ask(1, 4)])).toEqual([2, 4]);
    expect(shares).toEqual([
      [0.5, 1],
      [0.25, 0.5, 0.75, 1],
    ]);
  });

  it('settles a cancelled request at once, although the other end never answers', async () => {
    const { remote } = joined();
    const source = new CancellationTokenSource();
    const asked = faultOf(remote.forever({ until: 'the end' }, { token: source.token }));
    source.cancel();
    expect(await asked).toEqual({ code: 'cancelled' });
    expect(await faultOf(remote.forever({ until: 'the end' }, { token: source.token }))).toEqual({ code: 'cancelled' });
  });

  it('settles every pending request when the other end goes, and every later one', async () => {
    const { remote, cut } = joined();
    const pending = [faultOf(remote.forever({ until: 'a' })), faultOf(remote.forever({ until: 'b' }))];
    setImmediate(cut);
    expect(await Promise.all(pending)).toEqual(Array(2).fill({ code: 'engine-stopped', why: 'it was killed' }));
    expect(await faultOf(remote.double({ values: new Float32Array(1) }))).toEqual({ code: 'engine-stopped', why: 'it was killed' });
  });

  it('tells events, and swallows those that nobody hears any more', async () => {
    const { here, there, cut } = joined();
    const heard = new Promise<string>(resolve => hear<Events>(here, { told: ({ what }) => resolve(what) }));
    const tell = teller<Events>(there);
    tell.told({ what: 'news' });
    expect(await heard).toBe('news');
    cut();
    tell.told({ what: 'more' });
  });
});
