// Ratios that say whether the engine costs more than the runtime under it:
//
//   npm run bench -- [--model DIR] [--runs N] [--tokens 16,128,512] [--only engine,picture,experiments,frames,hovers,panel,activation]
//
// For each length: a plain forward pass of the same graph with the runtime's default options, against every attention weight of every head through the
// whole engine (ids to tokens to feeds, stamps compared, weights as tensors), and against the Attention analysis with its statistics. The medians of N
// runs, interleaved in blocks. Then head statistics without and with what is asked for besides, opening to first attention in a process that
// has opened a model before, and exact maximum flow of all pairs. From a request to the data of the first picture, with the bytes that cross.
// Experiments: runs of a swapped model against plain ones, one step of a slider, a sweep, a knock-out of every head. Frames per
// second while the pointer moves over the matrix of a long text, in headless Chromium. And in VS Code, after npm run build: latencies of hovers, the time
// and the bytes from Enter in the panel to the drawn picture, and how long activation takes. DIR defaults to the reference suite's minilm, then to the demo.
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { measureActivation } from './bench/activation.mjs';
import { canMeasureFrames, measureFrames } from './bench/frames.mjs';
import { canMeasureHovers, measureHovers } from './bench/hover.mjs';
import { measurePanel } from './bench/panel.mjs';

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), '..');
const { values: option } = parseArgs({
  options: { model: { type: 'string' }, runs: { type: 'string', default: '30' }, tokens: { type: 'string', default: '16,128,512' }, only: { type: 'string' } },
});
const suite = process.env.HEADLIGHT_REFERENCE ?? path.join(root, '../shared/reference/cases');
const model = option.model ?? [path.join(suite, 'minilm/model'), path.join(root, 'media/demo')].find(existsSync);
if (!model || !existsSync(model)) {
  console.error('bench: name a checkpoint with --model DIR');
  process.exit(2);
}

// The engine is TypeScript: bundled beside the packages that it takes at run time, with the worker where it looks for it.
const out = path.join(root, 'node_modules/.cache/headlight-bench');
mkdirSync(out, { recursive: true });
await build({
  entryPoints: {
    bench: path.join(root, 'scripts/bench/measure.ts'),
    experiments: path.join(root, 'scripts/bench/experiments.ts'),
    picture: path.join(root, 'scripts/bench/picture.ts'),
    checkpoints: path.join(root, 'test/fixtures/make/randomLlama.ts'),
    worker: path.join(root, 'src/engine/worker.ts'),
  },
  outdir: out,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  external: ['onnxruntime-node'],
  logLevel: 'warning',
});
const load = createRequire(import.meta.url);
const bench = { model: path.resolve(model), runs: Number(option.runs), lengths: option.tokens.split(',').map(Number) };

const noChromium = 'No Chromium at /usr/bin/chromium or in CHROMIUM: frames per second are not measured.';
const noVsCode = 'No VS Code (node scripts/vscode/install.mjs): neither hovers nor the panel nor activation are measured.';
const parts = {
  engine: () => load(path.join(out, 'bench.js')).measure(bench),
  picture: () => load(path.join(out, 'picture.js')).measurePictures(bench),
  experiments: () => load(path.join(out, 'experiments.js')).measureExperiments(bench),
  frames: () => (canMeasureFrames() ? measureFrames() : console.log(noChromium)),
  hovers: () => (canMeasureHovers() ? measureHovers(bench.model) : console.log(noVsCode)),
  panel: () => (canMeasureHovers() ? measurePanel({ root, model: bench.model, ...load(path.join(out, 'checkpoints.js')) }) : console.log(noVsCode)),
  activation: () => (canMeasureHovers() ? measureActivation(root) : console.log(noVsCode)),
};
const wanted = option.only?.split(',') ?? Object.keys(parts);
const unknown = wanted.filter(name => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`bench: there is no ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}
for (const [name, measure] of Object.entries(parts)) if (wanted.includes(name)) await measure();
