// Bundles the extension, the engine process, its worker, the command line and the webviews. `--watch` builds again on change.
import { context } from 'esbuild';

const node = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', external: ['vscode', 'onnxruntime-node'], sourcemap: true, logLevel: 'warning', outdir: 'dist' };
const builds = [
  { ...node, entryPoints: { extension: 'src/extension.ts', engine: 'src/engine/main.ts', worker: 'src/engine/worker.ts' } },
  { ...node, entryPoints: { cli: 'src/cli/main.ts' }, banner: { js: '#!/usr/bin/env node' } },
  {
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
  },
];

// What an exported page carries in the extension's place.
builds.push({ ...builds[2], entryPoints: { still: 'src/still/main.ts' } });

const watch = process.argv.includes('--watch');
await Promise.all(
  builds.map(async options => {
    const built = await context(options);
    if (watch) return built.watch();
    await built.rebuild();
    await built.dispose();
  }),
);
