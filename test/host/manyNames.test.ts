import { expect, test, vi } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { Models } from '../../src/host/models';

const asked = vi.hoisted(() => [] as string[]);

vi.mock('vscode', () => {
  const nothing = { dispose: () => undefined };
  const noEvent = () => nothing;
  const watcher = { onDidCreate: noEvent, onDidDelete: noEvent, ...nothing };
  class EventEmitter {
    event = noEvent;
    fire(): void {}
    dispose(): void {}
  }
  return {
    EventEmitter,
    Disposable: { from: () => nothing },
    workspace: {
      isTrusted: true,
      workspaceFolders: [],
      getWorkspaceFolder: () => undefined,
      createFileSystemWatcher: () => watcher,
      onDidGrantWorkspaceTrust: noEvent,
      onDidChangeWorkspaceFolders: noEvent,
    },
    window: { onDidChangeWindowState: noEvent },
  };
});
vi.mock('../../src/host/named/resolve', () => ({
  resolveName: async (named: string) => {
    asked.push(named);
    return { path: named, kind: 'folder', cached: false };
  },
}));
const { NamedCheckpoints } = await import('../../src/host/named/checkpoints');

const { token } = new CancellationTokenSource();
const documentOf = (text: string) => ({ version: 1, languageId: 'python', uri: { scheme: 'file', fsPath: '/w/a.py', path: '/w/a.py' }, getText: () => text }) as never;
const checkpoints = () => new NamedCheckpoints({ onDidChange: () => ({ dispose: () => undefined }) } as unknown as Models);
const named = async (text: string) => {
  asked.length = 0;
  return checkpoints().of(documentOf(text), token);
};

test('of a list of names without end the first are looked up, each once', async () => {
  const many = Array.from({ length: 20_000 }, (_, at) => `model = "m${at}"`).join('\n');
  expect((await named(many)).length).toBe(200);
  expect(asked.length).toBe(200);
});

test('a name that is written many times is one name', async () => {
  expect((await named('model = "a"\n'.repeat(3000))).length).toBe(3000);
  expect(asked).toEqual(['a']);
});

test('a document whose language is chosen later is read as that language', async () => {
  const document = { version: 1, languageId: 'toml', uri: { scheme: 'untitled', path: 'Untitled-1' }, getText: () => 'm = from_pretrained("a")' };
  const all = checkpoints();
  expect(await all.of(document as never, token)).toEqual([]);
  document.languageId = 'python';
  expect((await all.of(document as never, token)).map(({ named }) => named)).toEqual(['a']);
});
