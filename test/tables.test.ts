import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = path.resolve(__dirname, '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** Every table, the folder of its rows, and the files of that folder that are no rows: the row's type, and parts that rows share. */
const TABLES: readonly { readonly name: string; readonly table: string; readonly rows: string; readonly parts?: readonly string[] }[] = [
  { name: 'ARCHITECTURES', table: 'src/core/architectures/table.ts', rows: 'src/core/architectures', parts: ['architecture', 'openFolder'] },
  { name: 'MAPPINGS', table: 'src/core/attention/mappings.ts', rows: 'src/core/attention/mappings' },
  { name: 'ANALYSES', table: 'src/core/analyses/table.ts', rows: 'src/core/analyses', parts: ['analysis'] },
  { name: 'EXPERIMENTS', table: 'src/core/analyses/experiments/table.ts', rows: 'src/core/analyses/experiments', parts: ['experiment', 'runs', 'said', 'swept'] },
  {
    name: 'INTERVENTIONS',
    table: 'src/core/attention/interventions/table.ts',
    rows: 'src/core/attention/interventions',
    parts: ['draft', 'edits', 'intervention', 'rewrite', 'scope'],
  },
  { name: 'LIFTS', table: 'src/core/onnx/lifts/table.ts', rows: 'src/core/onnx/lifts', parts: ['later', 'rule', 'unimplemented'] },
  { name: 'NORMALIZERS', table: 'src/core/tokens/normalizers/table.ts', rows: 'src/core/tokens/normalizers', parts: ['normalizer'] },
  { name: 'PRE_TOKENIZERS', table: 'src/core/tokens/preTokenizers/table.ts', rows: 'src/core/tokens/preTokenizers', parts: ['preTokenizer'] },
  { name: 'OPERATORS', table: 'src/core/operators/table.ts', rows: 'src/core/operators/rows' },
  { name: 'COMMANDS', table: 'src/host/commands.ts', rows: 'src/host/commands' },
  { name: 'TREES', table: 'src/host/trees.ts', rows: 'src/host/trees', parts: ['node'] },
  { name: 'VIEWS', table: 'webview/views.ts', rows: 'webview/views' },
];

const rowsIn = (folder: string, parts: readonly string[]) =>
  readdirSync(path.join(ROOT, folder), { withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
    .map(entry => path.basename(entry.name, '.ts'))
    .filter(name => name !== 'table' && !parts.includes(name))
    .sort();

/** What a table imports from the folder of its rows, and the names that it goes by in the table. */
function imported(table: string, folder: string): { readonly file: string; readonly names: readonly string[] }[] {
  return [...read(table).matchAll(/import\s+(?!type\b)\{([^}]*)\}\s+from\s+'([^']+)'/g)].flatMap(([, names = '', from = '']) => {
    const file = path.posix.join(path.posix.dirname(table), from);
    const bound = names
      .split(',')
      .map(name => name.trim())
      .filter(name => name !== '' && !name.startsWith('type '))
      .map(name => name.split(' as ').at(-1) ?? '');
    return path.posix.dirname(file) === folder ? [{ file: path.posix.basename(file), names: bound }] : [];
  });
}

describe.each(TABLES)('$name', ({ name, table, rows, parts = [] }) => {
  const lines = imported(table, rows).filter(({ file }) => !parts.includes(file));
  const literal = read(table).slice(read(table).indexOf(`export const ${name}`));

  test('has a line for every file of its folder, and no other', () => {
    expect(rowsIn(rows, parts).length).toBeGreaterThan(0);
    expect(lines.map(({ file }) => file).sort()).toEqual(rowsIn(rows, parts));
  });

  test('uses what it imports', () => {
    const unused = lines.flatMap(({ names }) => names).filter(bound => !new RegExp(`\\b${bound}\\b`).test(literal));
    expect(unused).toEqual([]);
  });
});

describe('the manifest', () => {
  const manifest = JSON.parse(read('package.json'));

  test('offers every command of the table, and no other', () => {
    const offered: string[] = manifest.contributes.commands.map(({ command }: { command: string }) => command);
    expect(offered.map(id => id.replace('headlight.', '')).sort()).toEqual(rowsIn('src/host/commands', []));
  });

  test('finds a word for every %key%', () => {
    const keys = [...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
    const words = JSON.parse(read('package.nls.json'));
    expect(keys.filter(key => !((key as string) in words))).toEqual([]);
    expect(keys.length).toBeGreaterThan(10);
  });
});
