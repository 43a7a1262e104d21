import { strict as assert } from 'node:assert';
import path from 'node:path';
import { type Browser, chromium as browserType, type Frame, type Page } from 'playwright-core';
import { chromium } from '../../../scripts/vscode/home.mjs';
import { compareBy, shorterDemo } from './comparing';
import { exportTo, offline } from './exported';
import { axe, type Opened, open, type Place, panelOf, sample, settled } from './place';

const HTML = 'Page for any browser (HTML)…';

/** What a user takes out of a comparison. */
export const pagesSuite = (place: Place): void => {
  describe('exports of a comparison', () => {
    let vscode: Opened;
    let panel: Frame;
    let browser: Browser;
    before(async () => {
      vscode = await open(place, folder => {
        sample(place)(folder);
        shorterDemo(place, path.join(folder, 'other'));
      });
      await vscode.workbench.ready();
      await vscode.workbench.command('Headlight: Try the Demo');
      panel = await panelOf(vscode);
      browser = await browserType.launch({ executablePath: chromium() ?? '', args: ['--no-sandbox', '--disable-gpu'] });
    });
    after(async () => {
      await browser?.close();
      await vscode?.close();
    });

    async function show(tab: string, id: string): Promise<void> {
      await panel.getByRole('tab', { name: tab, exact: true }).click();
      await panel.locator(`#picture[aria-labelledby="tab-${id}"] .comparison canvas`).first().waitFor({ timeout: 60_000 });
      await settled(panel);
    }

    /** The comparison's numbers, in words: what its table says, row by row. */
    async function table(of: Frame | Page): Promise<readonly string[]> {
      const details = of.locator('.comparison details.numbers');
      if (!(await details.evaluate(one => (one as HTMLDetailsElement).open))) await details.locator('summary').click();
      await details.locator('tbody tr').first().waitFor();
      return details.locator('tbody tr').evaluateAll(rows => rows.map(row => [...row.children].map(cell => cell.textContent).join(' ')));
    }

    /** Exports the page, opens it where there is no network, and has it looked at. */
    async function opened(name: string, look: (page: Page) => Promise<void>): Promise<string> {
      const { file, content } = await exportTo(vscode, panel, HTML, `${name}.html`);
      const { page, complaints, close } = await offline(browser, file);
      await page.locator('.comparison canvas').first().waitFor();
      await look(page);
      for (const button of ['Run', 'Compare', 'Export', 'End the comparison']) assert.equal(await page.getByRole('button', { name: button, exact: true }).count(), 0, button);
      assert.deepEqual(await axe(page.mainFrame()), []);
      await page.screenshot({ path: path.join(place.artifacts, `page-${name}.png`), fullPage: true });
      assert.deepEqual(complaints, []);
      await close();
      return content.toString();
    }

    it('of two texts: the page shows both, their difference, and another head of both', async () => {
      await compareBy(panel, 'With another text…');
      const field = panel.locator('.compare-bar textarea');
      await field.waitFor();
      await field.fill((await field.inputValue()).replace('heaven', 'earth'));
      await field.press('Enter');
      await panel.getByText('28 tokens on both sides, 1 of them not the same').waitFor();
      await settled(panel);
      const heading = /mean total variation/;
      const said = await panel.getByRole('heading', { name: heading }).textContent();
      const numbers = await table(panel);
      assert.ok(numbers.length > 0);
      await opened('texts', async page => {
        await page.getByText('28 tokens on both sides, 1 of them not the same').waitFor();
        await page.getByRole('heading', { name: heading }).waitFor();
        assert.equal(await page.getByRole('heading', { name: heading }).textContent(), said);
        assert.deepEqual(await table(page), numbers);
        assert.equal(await page.locator('.comparison .pane:not([hidden]) canvas[role=img]').count(), 3);
        // The difference is drawn, not only its frame: several colours stand in it.
        const colours = await page
          .locator('.comparison .pane canvas[role=img]')
          .last()
          .evaluate(one => {
            const canvas = one as HTMLCanvasElement;
            return new Set(new Uint32Array(canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data.buffer ?? new ArrayBuffer(0))).size;
          });
        assert.ok(colours > 30, `${colours} colours`);
        await page.getByRole('application', { name: /^All heads/ }).focus();
        for (const key of ['ArrowUp', 'ArrowUp', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'Enter']) await page.keyboard.press(key);
        await page.getByRole('heading', { name: /^L0 H0 .*mean total variation 0\.\d/ }).waitFor();
      });
    });

    it('in every analysis: the page’s numbers are the panel’s', async () => {
      for (const [tab, id] of [
        ['Head statistics', 'heads'],
        ['Attention rollout', 'rollout'],
        ['Token identifiability', 'identifiability'],
      ] as const) {
        await show(tab, id);
        const numbers = await table(panel);
        await opened(id, async page => assert.deepEqual(await table(page), numbers));
      }
    });

    it('of two texts: one file of numbers holds both sides, each as it is alone, and the difference', async () => {
      await show('Attention rollout', 'rollout');
      const both = await exportTo(vscode, panel, 'Numbers as CSV…', 'both.csv');
      assert.match(both.proposed, /^demo\.rollout\.two-texts\.csv$/);
      const [head, ...lines] = both.content.toString().trim().split('\n');
      assert.match(head ?? '', /^side,tensor,index_0/);
      const of = (side: string) => lines.filter(line => line.startsWith(`${side},`)).map(line => line.slice(side.length + 1));
      const [first, second, difference] = [of('first'), of('second'), of('difference')];
      assert.ok(difference.length > 0);
      assert.equal(first.length + second.length + difference.length, lines.length);
      const values = (rows: readonly string[]) => new Map(rows.map(row => [row.slice(0, row.lastIndexOf(',')), Number(row.slice(row.lastIndexOf(',') + 1))]));
      const [one, two] = [values(first), values(second)];
      for (const [name, value] of values(difference)) assert.ok(Object.is(value, Math.fround((two.get(name) ?? 0) - (one.get(name) ?? 0))) || Number.isNaN(value), name);
      assert.ok([...values(difference).values()].some(value => value !== 0));
      await panel.locator('.compare-bar').getByText('End the comparison').click();
      await panel.locator('.comparison').waitFor({ state: 'detached' });
      await settled(panel);
      const alone = await exportTo(vscode, panel, 'Numbers as CSV…', 'alone.csv');
      assert.equal(alone.proposed, 'demo.rollout.csv');
      assert.deepEqual(alone.content.toString().trim().split('\n').slice(1), first);
    });

    it('of two checkpoints: the page names both, says what has no counterpart, and not where they lie', async () => {
      await panel.getByRole('tab', { name: 'Attention', exact: true }).click();
      await panel.locator('#picture[aria-labelledby="tab-attention"] canvas').first().waitFor();
      await settled(panel);
      await compareBy(panel, 'With another checkpoint…');
      // The checkpoint that comes with the extension is called by its name there: nothing is tried.
      await vscode.page.getByRole('option', { name: /The demo/ }).waitFor();
      await vscode.workbench.pick('other');
      const counterpart = 'layers × heads: a head of one has no counterpart in the other';
      await panel.getByText(counterpart).waitFor({ timeout: 60_000 });
      await settled(panel);
      const html = await opened('checkpoints', async page => {
        await page.getByText(counterpart).waitFor();
        await page.getByText('demo beside other.').waitFor();
        assert.equal(await page.locator('.comparison .pane:not([hidden]) canvas[role=img]').count(), 2);
        assert.equal(await page.getByRole('application', { name: /^All heads/ }).count(), 2);
      });
      const numbers = await exportTo(vscode, panel, 'Numbers as JSON…', 'both.json');
      assert.equal(numbers.proposed, 'demo-and-other.attention.json');
      const { sides, ...tensors } = JSON.parse(numbers.content.toString());
      assert.deepEqual([sides.first.checkpoint, sides.second.checkpoint], ['demo', 'other']);
      // A head of one has no counterpart in the other: no difference is written, as none is drawn.
      assert.deepEqual(
        Object.keys(tensors).map(name => name.split('.')[0]),
        ['first', 'first', 'first', 'second', 'second'],
      );
      // Nothing of where either lies goes along, nor the text that was compared before.
      assert.equal(html.includes(place.extensions) || html.includes(vscode.folder), false);
      assert.equal(html.includes('created the earth'), false);
    });

    it('while things are tried nothing is compared, and nothing offers to; it comes back with the other tabs', async () => {
      await panel.getByRole('tab', { name: 'What if' }).click();
      await panel.locator('.bench').waitFor();
      await panel.locator('.compare-bar').waitFor({ state: 'hidden' });
      await panel.getByRole('button', { name: 'Compare', exact: true }).waitFor({ state: 'hidden' });
      await panel.getByRole('tab', { name: 'Attention', exact: true }).click();
      await panel.locator('.compare-bar').waitFor();
      await panel.locator('.comparison').waitFor({ timeout: 60_000 });
    });

    it('of what was tried: the page shows the changes, what they gave, and each head before and after', async () => {
      await panel.getByRole('tab', { name: 'What if' }).click();
      await panel.locator('.bench .triptych canvas').first().waitFor();
      // Nothing is changed yet: there is nothing to show.
      await panel.getByRole('button', { name: 'Export', exact: true }).click();
      await panel.getByRole('menuitem', { name: HTML }).click();
      await panel.getByText('nothing is changed yet, so there is nothing to show').waitFor();
      await panel.locator('.bench .head-grid').focus();
      await vscode.page.keyboard.press('k');
      const words = /^What if: L\d+ H\d+ knocked out/;
      await panel.locator('.bench > .banner').filter({ hasText: words }).waitFor();
      await panel.locator('.outcome .predictions tbody tr').first().waitFor();
      const said = (of: Frame | Page, what: string) => of.locator(what).evaluateAll(rows => rows.map(row => row.textContent));
      const outcome = ['.bench > .banner', '.board tbody tr', '.predictions tbody tr', '.triptych-holder > h2'];
      // Uniform weights come with the numbers once nothing moves any more.
      await panel.locator('.board th').filter({ hasText: 'Uniform weights' }).waitFor();
      const known = await Promise.all(outcome.map(what => said(panel, what)));
      const { file, content } = await exportTo(vscode, panel, HTML, 'tried.html');
      const { page, complaints, close } = await offline(browser, file);
      await page.locator('.predictions tbody tr').first().waitFor();
      await page.locator('.board th').filter({ hasText: 'Uniform weights' }).waitFor();
      assert.deepEqual(await Promise.all(outcome.map(what => said(page, what))), known);
      assert.equal(await page.locator('.triptych canvas[role=img]').count(), 3);
      assert.deepEqual(
        (await page.getByRole('button').allTextContents()).filter(text => !/^(|Copy|Show all|Total variation.*|Density.*)$/.test(text.trim())),
        [],
      );
      await page.locator('.bench .head-grid').focus();
      for (const key of ['ArrowUp', 'ArrowUp', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'Enter']) await page.keyboard.press(key);
      await page.getByRole('heading', { name: 'L0 H0 before and after' }).waitFor();
      assert.deepEqual(await axe(page.mainFrame()), []);
      await page.screenshot({ path: path.join(place.artifacts, 'page-tried.png'), fullPage: true });
      assert.deepEqual(complaints, []);
      await close();
      assert.equal(content.toString().includes(place.extensions) || content.toString().includes(vscode.folder), false);
    });

    it('without a word of complaint from the panel', () => assert.deepEqual(vscode.workbench.complaints, []));
  });
};
