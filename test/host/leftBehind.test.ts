import { describe, expect, test, vi } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { OpenModel } from '../../src/host/models';

const { documents, editors, selecting, literalsRead, nothing, noEvent } = vi.hoisted(() => {
  const nothing = { dispose: () => undefined };
  const selecting: ((event: unknown) => void)[] = [];
  return { documents: [] as unknown[], editors: [] as unknown[], selecting, literalsRead: [] as number[], nothing, noEvent: () => nothing };
});

vi.mock('../../src/host/literals', async original => {
  const literals = await original<typeof import('../../src/host/literals')>();
  const literalAt: typeof literals.literalAt = (text, ...where) => {
    literalsRead.push(text.length);
    return literals.literalAt(text, ...where);
  };
  return { ...literals, literalAt };
});

vi.mock('vscode', () => ({
  CancellationTokenSource,
  Disposable: { from: (...all: { dispose(): void }[]) => ({ dispose: () => void all.map(one => one.dispose()) }) },
  Uri: { joinPath: (base: { path: string }, ...parts: string[]) => ({ path: [base.path, ...parts].join('/') }) },
  ThemeColor: class {},
  Range: class {},
  TextEditorRevealType: {},
  env: { language: 'en' },
  l10n: { t: (text: string) => text, bundle: {} },
  workspace: {
    isTrusted: true,
    workspaceFolders: [],
    textDocuments: documents,
    onDidChangeTextDocument: noEvent,
    onDidCloseTextDocument: noEvent,
  },
  window: {
    visibleTextEditors: editors,
    onDidChangeTextEditorSelection: (listener: (event: unknown) => void) => {
      selecting.push(listener);
      return nothing;
    },
    createTextEditorDecorationType: () => nothing,
  },
}));

const { Panel } = await import('../../src/host/panel');
const { freshState } = await import('../../src/host/panelState');
const { Link } = await import('../../src/host/link');

const settle = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 20));

/** A panel of /m whose webview sends what it is told to, and a checkpoint /other that opens when it is told to. */
function panel() {
  let hear: (message: unknown) => void = () => undefined;
  let opened: (model: OpenModel) => void = () => undefined;
  const left: string[] = [];
  const webview = {
    html: '',
    cspSource: '',
    asWebviewUri: (uri: unknown) => uri,
    postMessage: async () => true,
    onDidReceiveMessage: (listener: (message: unknown) => void) => {
      hear = listener;
      return nothing;
    },
  };
  const model = { path: '/m', card: { name: 'm' }, engine: { hello: async () => ({ analyses: [] }) } };
  const models = {
    at: (path: string) => (path === '/m' ? model : undefined),
    open: () => new Promise(resolve => (opened = resolve)),
    onDidChangeCard: noEvent,
    onDidChangeOnDisk: noEvent,
  };
  const around = { extension: { path: '/x' }, models, log: { warn: () => undefined }, seen: () => undefined, left: (paths: string[]) => left.push(...paths) };
  const view = { webview, visible: true, active: true, onDidChangeViewState: noEvent };
  const state = freshState('/m', 'attention', 'a text');
  const made = new Panel(view as never, around as never, state);
  let id = 0;
  const send = async (method: string, params: unknown): Promise<void> => {
    hear({ jsonrpc: '2.0', id: ++id, method, params: { params, progress: null } });
    await settle();
  };
  return { made, left, state, send, opened: (with_: unknown) => opened(with_ as OpenModel) };
}

describe('a checkpoint that is compared with', () => {
  test('and left while it is being opened is told as left when it is open', async () => {
    const { left, state, send, opened } = panel();
    await send('ready', {});
    await send('keep', { ...state, compare: { model: '/other', text: 'a text', pair: '' } });
    await send('analyse', { analysis: 'attention', text: 'a text', pair: '', options: {}, other: '/other' });
    await send('keep', state);
    const before = left.length;
    opened({ path: '/other', ask: async () => ({ view: { kind: 'attention' } }) });
    await settle();
    expect(left.slice(before)).toEqual(['/other']);
  });
});

test('a webview that sends anything gets an answer or none, and breaks nothing', async () => {
  const { made, send, state } = panel();
  await send('ready', {});
  for (const method of ['keep', 'reveal', 'command', 'analyse', 'slice', 'save', 'exportNumbers', 'exportPage', 'experiment', 'no such', '__proto__'])
    for (const params of [undefined, null, 3, 'text', [], { ranges: [null] }, { ranges: 3 }, { ...state, options: { __proto__: [] }, head: Number.NaN }])
      await send(method, params);
  expect(made.kept).toEqual(state);
}, 60_000);

const events = { edited: () => undefined, pointed: () => undefined };

test('a selection at the end of a huge document is followed without reading it all', () => {
  const read = (all: string): number => {
    const uri = { toString: () => `file:///${all.length}.py`, path: `/${all.length}.py` };
    documents.push({ uri, languageId: 'python', getText: () => all });
    literalsRead.length = 0;
    new Link({ text: 'the text', origin: { uri: uri as never, start: all.length - 9, raw: 'the text' } }, events).dispose();
    return literalsRead.length;
  };
  expect(read('x = "the text"')).toBe(1);
  expect(read(`${'x = "a" '.repeat(4_000_000)}\n"the text"`)).toBe(0);
});

test('a mark in the file goes when the cursor is moved there', () => {
  const uri = { toString: () => 'file:///marked.py', path: '/marked.py', scheme: 'file' };
  const raw = 'the text';
  const document = { uri, languageId: 'python', getText: () => raw, positionAt: (offset: number) => offset };
  const marked: unknown[][] = [];
  const editor = { document, setDecorations: (_style: unknown, ranges: unknown[]) => marked.push(ranges), revealRange: () => undefined };
  documents.push(document);
  editors.push(editor);
  const link = new Link({ text: raw, origin: { uri: uri as never, start: 0, raw } }, events);
  link.mark([{ start: 0, end: 3 }]);
  expect(marked.at(-1)).toHaveLength(1);
  for (const listener of selecting) listener({ textEditor: editor, selections: [] });
  expect(marked.at(-1)).toEqual([]);
  link.dispose();
});
