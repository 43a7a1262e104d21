// Collects every string that a user may see from the sources into l10n/bundle.l10n.json: literals given to `t`, `l10n.t` and `message`, and any
// literal with a placeholder {0}. `--check` changes nothing and ends with status 1 where the bundle is not up to date.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import { parseAst } from 'vite';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bundle = path.join(root, 'l10n', 'bundle.l10n.json');
const TELLERS = new Set(['t', 'message']);

const sources = folder =>
  readdirSync(path.join(root, folder), { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && /\.ts$/.test(entry.name) && !/\.d\.ts$/.test(entry.name))
    .map(entry => path.join(entry.parentPath ?? entry.path, entry.name));

/** Every string of the sources, sorted. */
export function collect() {
  const found = new Set();
  for (const file of [...sources('src'), ...sources('webview')]) {
    const { code } = transformSync(readFileSync(file, 'utf8'), { loader: 'ts', target: 'esnext' });
    visit(parseAst(code), found);
  }
  return [...found].sort();
}

function visit(node, found) {
  if (Array.isArray(node)) for (const one of node) visit(one, found);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  if (node.type === 'CallExpression' && tells(node.callee)) take(node.arguments[0], found);
  const text = textOf(node);
  if (text !== undefined && /\{0\}/.test(text)) found.add(text);
  for (const [key, value] of Object.entries(node)) if (key !== 'type' && typeof value === 'object') visit(value, found);
}

const tells = callee => (callee.type === 'Identifier' ? TELLERS.has(callee.name) : callee.type === 'MemberExpression' && callee.property.name === 't');

/** The literal, or both sides of a choice between two. */
function take(node, found) {
  if (node?.type === 'ConditionalExpression') for (const side of [node.consequent, node.alternate]) take(side, found);
  const text = textOf(node);
  if (text) found.add(text);
}

function textOf(node) {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  return node?.type === 'TemplateLiteral' && node.expressions.length === 0 ? node.quasis[0].value.cooked : undefined;
}

/** The bundle's text as it should be. */
export const bundleText = () => `${JSON.stringify(Object.fromEntries(collect().map(text => [text, text])), null, 2)}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = bundleText();
  const current = (() => {
    try {
      return readFileSync(bundle, 'utf8');
    } catch {
      return '';
    }
  })();
  if (current === wanted) console.log('l10n/bundle.l10n.json is up to date');
  else if (process.argv.includes('--check')) {
    console.error('l10n/bundle.l10n.json is not up to date: npm run l10n');
    process.exit(1);
  } else {
    writeFileSync(bundle, wanted);
    console.log(`l10n/bundle.l10n.json: ${Object.keys(JSON.parse(wanted)).length} strings`);
  }
}
