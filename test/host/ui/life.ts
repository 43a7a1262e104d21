import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { eventually, goTo, intoEditor, intoPanel, type Opened, open, type Place, panelOf, shot, shotsOfFailures } from './place';

const SOURCE = `# Prompts with escapes and words of two pieces.
first = "And the earth was without form,\\nand \\"darkness\\" was upon the deep"
second = "Let there be light"
`;

const fill = (folder: string): void => writeFileSync(path.join(folder, 'verses.py'), SOURCE);

/** The column, from 1, at which a word of the first text begins. */
const column = (word: string): number => (SOURCE.split('\n')[1] ?? '').indexOf(word) + 1;

/** The token that the panel looks from. */
const chosen = (frame: Frame, text: string) => frame.locator('.strip .token[aria-selected=true]').filter({ hasText: new RegExp(`^${text}$`) });

const token = (frame: Frame, text: string) => frame.locator('.strip .token').filter({ hasText: new RegExp(`^${text}$`) });

/** Waits until just this word of a line is marked by the extension, from its first to its last letter. */
const markedWord = (page: Page, line: string, word: string) => page.waitForFunction(isMarked, { line, word }, { timeout: 20_000 });

const noMark = (page: Page) => page.waitForFunction(() => document.querySelector('.view-overlays .cdr[class*="ced-"]') === null);

export const lifeSuite = (place: Place) =>
  describe('a panel beside the text that it shows', () => {
    let vscode: Opened;
    before(async () => {
      vscode = await open(place, fill);
      await vscode.workbench.ready();
      await vscode.workbench.open('verses.py');
      await vscode.workbench.command('Headlight: Try the Demo');
      await panelOf(vscode);
      await intoEditor(vscode);
      await goTo(vscode, 2, 14);
      await vscode.workbench.command('Headlight: Show Attention');
      await (await panelOf(vscode)).getByText('earth').first().waitFor();
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    it('marks a pressed token in the editor, behind escapes too, until the panel is left', async () => {
      const { page } = vscode;
      const frame = await panelOf(vscode);
      await token(frame, 'earth').first().click();
      await markedWord(page, 'without form', 'earth');
      await token(frame, 'upon').first().click();
      await markedWord(page, 'without form', 'upon');
      await shot(place, page, 'life-marked');
      // VS Code looks four times a second whether a webview has the keyboard: who leaves sooner was never there.
      await page.locator('.editor-group-container.active .tab').filter({ hasText: 'Headlight: demo' }).waitFor();
      await intoEditor(vscode);
      await noMark(page);
    });

    it('chooses the token under the cursor, which stays where its user put it', async () => {
      const { page } = vscode;
      const frame = await panelOf(vscode);
      await intoEditor(vscode);
      await goTo(vscode, 2, column('earth') - 1);
      for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight');
      await chosen(frame, 'earth').waitFor();
      await goTo(vscode, 2, column('upon'));
      await page.keyboard.press('ArrowRight');
      await chosen(frame, 'upon').waitFor();
      await shot(place, page, 'life-caret');
      await noMark(page);
      await page
        .locator('.statusbar-item')
        .filter({ hasText: `Ln 2, Col ${column('upon') + 1}` })
        .waitFor();
    });

    it('runs an edited text again by itself, keeps the chosen head and token, and never shows an empty place meanwhile', async () => {
      const { page } = vscode;
      const frame = await panelOf(vscode);
      const title = frame.locator('.detail h2');
      const first = (await title.textContent()) ?? '';
      await frame.locator('.head-grid').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await title.filter({ hasNotText: first }).waitFor();
      const head = await title.textContent();
      await goTo(vscode, 2, column('earth') - 1);
      // The cursor's token, which is told in its own time, before another is pressed.
      await chosen(frame, 'the').waitFor();
      await token(frame, 'upon').first().click();
      await chosen(frame, 'upon').waitFor();
      await frame.evaluate(watchEmptiness);
      await intoEditor(vscode);
      await page.keyboard.type(' old');
      await token(frame, 'old').first().waitFor();
      await frame.waitForFunction(() => document.querySelectorAll('#picture .layer').length === 1);
      await chosen(frame, 'upon').waitFor();
      await eventually(async () => assert.equal(((await title.textContent()) ?? '').split(' · ')[0], (head ?? '').split(' · ')[0]));
      assert.equal(await frame.evaluate(() => (globalThis as unknown as { emptied: boolean }).emptied), false);
      await token(frame, 'upon').first().click();
      await markedWord(page, 'without form', 'upon');
    });

    it('runs what is typed in its own field after a pause, without Enter', async () => {
      const { page } = vscode;
      const frame = await panelOf(vscode);
      await intoPanel(vscode, frame);
      await frame.locator('vscode-text-area').first().click();
      await page.keyboard.press('Control+End');
      await page.keyboard.type(' today');
      await token(frame, 'today|day|ay').first().waitFor();
    });

    it('without a word of complaint from the panel', () => assert.deepEqual(vscode.workbench.complaints, []));
  });

/** Runs in the workbench: whether the extension's only mark on the screen lies on a word, to a pixel or two. */
function isMarked({ line, word }: { line: string; word: string }): boolean {
  const marks = [...document.querySelectorAll('.view-overlays .cdr[class*="ced-"]')].map(one => one.getBoundingClientRect());
  const shown = [...document.querySelectorAll('.view-line')].find(one => one.textContent?.replace(/\u00a0/g, ' ').includes(line));
  if (marks.length !== 1 || !shown) return false;
  const walker = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    const at = node.data.replace(/\u00a0/g, ' ').indexOf(word);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + word.length);
    const place = range.getBoundingClientRect();
    const [mark] = marks;
    const [letter] = [place.width / word.length];
    // A token may hold the space before its word.
    return mark !== undefined && Math.abs(mark.right - place.right) < 3 && Math.abs(mark.top - place.top) < 3 && mark.left > place.left - letter - 3 && mark.left < place.left + 3;
  }
  return false;
}

/** Runs in the panel: remembers whether the picture was ever without a canvas. */
function watchEmptiness(): void {
  const told = globalThis as unknown as { emptied: boolean };
  told.emptied = false;
  const picture = document.getElementById('picture');
  if (!picture) throw new Error('no picture');
  new MutationObserver(() => {
    const seen = [...picture.querySelectorAll('canvas')].some(canvas => getComputedStyle(canvas).visibility === 'visible' && canvas.width > 0);
    if (!seen) told.emptied = true;
  }).observe(picture, { childList: true, subtree: true });
}
