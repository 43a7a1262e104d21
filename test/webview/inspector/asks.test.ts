import 'vscode-jsonrpc/node';
import { describe, expect, test } from 'vitest';
import { FaultError } from '../../../src/core/fault';
import { message } from '../../../src/core/message';
import type { Answer } from '../../../src/protocol/panel';
import { Latest } from '../../../webview/inspector/asks';
import type { Around } from '../../../webview/inspector/host';

function latest() {
  const stale: string[] = [];
  return { stale, asks: new Latest({ stale: (words: string) => stale.push(words) } as unknown as Around) };
}

/** Settles as the channel does: with a fault where it is cancelled on this side. */
const endless = ({ token }: { token: { onCancellationRequested(listener: () => void): unknown } }): Promise<Answer<number>> =>
  new Promise((_, reject) => token.onCancellationRequested(() => reject(new FaultError({ code: 'cancelled' }))));

describe('the latest request', () => {
  test('gives its value, or words in its place', async () => {
    const { asks } = latest();
    expect(await asks.ask(async () => ({ ok: true, value: 7 }))).toEqual({ value: 7 });
    expect(await asks.ask(async () => ({ ok: false, fault: { code: 'bad-input', what: 't', why: '' }, message: message('no {0}', 1) }))).toEqual({ words: 'no 1' });
    expect(await asks.ask(async () => Promise.reject(new Error('gone')))).toEqual({ words: expect.stringMatching(/did not answer/) });
  });

  test('silences the one before, and is told where it was stopped', async () => {
    const { asks } = latest();
    const before = asks.ask(endless);
    const after = asks.ask(endless);
    expect(await before).toBeUndefined();
    asks.stop();
    expect(await after).toEqual({ words: 'Cancelled.' });
  });

  test('tells that the file changed', async () => {
    const { asks, stale } = latest();
    await asks.ask(async () => ({ ok: false, fault: { code: 'changed-on-disk', path: 'm', how: 'overwritten' }, message: message('changed') }));
    expect(stale).toEqual(['changed']);
  });
});
