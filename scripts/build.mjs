// Bundles the extension, the engine process, its worker, the command line and the webviews. `--watch` builds again on change.
import { copyFileSync, readFileSync } from 'node:fs';
import { context } from 'esbuild';

const node = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', external: ['vscode', 'onnxruntime-node'], sourcemap: true, logLevel: 'warning', outdir: 'dist' };
/** An import of everything is a copy of every name of VS Code's API, once for each file of ours: a third of what activation takes. A require is the object itself. */
const apiOnce = {
  name: 'api-once',
  setup: build =>
    build.onLoad({ filter: /[\\/]src[\\/](host[\\/].*|extension)\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace("import * as vscode from 'vscode';", "const vscode = require('vscode');"),
      loader: 'ts',
    })),
};
const page = {
  bundle: true,
  platform: 'browser',
  target: 'chrome120',
  format: 'iife',
  entryPoints: { panel: 'webview/main.ts', inspector: 'webview/inspector/main.ts' },
  outdir: 'dist/webview',
  loader: { '.svg': 'text', '.ttf': 'file' },
  sourcemap: false,
  minify: true,
  logLevel: 'warning',
};
const builds = [
  { ...node, entryPoints: { extension: 'src/extension.ts' }, plugins: [apiOnce] },
  { ...node, entryPoints: { engine: 'src/engine/main.ts', worker: 'src/engine/worker.ts' } },
  { ...node, entryPoints: { cli: 'src/cli/main.ts' }, banner: { js: '#!/usr/bin/env node' } },
  page,
  // What an exported page carries in the extension's place.
  { ...page, entryPoints: { still: 'src/still/main.ts' } },
];

const watch = process.argv.includes('--watch');
await Promise.all(
  builds.map(async options => {
    const built = await context(options);
    if (watch) return built.watch();
    await built.rebuild();
    await built.dispose();
  }),
);
// Types of the exported API, for other extensions: the file that our own code is checked against.
copyFileSync('src/host/api.ts', 'dist/headlight.d.ts');
