import 'vscode-jsonrpc/node';
import { describe, expect, it } from 'vitest';
import { asFault } from '../../src/core/fault';
import { Queue, URGENCY } from '../../src/engine/queue';
import { CancellationTokenSource } from '../../src/protocol/channel';

const pause = () => new Promise(resolve => setImmediate(resolve));

describe('the queue', () => {
  it('lets one run at a time, the most urgent first, in order of arrival among equals', async () => {
    const queue = new Queue();
    const order: string[] = [];
    let running = 0;
    const task = (name: string) => async () => {
      expect(++running).toBe(1);
      await pause();
      order.push(name);
      running--;
    };
    await Promise.all([
      queue.run(URGENCY.analysis, undefined, task('analysis 1')),
      queue.run(URGENCY.analysis, undefined, task('analysis 2')),
      queue.run(URGENCY.slice, undefined, task('slice')),
      queue.run(URGENCY.glance, undefined, task('glance')),
    ]);
    expect(order).toEqual(['glance', 'slice', 'analysis 1', 'analysis 2']);
  });

  it('lets what arrives during a run go before what waited, if it is more urgent', async () => {
    const queue = new Queue();
    const order: string[] = [];
    let late: Promise<unknown> | undefined;
    await Promise.all([
      queue.run(URGENCY.analysis, undefined, async () => {
        late = queue.run(URGENCY.glance, undefined, async () => order.push('glance'));
        order.push('first');
      }),
      queue.run(URGENCY.analysis, undefined, async () => order.push('second')),
    ]);
    await late;
    expect(order).toEqual(['first', 'glance', 'second']);
  });

  it('goes on after a task that fails, and never starts one that was cancelled while it waited', async () => {
    const queue = new Queue();
    const source = new CancellationTokenSource();
    let started = false;
    const failing = queue.run(URGENCY.question, undefined, async () => {
      source.cancel();
      throw new Error('no');
    });
    const cancelled = queue.run(URGENCY.question, source.token, async () => {
      started = true;
    });
    await expect(failing).rejects.toThrow('no');
    expect(await cancelled.catch(asFault)).toEqual({ code: 'cancelled' });
    expect(started).toBe(false);
    expect(await queue.run(URGENCY.question, undefined, async () => 'well')).toBe('well');
  });
});
