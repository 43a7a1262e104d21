import { expect, test, vi } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';

vi.mock('vscode', () => ({ CancellationTokenSource }));
const { Shared } = await import('../../src/host/inspector/shared');

/** Work that ends when it is told to; a process that is still starting hears of a cancel late. */
function works() {
  const begun: { readonly token: { readonly isCancellationRequested: boolean } | undefined; readonly end: (value: string) => void; readonly fail: (why: unknown) => void }[] = [];
  const work = ({ token }: { readonly token?: { readonly isCancellationRequested: boolean } | undefined }) =>
    new Promise<string>((end, fail) => void begun.push({ token, end, fail }));
  return { begun, work };
}

test('two that wait for the same work have it done once', async () => {
  const shared = new Shared<string>();
  const { begun, work } = works();
  const both = [shared.get('a', {}, work), shared.get('a', {}, work)];
  begun[0]?.end('done');
  expect(await Promise.all(both)).toEqual(['done', 'done']);
  expect(await shared.get('a', {}, work)).toBe('done');
  expect(begun.length).toBe(1);
});

test('who comes back while the work that they gave up is still ending gets it anew', async () => {
  const shared = new Shared<string>();
  const { begun, work } = works();
  const source = new CancellationTokenSource();
  const first = shared.get('a', { token: source.token }, work).catch((thrown: { fault: { code: string } }) => thrown.fault.code);
  source.cancel();
  expect(await first).toBe('cancelled');
  expect(begun[0]?.token?.isCancellationRequested).toBe(true);
  const again = shared.get('a', {}, work).catch((thrown: unknown) => thrown);
  begun[0]?.fail(new Error('cancelled'));
  begun[1]?.end('done');
  expect(await again).toBe('done');
});
