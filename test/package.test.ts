import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allowList, TARGETS } from '../scripts/package/targets.mjs';

const { listFiles } = createRequire(__filename)('@vscode/vsce') as { listFiles(options: { cwd: string; ignoreFile: string }): Promise<string[]> };
const ROOT = path.resolve(__dirname, '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** What the runtime's package has for each platform, and what of it is loaded. */
const BINARIES: Readonly<Record<string, readonly string[]>> = {
  'linux/x64': ['libonnxruntime.so.1', 'onnxruntime_binding.node'],
  'linux/arm64': ['libonnxruntime.so.1', 'onnxruntime_binding.node'],
  'win32/x64': ['DirectML.dll', 'dxcompiler.dll', 'dxil.dll', 'onnxruntime.dll', 'onnxruntime_binding.node'],
  'win32/arm64': ['DirectML.dll', 'dxcompiler.dll', 'dxil.dll', 'onnxruntime.dll', 'onnxruntime_binding.node'],
  'darwin/arm64': ['libonnxruntime.1.dylib', 'onnxruntime_binding.node'],
};
const TWICE = 'darwin/arm64/libonnxruntime.1.30.0.dylib';
const RUNTIME = 'node_modules/onnxruntime-node';

/** Files that the manifest and the sources name. */
function named(): readonly string[] {
  const manifest = read('package.json');
  const media = [...manifest.matchAll(/"(?:\.\/)?((?:media|dist|l10n)\/[^"*]+)"/g)].map(([, file = '']) => file).filter(file => /\.\w+$/.test(file));
  const pages = [...read('scripts/build.mjs').matchAll(/(\w+): 'webview\/(?:\w+\/)?main\.ts'/g)].flatMap(([, name = '']) => [
    `dist/webview/${name}.js`,
    `dist/webview/${name}.css`,
  ]);
  const bundles = [...read('scripts/build.mjs').matchAll(/(\w+): 'src\/(?:\w+\/)?\w+\.ts'/g)].map(([, name = '']) =>
    name === 'still' ? 'dist/webview/still.js' : `dist/${name}.js`,
  );
  const shown = [...read('README.md').matchAll(/\]\((media\/[^)]+)\)/g)].map(([, file = '']) => file);
  return [...new Set([...media, ...pages, ...bundles, ...shown, 'dist/headlight.d.ts'])];
}

/** Which belong to no package: sources, tests, maps, other builds. */
const FOREIGN = [
  'dist/extension.js.map',
  'dist/test/ui.mjs',
  'src/extension.ts',
  'webview/main.ts',
  'test/package.test.ts',
  'scripts/bench.mjs',
  'artifacts/x.vsix',
  'tsconfig.json',
];

/** A folder that holds every name that there is on any platform, empty; so what is listed does not hang on what is installed or built here. */
function hollow(folder: string): void {
  const put = (file: string, content = ''): void => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  };
  const { name, version, publisher, engines } = JSON.parse(read('package.json'));
  put('package.json', JSON.stringify({ name, version, publisher, engines, dependencies: { 'onnxruntime-node': '*' } }));
  for (const file of [...named(), ...FOREIGN]) put(file);
  put(`${RUNTIME}/package.json`, JSON.stringify({ name: 'onnxruntime-node', version: '1.0.0', dependencies: { 'onnxruntime-common': '*' } }));
  put('node_modules/onnxruntime-common/package.json', JSON.stringify({ name: 'onnxruntime-common', version: '1.0.0' }));
  for (const file of ['dist/cjs/index.js', 'dist/cjs/package.json', 'dist/esm/index.js']) put(`node_modules/onnxruntime-common/${file}`);
  for (const file of ['dist/index.js', 'dist/binding.js', 'lib/index.ts', 'script/install.js']) put(`${RUNTIME}/${file}`);
  for (const [place, names] of Object.entries(BINARIES)) for (const one of names) put(`${RUNTIME}/bin/napi-v6/${place}/${one}`);
  put(`${RUNTIME}/bin/napi-v6/${TWICE}`);
}

describe('the package of', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'headlight-package-'));
    hollow(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(Object.entries(TARGETS))('%s holds its own binaries, what is named anywhere, and nothing else', async (target, { binaries }) => {
    const ignoreFile = path.join(folder, `${target}.ignore`);
    writeFileSync(ignoreFile, allowList(ROOT, target));
    const files = (await listFiles({ cwd: folder, ignoreFile })).map(file => file.split(path.sep).join('/'));
    const own = `${RUNTIME}/bin/napi-v6/${binaries}/`;
    expect(files.filter(file => file.startsWith(`${RUNTIME}/bin/`)).sort()).toEqual((BINARIES[binaries] ?? []).map(file => own + file).sort());
    expect(named().filter(file => !files.includes(file))).toEqual([]);
    expect(FOREIGN.filter(file => files.includes(file))).toEqual([]);
    const code = files.filter(file => file.startsWith('node_modules/') && !file.startsWith(`${RUNTIME}/bin/`)).map(file => file.slice('node_modules/'.length));
    expect(code.sort()).toEqual([
      ...['onnxruntime-common/dist/cjs/index.js', 'onnxruntime-common/dist/cjs/package.json', 'onnxruntime-common/package.json'],
      ...['onnxruntime-node/dist/binding.js', 'onnxruntime-node/dist/index.js', 'onnxruntime-node/package.json'],
    ]);
  });
});

describe('what packages are made of', () => {
  it('is there where it is named, as far as it is not built', () => {
    const missing = named().filter(file => !file.startsWith('dist/') && !existsSync(path.join(ROOT, file)));
    expect(missing).toEqual([]);
    expect(named()).toEqual(expect.arrayContaining(['dist/extension.js', 'dist/engine.js', 'dist/worker.js', 'dist/cli.js', 'dist/webview/still.js', 'dist/webview/panel.css']));
    expect(named().filter(file => /^media\/(walkthrough|schema)\//.test(file)).length).toBeGreaterThan(4);
  });

  it('names the binaries that the runtime has for the platforms that are installed here', () => {
    const bin = path.join(ROOT, RUNTIME, 'bin/napi-v6');
    for (const [place, names] of Object.entries(BINARIES)) {
      if (!existsSync(path.join(bin, place))) continue;
      const there = readdirSync(path.join(bin, place)).filter(file => !/\.\d+\.\d+\.\d+\.dylib$/.test(file));
      expect([place, there.sort()]).toEqual([place, [...names].sort()]);
    }
  });
});
