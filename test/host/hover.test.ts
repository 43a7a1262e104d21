import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { Context } from '../../src/host/context';
import type { Glance } from '../../src/protocol/engine';

vi.mock('vscode', () => ({
  CancellationTokenSource,
  ColorThemeKind: {},
  window: { activeColorTheme: { kind: 2 }, visibleTextEditors: [] },
  workspace: { isTrusted: true, getConfiguration: () => ({ get: () => undefined }) },
  languages: { match: () => 10 },
  l10n: { t: (text: string, ...args: string[]) => text.replace(/\{(\d)\}/g, (_, index) => args[index] ?? '') },
  Range: class {},
  Hover: class {
    constructor(readonly contents: { value: string }) {}
  },
  MarkdownString: class {
    value = '';
    appendMarkdown(text: string): this {
      this.value += text;
      return this;
    }
  },
}));

const { AttentionHover } = await import('../../src/host/hover');

const TEXT = 'x = "In the beginning"';
const document = { getText: () => TEXT, offsetAt: () => 8, positionAt: () => ({}), languageId: 'python', uri: { path: '/a.py' } } as never;

function setUp() {
  const asked: { answer: (glance: Glance) => void; cancelled: boolean }[] = [];
  const ask = (_method: string, _question: unknown, { token }: { token: { onCancellationRequested: (listener: () => void) => void } }) =>
    new Promise<Glance>((resolve, reject) => {
      const one = { answer: resolve, cancelled: false };
      asked.push(one);
      token.onCancellationRequested(() => {
        one.cancelled = true;
        reject(new Error('cancelled'));
      });
    });
  const context = {
    models: { active: { path: '/m', card: { stamp: 's', provider: 'cpu', name: 'm', sites: [] }, ask } },
    named: { at: async () => undefined },
    hovered: { add: () => 1 },
    log: { debug: () => undefined },
  } as unknown as Context;
  const hover = new AttentionHover(context);
  const pointer = new CancellationTokenSource();
  const at = (token = pointer.token): Promise<string | undefined> =>
    hover.provideHover(document, {} as never, token as never).then(shown => (shown?.contents as unknown as { value: string } | undefined)?.value);
  return { asked, pointer, at };
}

const GLANCE = {
  tokens: { ids: [1], tokens: ['In the beginning'], offsets: [[0, 16]], segments: [0], special: [false], texts: ['In the beginning'] },
  shares: [1],
  from: 0,
  pairs: [],
  name: { text: 'Attention rollout', args: [] },
} as unknown as Glance;

describe('a hover over a string', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('waits for a model that answers in time, and knows the answer from then on', async () => {
    const { asked, at } = setUp();
    const shown = at();
    await vi.advanceTimersByTimeAsync(100);
    asked[0]?.answer(GLANCE);
    expect(await shown).toContain('data:image');
    expect(await at()).toContain('data:image');
    expect(asked).toHaveLength(1);
  });

  test('comes without a picture where the model is late, which goes on for the next time', async () => {
    const { asked, at, pointer } = setUp();
    const shown = at();
    await vi.advanceTimersByTimeAsync(250);
    expect(await shown).toContain('“In the beginning”');
    expect(await shown).not.toContain('data:image');
    pointer.cancel();
    expect(asked[0]?.cancelled).toBe(false);
    asked[0]?.answer(GLANCE);
    await vi.advanceTimersByTimeAsync(1);
    expect(await at(new CancellationTokenSource().token)).toContain('data:image');
    expect(asked).toHaveLength(1);
  });

  test('takes its question along when the pointer leaves before', async () => {
    const { asked, at, pointer } = setUp();
    const shown = at();
    await vi.advanceTimersByTimeAsync(50);
    pointer.cancel();
    expect(asked[0]?.cancelled).toBe(true);
    expect(await shown).toBeUndefined();
  });

  test('asks nothing twice while the model is at it', async () => {
    const { asked, at } = setUp();
    const first = at();
    await vi.advanceTimersByTimeAsync(250);
    await first;
    expect(asked).toHaveLength(1);
    const again = at();
    await vi.advanceTimersByTimeAsync(250);
    await again;
    expect(asked).toHaveLength(1);
  });
});
