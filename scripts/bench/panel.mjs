// From the key press to the drawn picture, in a real VS Code with the real engine: what a person waits for who presses Enter in the panel's text field, and the bytes
// that crossed to the panel meanwhile. Needs what `node scripts/vscode/install.mjs` sets up and what `npm run build` makes.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { launch } from '../vscode/launch.mjs';
import { Workbench } from '../vscode/workbench.mjs';
import { processorSince, processorTimes } from './processes.mjs';

const GOAL_MS = 1000;
const GOAL_BYTES = 4e6;
const RUNS = 5;
/** Texts before those that count: the first makes the graph and the session that the others find, the second moves the session onto weights that are laid out for it. */
const BEFORE = 2;
const TIMEOUT = 120_000;

/** Of the shape of sentence-transformers' checkpoints of 6 and 12 layers. */
const SHAPE = { heads: 12, hidden: 384, maxTokens: 512 };
const FEW = [128, 512];

/**
 * Checkpoints that are measured: the one that the bench was given, with its length, and random ones of the usual shapes.
 * @param {{ model: string, makeRandomLlama: Function, temporary: string }} given
 */
function checkpoints({ model, makeRandomLlama, temporary }) {
  const workspace = path.join(temporary, 'workspace');
  const { max_position_embeddings: most = 512 } = JSON.parse(readFileSync(path.join(model, 'config.json'), 'utf8'));
  const known = existsSync(path.join(model, 'tokenizer.json')) ? [{ name: 'given', from: model, lengths: FEW.filter(length => length <= most) }] : [];
  if (known.length > 0) cpSync(model, path.join(workspace, 'given'), { recursive: true });
  const random = layers => ({ name: `random-${layers}x${SHAPE.heads}`, layers, lengths: FEW });
  // A given checkpoint that is as long as that stands for the small one.
  const made = (known.some(({ lengths }) => lengths.includes(512)) ? [12] : [6, 12]).map(random);
  for (const { name, layers } of made) makeRandomLlama(path.join(workspace, name), { ...SHAPE, layers });
  return { workspace, all: [...known, ...made] };
}

/** Whole words of a vocabulary, each one token; and how many tokens the model adds. */
function wordsOf(folder) {
  const { model, post_processor: added } = JSON.parse(readFileSync(path.join(folder, 'tokenizer.json'), 'utf8'));
  const pieces = Array.isArray(model.vocab) ? model.vocab.map(([piece]) => piece) : Object.keys(model.vocab);
  const words = pieces.filter(piece => /^(?:w\d+|[\u0120\u2581]?[a-z]{3,9})$/.test(piece)).map(piece => piece.replace(/^[\u0120\u2581]/, ''));
  return { words: words.slice(-Math.min(words.length, 5000)), added: added ? 2 : 0 };
}

/** Runs in the panel: notes what arrives, and when. */
function listenForBytes() {
  const bytesOf = (value, seen = new Set()) => {
    if (typeof value === 'string') return value.length;
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value.byteLength;
    if (typeof value !== 'object' || value === null || seen.has(value)) return 8;
    seen.add(value);
    let sum = 0;
    for (const [key, part] of Object.entries(value)) sum += key.length + bytesOf(part, seen);
    return sum;
  };
  globalThis.arrived = [];
  addEventListener('message', ({ data }) => globalThis.arrived.push({ at: performance.now(), bytes: bytesOf(data) }), true);
}

/** Runs in the panel: puts a text into the field, and waits for the picture of it from the moment when Enter is pressed. */
function watch(text) {
  const field = document.querySelector('.question vscode-text-area');
  // As the panel itself writes into it: nobody typed, so nothing runs after a pause.
  field.value = text;
  field.focus();
  const before = document.querySelector('#picture .layer');
  const inked = canvas => {
    if (!canvas?.width || !canvas.height) return false;
    const { data } = canvas.getContext('2d').getImageData(0, canvas.height >> 1, canvas.width, 1);
    return data.some(value => value > 0);
  };
  const isDrawn = () => {
    const layers = document.querySelectorAll('#picture .layer');
    const [layer] = layers;
    return (
      layers.length === 1 && layer !== before && !layer.classList.contains('coming') && [...layer.querySelectorAll('.matrix canvas[role=img], .head-grid canvas')].every(inked)
    );
  };
  globalThis.drawn = new Promise((resolve, reject) => {
    addEventListener(
      'keydown',
      () => {
        const pressed = performance.now();
        globalThis.arrived.length = 0;
        const look = () => {
          if (document.querySelector('#picture .fault')) return reject(new Error(document.querySelector('#picture').textContent));
          if (!isDrawn()) return requestAnimationFrame(look);
          const messages = globalThis.arrived;
          const answer = messages.reduce((first, message) => first ?? (message.bytes > 1000 ? message : undefined), undefined);
          resolve({
            drawn: performance.now() - pressed,
            answer: answer ? answer.at - pressed : Number.NaN,
            last: (messages.at(-1)?.at ?? Number.NaN) - pressed,
            bytes: messages.reduce((sum, { bytes }) => sum + bytes, 0),
          });
        };
        requestAnimationFrame(look);
      },
      { capture: true, once: true },
    );
  });
}

