import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = path.resolve(__dirname, '..');

/** What each room may import: other rooms of the project by prefix, and packages by name. The longest matching room holds. */
const ROOMS: Readonly<Record<string, { readonly own: readonly string[]; readonly packages: RegExp }>> = {
  'src/extension.ts': { own: ['src/host/'], packages: /^vscode$/ },
  'src/host/': { own: ['src/host/', 'src/protocol/', 'src/core/message', 'src/core/fault'], packages: /^(vscode|node:.+|vscode-jsonrpc.*)$/ },
  'src/protocol/': { own: ['src/protocol/', 'src/core/message', 'src/core/fault'], packages: /^vscode-jsonrpc.*$/ },
  'src/engine/': { own: ['src/core/', 'src/protocol/', 'src/engine/'], packages: /^(node:.+|onnxruntime-node|vscode-jsonrpc.*)$/ },
  'src/cli/': { own: ['src/core/', 'src/protocol/', 'src/engine/', 'src/cli/'], packages: /^(node:.+|commander|vscode-jsonrpc.*)$/ },
  'src/still/': { own: ['src/core/', 'src/protocol/', 'src/engine/readings', 'src/still/'], packages: /^vscode-jsonrpc.*$/ },
  'src/core/': { own: ['src/core/'], packages: /^(protobufjs.*|long|@huggingface\/tokenizers)$/ },
  'webview/': {
    own: ['webview/', 'src/protocol/', 'src/core/message', 'src/core/fault'],
    packages: /^(vscode-jsonrpc.*|chart\.js.*|d3-scale-chromatic|@vscode\/(webview-ui-toolkit|codicons).*)$/,
  },
};

/** Inside core, a folder imports only those before it; files that lie directly in core belong to all. */
const CORE_ORDER = ['tensor', 'onnx', 'operators', 'autodiff', 'attention', 'instrument', 'checkpoint', 'inspect', 'architectures', 'tokens', 'analyses'];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const sources = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap(entry => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return sources(name);
    return /\.ts$/.test(entry.name) ? [name] : [];
  });

const FILES = [...sources('src'), ...sources('webview')];

/** Every import of a file, relative ones as paths from the root. */
function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const statements = text.matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [...statements].map(([, type, from, dynamic]) => {
    const target = from ?? dynamic ?? '';
    return { from: file, to: target.startsWith('.') ? path.posix.normalize(path.posix.join(path.posix.dirname(file), target)) : target, typeOnly: type !== undefined };
  });
}

const roomOf = (file: string) => Object.keys(ROOMS).find(room => file.startsWith(room));
const isOwn = (target: string) => /^(src|webview)\//.test(target);

function complaint({ from, to, typeOnly }: Import): string | undefined {
  const room = ROOMS[roomOf(from) ?? ''];
  if (!room) return `${from} stands in no room`;
  if (!isOwn(to)) return room.packages.test(to) ? undefined : `${from} imports ${to}`;
  if (room.own.some(prefix => to.startsWith(prefix))) return undefined;
  // Types of core describe what crosses a border; they are gone when the program runs.
  return typeOnly && to.startsWith('src/core/') ? undefined : `${from} imports ${to}`;
}

function coreComplaint({ from, to }: Import): string | undefined {
  const place = (file: string) => CORE_ORDER.indexOf(/^src\/core\/([^/]+)\//.exec(file)?.[1] ?? '');
  if (!from.startsWith('src/core/') || !to.startsWith('src/core/') || place(from) < 0) return undefined;
  return place(to) > place(from) ? `${from} imports ${to}, which comes after it` : undefined;
}

describe('rooms', () => {
  const imports = FILES.flatMap(importsOf);

  test('the scan sees the project', () => {
    expect(FILES.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(100);
  });

  test('each imports only what its border allows', () => {
    expect(imports.map(complaint).filter(Boolean)).toEqual([]);
  });

  test('folders of core import only those before them', () => {
    expect(imports.map(coreComplaint).filter(Boolean)).toEqual([]);
  });

  test('core has no clock and no randomness', () => {
    const guilty = FILES.filter(
      file => file.startsWith('src/core/') && /\b(Date\.now|new Date|performance\.now|Math\.random|process\.\w|Buffer\.\w)/.test(readFileSync(path.join(ROOT, file), 'utf8')),
    );
    expect(guilty).toEqual([]);
  });

  test('only src/host and src/extension.ts know vscode, only src/engine knows the runtime', () => {
    const users = (name: string) => imports.filter(i => i.to === name).map(i => i.from);
    expect(users('vscode').filter(file => !file.startsWith('src/host/') && file !== 'src/extension.ts')).toEqual([]);
    expect(users('onnxruntime-node').filter(file => !file.startsWith('src/engine/'))).toEqual([]);
  });

  test('no source file passes 400 lines', () => {
    expect(FILES.filter(file => readFileSync(path.join(ROOT, file), 'utf8').split('\n').length > 400)).toEqual([]);
  });

  test('every file that the documents name is there', () => {
    const named = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md'].flatMap(document =>
      [...readFileSync(path.join(ROOT, document), 'utf8').matchAll(/[`(]((?:src|webview|test|scripts|media)\/[\w./-]+)[`)]/g)].map(([, file]) => file ?? ''),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(file => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });
});
