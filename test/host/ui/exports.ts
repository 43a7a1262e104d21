import { strict as assert } from 'node:assert';
import path from 'node:path';
import { type Browser, chromium as browserType, type Frame } from 'playwright-core';
import { chromium } from '../../../scripts/vscode/home.mjs';
import { exportTo, offline } from './exported';
import { axe, eventually, type Opened, open, type Place, panelOf, sample, shot } from './place';

/** What a user takes out of the panel, each opened by what reads such files. */
export const exportsSuite = (place: Place): void => {
  describe('exports of the panel', () => {
    let vscode: Opened;
    let panel: Frame;
    let browser: Browser;
    before(async () => {
      vscode = await open(place, sample(place));
      await vscode.workbench.ready();
      await vscode.workbench.open('prompts.py');
      await vscode.workbench.command('Headlight: Try the Demo');
      panel = await panelOf(vscode);
      browser = await browserType.launch({ executablePath: chromium() ?? '', args: ['--no-sandbox', '--disable-gpu'] });
    });
    after(async () => {
      await browser?.close();
      await vscode?.close();
    });

    const exported = async (item: string, name: string): Promise<Buffer> => (await exportTo(vscode, panel, item, name, 'keyboard')).content;

    it('opens its menu below the button, closes it with Escape, and axe-core finds nothing', async () => {
      const menu = panel.getByRole('button', { name: 'Export', exact: true });
      await menu.click();
      await panel.getByRole('menu').waitFor();
      assert.deepEqual(await axe(panel), []);
      const box = await panel.getByRole('menu').evaluate(one => [one.getBoundingClientRect().left, innerWidth - one.getBoundingClientRect().right]);
      assert.ok(Math.min(...box) >= 0, `the menu leaves the panel: ${box}`);
      await shot(place, vscode.page, 'export-menu');
      await vscode.page.keyboard.press('Escape');
      await panel.getByRole('menu').waitFor({ state: 'hidden' });
      await eventually(async () => assert.equal(await menu.evaluate(one => one === document.activeElement), true));
    });

    it('writes an image with two pixels to each of the screen’s', async () => {
      const png = await exported('Image (PNG)…', 'attention.png');
      assert.equal(png.subarray(1, 4).toString(), 'PNG');
      const width = await panel.evaluate(() => document.getElementById('picture')?.getBoundingClientRect().width ?? 0);
      assert.ok(Math.abs(png.readUInt32BE(16) - 2 * (Math.ceil(width) + 24)) <= 4, `${png.readUInt32BE(16)} pixels for ${width}`);
    });

    it('writes a drawing whose text is text', async () => {
      const svg = (await exported('Drawing (SVG)…', 'attention.svg')).toString();
      const page = await browser.newPage();
      await page.setContent(svg);
      assert.ok((await page.locator('svg text').count()) > 20);
      assert.ok(await page.locator('svg text', { hasText: 'demo · Attention' }).isVisible());
      await page.close();
    });

    it('writes the numbers of the analysis, one line for each', async () => {
      const csv = (await exported('Numbers as CSV…', 'attention.csv')).toString();
      const [head, ...lines] = csv.trim().split(/\r?\n/);
      assert.match(head ?? '', /,/);
      // 28 tokens, 3 layers of 4 heads: every weight that there is.
      assert.ok(lines.length >= 3 * 4 * 28, `${lines.length} lines`);
      const numbers = (await exported('Numbers as safetensors…', 'attention.safetensors')).toString('latin1');
      assert.match(numbers, /attentions\.2/);
    });

    it('puts the image on the clipboard', async () => {
      await vscode.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await panel.getByRole('button', { name: 'Export', exact: true }).click();
      await panel.getByRole('menuitem', { name: 'Copy as image' }).click();
      await panel.getByText('Copied.').waitFor();
      const types = await panel.evaluate(async () => (await navigator.clipboard.read()).flatMap(item => item.types));
      assert.deepEqual(types, ['image/png']);
    });

    it('writes a page that opens in a browser without a network, and can be read there', async () => {
      const { file, content } = await exportTo(vscode, panel, 'Page for any browser (HTML)…', 'attention.html', 'keyboard');
      // Nothing of where the checkpoint lies goes along.
      assert.equal(content.includes(place.extensions), false);
      const { page, complaints, close } = await offline(browser, file);
      await page.locator('#picture canvas').first().waitFor();
      const heading = page.getByRole('heading', { name: /entropy/ });
      const first = await heading.textContent();
      // Another head is drawn from the weights that the page holds.
      await page.getByRole('application', { name: /^All heads/ }).focus();
      for (const key of ['ArrowUp', 'ArrowUp', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'Enter']) await page.keyboard.press(key);
      await page.getByRole('heading', { name: /^L0 H0/ }).waitFor();
      await eventually(async () => assert.notEqual(await heading.textContent(), first));
      assert.equal(await page.getByRole('button', { name: 'Run' }).isVisible(), false);
      await page.screenshot({ path: path.join(place.artifacts, 'exported-page.png') });
      assert.deepEqual(complaints, []);
      await close();
    });

    it('without a word of complaint from the panel', () => assert.deepEqual(vscode.workbench.complaints, []));
  });
};