const median = values => [...values].sort((one, other) => one - other)[values.length >> 1];

/** One text: typed, Enter, drawn. */
async function once({ page, frame }, text) {
  await frame.evaluate(watch, text);
  await frame.waitForFunction(() => document.hasFocus() && document.activeElement?.tagName === 'VSCODE-TEXT-AREA');
  const before = processorTimes();
  await page.keyboard.press('Enter');
  const drawn = await frame.evaluate(() => globalThis.drawn);
  return { ...drawn, processor: processorSince(before) };
}

async function measureLength(open, { words, added }, tokens) {
  const text = seed => Array.from({ length: tokens - added }, (_, i) => words[(seed * 7919 + i * 31 + (i % 7) * seed) % words.length]).join(' ');
  const all = [];
  for (let run = 0; run < BEFORE + RUNS; run++) all.push(await once(open, text(run + 1)));
  const counted = all.slice(BEFORE);
  const shown = await open.frame.locator('.detail .matrix').getAttribute('aria-label');
  const of = key => median(counted.map(one => one[key]));
  return {
    ...{ shown, first: all[0].drawn, drawn: of('drawn'), answer: of('answer'), last: of('last') },
    worst: Math.max(...counted.map(one => one.drawn)),
    bytes: Math.max(...counted.map(one => one.bytes)),
    processor: ['engine', 'host', 'page'].map(part => median(counted.map(one => one.processor?.[part] ?? Number.NaN))),
  };
}

/** Prints a row for each checkpoint and length. */
export async function measurePanel({ root, model, makeRandomLlama }) {
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'headlight-bench-'));
  try {
    mkdirSync(path.join(temporary, 'workspace'));
    const { workspace, all } = checkpoints({ model, makeRandomLlama, temporary });
    writeFileSync(path.join(workspace, 'text.py'), 'text = "w1 w2 w3 the earth"\n');
    console.log(
      `\ntext to drawn panel in VS Code, from Enter, median of ${RUNS}; goals at 512 tokens: ${GOAL_MS} ms, ${GOAL_BYTES / 1e6} MB (load ${os.loadavg()[0].toFixed(1)} of ${os.cpus().length} processors)`,
    );
    console.log('  checkpoint      tokens    drawn    worst   (numbers at, last bytes at)   first    bytes     processor time: engine, host, pages');
    for (const checkpoint of all) await measureCheckpoint({ root, temporary, workspace }, checkpoint);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function measureCheckpoint({ root, temporary, workspace }, { name, lengths }) {
  const app = await launch({ userData: path.join(temporary, `user-${name}`), extensions: path.join(temporary, 'extensions'), folder: workspace, development: [root] });
  try {
    const { page } = app;
    page.setDefaultTimeout(TIMEOUT);
    const workbench = new Workbench(page);
    await workbench.ready();
    await workbench.open('text.py');
    await workbench.command('Headlight: Open Checkpoint');
    await workbench.pick(name);
    const frame = await workbench.webview(/^Headlight/, TIMEOUT);
    await frame.locator('.question vscode-text-area').first().waitFor();
    await frame.locator('#picture .layer .matrix').first().waitFor();
    await frame.evaluate(listenForBytes);
    const words = wordsOf(path.join(workspace, name));
    for (const tokens of lengths) {
      const row = await measureLength({ page, frame }, words, tokens);
      if (!row.shown?.includes(`${tokens} queries`)) throw new Error(`the text of ${tokens} tokens is shown as: ${row.shown}`);
      const ms = value => `${value.toFixed(0)} ms`.padStart(8);
      console.log(
        `  ${name.padEnd(14)} ${String(tokens).padStart(7)} ${ms(row.drawn)} ${ms(row.worst)}   (${ms(row.answer)}, ${ms(row.last)})     ${ms(row.first)}   ${(row.bytes / 1e6).toFixed(2)} MB${row.processor.map(ms).join('')}`,
      );
    }
  } finally {
    await app.close();
  }
}
