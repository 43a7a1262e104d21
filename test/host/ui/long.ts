import { strict as assert } from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { makeRandomLlama } from '../../fixtures/make/randomLlama';
import { enginesOf } from './engines';
import { eventually, type Opened, open, type Place, panelOf, shot, shotsOfFailures } from './place';

const TOKENS = 4096;
/** All weights of such a text are 805 MB here: too many to be held together. Those of one layer are 134 MB. */
const SIZE = { layers: 6, heads: 2, hidden: 16, maxTokens: TOKENS };
const WORDS = Array.from({ length: TOKENS }, (_, i) => `w${(i * 31) % 509}`).join(' ');
/**
 * What an engine may take at its highest: itself, what is in flight in one layer (three squares a head, half as much again by the runtime), and some heads that were looked at and are
 * not yet collected. With the weights of all heads in hand, the runtime's and a copy, it would be 2 GB.
 */
const MOST_BYTES = 3e8 + 1.5 * 3 * SIZE.heads * TOKENS ** 2 * 4 + 6 * TOKENS ** 2 * 4;

/** The highest that a process's memory ever was, in bytes; undefined where the system does not tell. */
function highest(pid: number): number | undefined {
  const found = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return found ? Number(found[1]) * 1024 : undefined;
}

export const longSuite = (place: Place) =>
  describe('a text of 4,096 tokens', () => {
    let vscode: Opened;
    let frame: Frame;
    before(async () => {
      vscode = await open(place, folder => {
        makeRandomLlama(path.join(folder, 'long'), SIZE);
        writeFileSync(path.join(folder, 'text.py'), 'text = "w1 w2 w3"\n');
      });
      const { workbench } = vscode;
      await workbench.ready();
      await workbench.open('text.py');
      await workbench.command('Headlight: Open Checkpoint');
      await workbench.pick('long');
      frame = await panelOf(vscode);
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    const matrix = () => frame.locator('.detail .matrix');
    const heading = (words: RegExp) => frame.locator('.detail h2').filter({ hasText: words }).waitFor();
    const says = (words: RegExp) => frame.locator('.detail .live').filter({ hasText: words }).waitFor();
    const minimap = () => frame.locator('.minimap canvas');
    /** The window by its first row and column, as the map beside the picture says it. */
    const shownWindow = async (): Promise<readonly number[]> =>
      (/rows (\d+) to (\d+) of \d+, columns (\d+) to (\d+)/.exec((await minimap().getAttribute('aria-label')) ?? '') ?? []).slice(1).map(Number);
    /** Waits until weights are painted, not one colour. */
    const inked = () => frame.waitForFunction(isInked, '.detail .matrix canvas[role=img]');

    /** The picture's place on the screen, all of it in view. */
    async function shownBox() {
      const over = matrix().locator('.over');
      await over.scrollIntoViewIfNeeded();
      const box = await over.boundingBox();
      assert.ok(box);
      return box;
    }

    /** Puts a text into the field, as a paste does, and runs it. */
    async function run(text: string): Promise<void> {
      const field = frame.locator('.question vscode-text-area').first();
      await field.locator('textarea').fill(text);
      await field.press('Enter');
    }

    it('is opened with all its heads as thumbnails and one in detail', async () => {
      await run(WORDS);
      await frame.locator(`.detail .matrix[aria-label*="${TOKENS} queries as rows, ${TOKENS} keys"]`).waitFor({ timeout: 60_000 });
      await heading(/^L\d H\d · /);
      await inked();
      await frame.waitForFunction(isInked, '.head-grid canvas');
      await shot(place, vscode.page, 'long-whole');
    });

    it('shows single weights where it is zoomed in, by wheel and keyboard', async () => {
      const { page } = vscode;
      const box = await shownBox();
      // Where the first tokens attend: a later key is masked.
      await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.6, { steps: 3 });
      await page.keyboard.down('Control');
      for (let turn = 0; turn < 16; turn++) await page.mouse.wheel(0, -100);
      await page.keyboard.up('Control');
      await minimap().waitFor();
      await says(/^“w\d+” \(\d+\) → “w\d+” \(\d+\): [\d.e−]+, rank \d+ of \d+( \(the strongest of 2 × 2 under the pointer\))?$/);
      await eventually(async () => {
        const [top = 0, bottom = 0] = await shownWindow();
        assert.ok(bottom - top < 300, `rows ${top} to ${bottom}`);
      });
      await inked();
      await shot(place, page, 'long-zoomed');
    });

    it('is moved through with the wheel, by dragging, and on the map of the whole', async () => {
      const { page } = vscode;
      const box = await shownBox();
      const at = { x: box.x + box.width * 0.5, y: box.y + box.height * 0.5 };
      const first = await shownWindow();
      await page.mouse.move(at.x, at.y);
      await page.mouse.wheel(0, 200);
      await frame.waitForFunction(([from]) => Number(/rows (\d+)/.exec(document.querySelector('.minimap canvas')?.getAttribute('aria-label') ?? '')?.[1]) > (from ?? 0), first);
      const wheeled = await shownWindow();
      assert.equal(wheeled[2], first[2]);
      await page.mouse.down();
      await page.mouse.move(at.x + 80, at.y + 80, { steps: 5 });
      await page.mouse.up();
      await eventually(async () => {
        const dragged = await shownWindow();
        assert.ok((dragged[0] ?? 0) < (wheeled[0] ?? 0) && (dragged[2] ?? 0) < (wheeled[2] ?? 0), `${wheeled} to ${dragged}`);
      });
      await minimap().scrollIntoViewIfNeeded();
      const map = await minimap().boundingBox();
      assert.ok(map);
      await page.mouse.click(map.x + map.width * 0.1, map.y + map.height * 0.9);
      await frame.waitForFunction(() => Number(/rows (\d+)/.exec(document.querySelector('.minimap canvas')?.getAttribute('aria-label') ?? '')?.[1]) > 3000);
      const [top = 0, , left = 0] = await shownWindow();
      assert.ok(top > 3000 && left < 800, `rows from ${top}, columns from ${left}`);
      await inked();
      await shot(place, page, 'long-moved');
    });

    it('shows another head on its own, and a run of it can be cancelled', async () => {
      const { page } = vscode;
      await frame.getByRole('button', { name: 'Show all' }).click();
      await frame.locator('.head-grid').focus();
      const before = (await frame.locator('.detail h2').textContent())?.split(' · ')[0] ?? '';
      await page.keyboard.press(before.startsWith('L5') ? 'ArrowUp' : 'ArrowDown');
      await page.keyboard.press('Enter');
      await frame.locator('.detail h2').filter({ hasNotText: before }).waitFor();
      await inked();
      const kept = await frame.locator('.detail h2').textContent();
      await run(`${WORDS} w9`.split(' ').slice(1).join(' '));
      await frame.locator('.waiting-bar').getByText('Cancel').click();
      await frame.locator('.waiting-bar').waitFor({ state: 'hidden' });
      assert.equal(await frame.locator('.detail h2').textContent(), kept);
      assert.equal(await frame.locator('#picture .fault').count(), 0);
    });

    it('never holds the weights of all heads, and brings no complaint', () => {
      const engines = enginesOf(place);
      assert.ok(engines.length > 0);
      for (const pid of engines) assert.ok((highest(pid) ?? 0) < MOST_BYTES, `an engine took ${(highest(pid) ?? 0) / 1e6} MB`);
      assert.deepEqual(vscode.workbench.complaints, []);
    });
  });

/** Runs in the panel: whether a canvas shows more than a background, a frame and a label. */
function isInked(selector: string): boolean {
  const canvas = document.querySelector<HTMLCanvasElement>(selector);
  if (!canvas || canvas.width < 9 || canvas.height < 9) return false;
  const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: new Uint8ClampedArray() };
  const colours = new Set<number>();
  for (let at = 0; at < data.length; at += 4 * 37) colours.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
  return colours.size > 4;
}
