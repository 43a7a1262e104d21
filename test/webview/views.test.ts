import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the table of views names each file of its folder', () => {
  const table = /VIEWS:[^=]*= \{([^}]*)\}/.exec(readFileSync('webview/views.ts', 'utf8'))?.[1] ?? '';
  const rows = table.split(',').map(row => row.trim());
  const files = readdirSync('webview/views').filter(file => file.endsWith('.ts'));
  expect(rows.filter(Boolean).sort()).toEqual(files.map(file => file.replace('.ts', '')).sort());
});

test('only one module knows the toolkit, and no text becomes markup', () => {
  const sources = readdirSync('webview', { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));
  const using = (what: RegExp): string[] => sources.filter(file => what.test(readFileSync(`webview/${file}`, 'utf8')));
  expect(using(/@vscode\/webview-ui-toolkit/)).toEqual(['controls.ts']);
  expect(using(/innerHTML|outerHTML|insertAdjacentHTML|document\.write/)).toEqual([]);
});
