// Frames per second while the pointer moves over the matrix of a long text, in headless Chromium without a graphics card: what a person would feel, at its worst.
//
//   node scripts/bench/frames.mjs [scene ...]        scenes of the gallery; long (512 tokens) and huge (4,096) unless told
import { existsSync } from 'node:fs';
import os from 'node:os';
import { browserOf, serve } from '../gallery/serve.mjs';

const SECONDS = 4;
const GOAL = 60;
const WAYS = {
  /** Across the cells, as a person reads along rows and down columns. */
  'moving over the matrix': { over: '.detail .matrix .over', zoom: false, drag: false },
  'dragging the window': { over: '.detail .matrix .over', zoom: true, drag: true },
};

/** Time that the page's own thread has worked, in milliseconds of processor time: says what a frame costs on a machine that does other things, too. */
async function worked(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
}

/** Gives the times between frames while the pointer moves, and the work that each took, in milliseconds. */
async function frames(tab, session, { over, zoom, drag }) {
  const box = await tab.locator(over).boundingBox();
  const at = (share, turn) => [box.x + box.width * (0.3 + 0.35 * share), box.y + box.height * (0.35 + 0.3 * Math.abs(Math.sin(turn)))];
  await tab.mouse.move(...at(0.5, 0.5));
  if (zoom) {
    await tab.locator('.detail .matrix').focus();
    for (let step = 0; step < 4; step++) await tab.keyboard.press('+');
    await tab.waitForTimeout(500);
  }
  await tab.evaluate(() => {
    globalThis.stamps = [];
    const note = now => {
      globalThis.stamps.push(now);
      globalThis.noting = requestAnimationFrame(note);
    };
    globalThis.noting = requestAnimationFrame(note);
  });
  if (drag) await tab.mouse.down();
  const before = await worked(session);
  const end = Date.now() + SECONDS * 1000;
  for (let step = 0; Date.now() < end; step++) await tab.mouse.move(...at((step % 200) / 200, step / 37));
  const work = (await worked(session)) - before;
  if (drag) await tab.mouse.up();
  const stamps = await tab.evaluate(() => {
    cancelAnimationFrame(globalThis.noting);
    return globalThis.stamps;
  });
  return { apart: stamps.slice(1).map((stamp, index) => stamp - stamps[index]), work: work / stamps.length };
}

/** Measures scenes and prints a line for each way of moving. */
export async function measureFrames(scenes = ['long', 'huge']) {
  console.log(`\nframes per second while the pointer moves, ${SECONDS} s each; goal: ${GOAL} frames/s (load ${os.loadavg()[0].toFixed(1)} of ${os.cpus().length} processors)`);
  const { server, address } = await serve();
  const browser = await browserOf();
  try {
    for (const scene of scenes) {
      const tab = await browser.newPage({ viewport: { width: 1100, height: 900 } });
      const session = await tab.context().newCDPSession(tab);
      await session.send('Performance.enable', { timeDomain: 'threadTicks' });
      await tab.goto(`${address}/?scene=${scene}&theme=dark`);
      await tab.locator('.detail .summary').filter({ hasText: '→' }).waitFor();
      await tab.waitForTimeout(1000);
      for (const [name, way] of Object.entries(WAYS)) {
        const { apart, work } = await frames(tab, session, way);
        apart.sort((one, other) => one - other);
        const median = apart[Math.floor(apart.length / 2)];
        const late = apart[Math.floor(apart.length * 0.95)];
        const worst = apart.at(-1);
        console.log(
          `  ${scene}, ${name}: ${(1000 / median).toFixed(1)} frames/s at the median, 95 % within ${late.toFixed(1)} ms, the slowest ${worst.toFixed(1)} ms; ${work.toFixed(1)} ms of work a frame (${apart.length} frames)`,
        );
      }
      await tab.close();
    }
  } finally {
    await browser.close();
    server.close();
  }
}

/** Whether there is a browser to measure in. */
export const canMeasureFrames = () => existsSync(process.env.CHROMIUM ?? '/usr/bin/chromium');

if (process.argv[1] === new URL(import.meta.url).pathname) await measureFrames(process.argv.length > 2 ? process.argv.slice(2) : undefined);
