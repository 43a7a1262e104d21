import { describe, expect, test, vi } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { OpenModel } from '../../src/host/models';

vi.mock('vscode', () => ({ CancellationTokenSource }));
const { Glances } = await import('../../src/host/glances');

const ROLLOUT = { kind: 'rollout' } as const;

/** A model that answers when it is told to, and what it was asked. */
function slow() {
  const asked: { readonly text: string; readonly answer: (value: unknown) => void; cancelled: boolean }[] = [];
  const ask = (_: string, { input }: { input: { text: string } }, { token }: { token: { onCancellationRequested: (listener: () => void) => void } }) =>
    new Promise((resolve, reject) => {
      const one = { text: input.text, answer: resolve, cancelled: false };
      asked.push(one);
      token.onCancellationRequested(() => {
        one.cancelled = true;
        reject({ fault: { code: 'cancelled' } });
      });
    });
  const model = { path: '/m', card: { stamp: 's', provider: 'cpu' }, ask } as unknown as OpenModel;
  return { model, asked };
}

const reply = (text: string) => ({ tokens: { ids: [1] }, shares: [1], from: 0, pairs: [], name: text });
const glances = () => new Glances({ debug: () => undefined } as never);

describe('answers for hovers', () => {
  test('are kept by the checkpoint’s bytes, its provider, the summary and the text', async () => {
    const { model, asked } = slow();
    const all = glances();
    const { answer } = all.ask(model, 'a', ROLLOUT);
    asked[0]?.answer(reply('a'));
    await answer;
    expect(all.known(model, 'a', ROLLOUT)).toMatchObject({ name: 'a' });
    expect(all.known(model, 'b', ROLLOUT)).toBeUndefined();
    expect(all.known(model, 'a', { kind: 'lastLayer' })).toBeUndefined();
    expect(all.known({ ...model, card: { ...model.card, stamp: 't' } } as OpenModel, 'a', ROLLOUT)).toBeUndefined();
    expect(all.known({ ...model, card: { ...model.card, provider: 'webgpu' } } as OpenModel, 'a', ROLLOUT)).toBeUndefined();
  });

  test('are asked for once while they are awaited', async () => {
    const { model, asked } = slow();
    const all = glances();
    const one = all.ask(model, 'a', ROLLOUT);
    const other = all.ask(model, 'a', ROLLOUT);
    expect(asked).toHaveLength(1);
    asked[0]?.answer(reply('a'));
    expect(await one.answer).toBe(await other.answer);
  });

  test('another question takes the place of the one before, and only that is cancelled', async () => {
    const { model, asked } = slow();
    const all = glances();
    const first = all.ask(model, 'a', ROLLOUT);
    const second = all.ask(model, 'b', ROLLOUT);
    expect(asked.map(({ cancelled }) => cancelled)).toEqual([true, false]);
    expect(await first.answer).toBeUndefined();
    asked[1]?.answer(reply('b'));
    expect(await second.answer).toMatchObject({ name: 'b' });
  });

  test('abandoned ones are cancelled, and can be asked for again', async () => {
    const { model, asked } = slow();
    const all = glances();
    all.ask(model, 'a', ROLLOUT).abandon();
    expect(asked[0]?.cancelled).toBe(true);
    const again = all.ask(model, 'a', ROLLOUT);
    expect(asked).toHaveLength(2);
    asked[1]?.answer(reply('a'));
    expect(await again.answer).toMatchObject({ name: 'a' });
  });

  test('are forgotten when there are many, and those that say nothing of their text are not kept', async () => {
    const { model, asked } = slow();
    const all = glances();
    for (let i = 0; i < 600; i++) {
      const { answer } = all.ask(model, `${i}`, ROLLOUT);
      asked[i]?.answer(reply(`${i}`));
      await answer;
    }
    expect(all.known(model, '0', ROLLOUT)).toBeUndefined();
    expect(all.known(model, '599', ROLLOUT)).toBeDefined();
    const long = all.ask(model, 'long', ROLLOUT);
    asked[600]?.answer({ ...reply('long'), tokens: { ids: Array(49_999) }, shares: Array(49_999) });
    await long.answer;
    expect(all.known(model, '598', ROLLOUT)).toBeUndefined();
    expect(all.known(model, '599', ROLLOUT)).toBeDefined();
    const { answer } = all.ask(model, 'odd', ROLLOUT);
    asked[601]?.answer({ ...reply('odd'), from: 5 });
    expect(await answer).toBeUndefined();
  });
});
