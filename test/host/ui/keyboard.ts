import { strict as assert } from 'node:assert';
import { type Opened, open, type Place, panelOf, sample, shot } from './place';

export const keyboardSuite = (place: Place) =>
  describe('by keyboard alone', () => {
    let vscode: Opened;
    before(async () => {
      vscode = await open(place, sample(place));
      await vscode.workbench.ready();
      await vscode.workbench.open('prompts.py');
    });
    after(() => vscode?.close());
    afterEach(async function () {
      if (this.currentTest?.state === 'failed') await shot(place, vscode.page, `failed-${this.currentTest.title.replace(/\W+/g, '-')}`);
    });

    it('opens the demo, goes to the panel, types a text of its own, and sees it', async () => {
      const { workbench, page } = vscode;
      await workbench.command('Headlight: Try the Demo');
      const frame = await panelOf(vscode);
      await page.keyboard.press('Control+2');
      await frame.waitForFunction(() => document.hasFocus());
      await page.keyboard.press('/');
      await page.keyboard.press('Control+a');
      await page.keyboard.type('And God said unto Moses');
      await page.keyboard.press('Enter');
      await frame.getByText('Moses').first().waitFor();
      await shot(place, page, 'keyboard');
    });

    it('reaches every control by Tab, each with a focus that can be seen', async () => {
      const { page, workbench } = vscode;
      const frame = await workbench.webview(/^Headlight/);
      const seen = new Set<string>();
      for (let step = 0; step < 40; step++) {
        await page.keyboard.press('Tab');
        seen.add(
          await frame.evaluate(() => {
            const { activeElement } = document;
            const { outlineStyle, boxShadow } = activeElement ? getComputedStyle(activeElement) : { outlineStyle: '', boxShadow: '' };
            return `${activeElement?.tagName.toLowerCase()}.${activeElement?.getAttribute('role') ?? ''} ${outlineStyle !== 'none' || boxShadow !== 'none'}`;
          }),
        );
      }
      assert.ok(
        [...seen].some(one => one.startsWith('button.tab')),
        [...seen].join('\n'),
      );
      assert.ok(seen.size >= 4, [...seen].join('\n'));
    });

    it('goes back to the file and asks for the string under the cursor', async () => {
      const { workbench, page } = vscode;
      await page.keyboard.press('Control+1');
      await page.waitForFunction(() => document.activeElement?.closest('.monaco-editor') !== null);
      await page.keyboard.press('Control+Home');
      for (let line = 1; line < 7; line++) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      await workbench.command('Headlight: Show Attention');
      const frame = await panelOf(vscode);
      await frame.getByText('servant').first().waitFor();
    });

    it('asks for the hover', async () => {
      const { workbench, page } = vscode;
      await page.keyboard.press('Control+1');
      await page.waitForFunction(() => document.activeElement?.closest('.monaco-editor') !== null);
      await page.keyboard.press('Control+k');
      await page.keyboard.press('Control+i');
      await workbench.hover().locator('img[src^="data:image/svg"]').first().waitFor();
    });

    it('without a word of complaint from the panel', () => assert.deepEqual(vscode.workbench.complaints, []));
  });
