import { strict as assert } from 'node:assert';
import type { Frame } from 'playwright-core';
import { axe, eventually, type Opened, open, type Place, panelOf, sample, shot, shotsOfFailures } from './place';

export const attentionSuite = (place: Place) =>
  describe('the heads of the demo', () => {
    let vscode: Opened;
    let frame: Frame;
    before(async () => {
      vscode = await open(place, sample(place));
      await vscode.workbench.ready();
      await vscode.workbench.open('prompts.py');
      await vscode.workbench.command('Headlight: Try the Demo');
      frame = await panelOf(vscode);
      await detail().locator('.summary').filter({ hasText: '→' }).waitFor();
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    const detail = () => frame.locator('.detail');
    const heading = (words: RegExp) => detail().locator('h2').filter({ hasText: words }).waitFor();
    const says = (words: RegExp, of = '.what-shown') => detail().locator(of).filter({ hasText: words }).first().waitFor();
    const grid = () => frame.locator('.head-grid');
    const picture = (name: string) => frame.getByRole('radio', { name });

    it('are chosen one by one with the mouse, and a layer by its name', async () => {
      const box = await grid().locator('canvas').boundingBox();
      assert.ok(box);
      const [first, last] = [
        { x: 60, y: 40 },
        { x: box.width - 16, y: box.height - 16 },
      ];
      await grid().locator('canvas').click({ position: first });
      await heading(/^L0 H0 · /);
      await grid()
        .locator('canvas')
        .click({ position: last, modifiers: ['Control'] });
      await heading(/^2 heads, mean: L0 H0, L\d H\d$/);
      await grid()
        .locator('canvas')
        .click({ position: { x: 8, y: 40 } });
      await heading(/^5 heads, mean: L0 H0, L0 H1, L0 H2, L0 H3, /);
      await grid().locator('canvas').click({ position: first });
      await heading(/^L0 H0 · /);
    });

    it('are chosen by keyboard, and taken out again', async () => {
      const { page } = vscode;
      await grid().focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press(' ');
      await heading(/^2 heads, mean: L0 H0, L0 H1$/);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press(' ');
      await heading(/^3 heads, mean: L0 H0, L0 H1, L1 H1$/);
      await page.keyboard.press(' ');
      await heading(/^2 heads, mean: L0 H0, L0 H1$/);
      await page.keyboard.press('a');
      await heading(/^\d\d heads, mean: .* and \d+ more$/);
      await page.keyboard.press('Enter');
      await heading(/^L1 H1 · /);
    });

    it('are chosen by their entropy, and the rule says when there are none', async () => {
      const { page } = vscode;
      await frame.locator('.chooser > summary').click();
      const entropy = frame.locator('.chooser vscode-text-field input');
      const choose = async (value: string) => {
        await entropy.fill(value);
        await page.keyboard.press('Tab');
        await frame.getByRole('button', { name: 'Choose', exact: true }).click();
      };
      await choose('0.0001');
      await frame.locator('.chooser').getByText('No head does. Entropies go from').waitFor();
      await heading(/^L1 H1 · /);
      await choose('99');
      await heading(/^\d\d heads, mean: /);
      await frame.getByRole('button', { name: 'Only this head' }).click();
      await heading(/^L\d H\d · /);
    });

    it('are put together by maximum, each row to its largest', async () => {
      await frame.getByRole('button', { name: 'All heads', exact: true }).click();
      await heading(/^\d\d heads, mean: /);
      await frame.locator('vscode-dropdown[aria-label="Combine heads by"]').press('End');
      await heading(/^\d\d heads, maximum: /);
      await frame.locator('vscode-dropdown[aria-label="Scale"]').press('ArrowDown');
      await says(/1 \(the largest of its row\)/, '.legend');
    });

    it('tell query, key, weight and rank of a cell, by keyboard and under the pointer', async () => {
      const { page } = vscode;
      await frame.locator('.detail .matrix').focus();
      for (const key of ['Control+End', 'Home']) await page.keyboard.press(key);
      await says(/^“.+” \(\d+\) → “.+” \(0\): [\d.e−]+, rank \d+ of \d+$/, '.live');
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('End');
      await says(/: masked, a later token$/, '.live');
      const over = frame.locator('.detail .matrix .over');
      const box = await over.boundingBox();
      assert.ok(box);
      for (const share of [0.8, 0.85]) await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * share);
      await says(/^“.+” \(\d+\) → “.+” \(\d+\): [\d.e−]+, rank \d+ of \d+$/, '.live');
    });

    it('have the pieces of words joined and special tokens hidden, and it is said what these held', async () => {
      const rows = async () => Number(/: (\d+) queries/.exec((await frame.locator('.detail .matrix').getAttribute('aria-label')) ?? '')?.[1]);
      const before = await rows();
      await frame.getByRole('checkbox', { name: 'Show special tokens' }).click();
      await says(/^Special tokens are hidden: [\d.]+ % of the weight is on them\.$/, '.muted');
      await eventually(async () => assert.equal(await rows(), before - 1));
      await frame.getByRole('checkbox', { name: 'Join pieces of words' }).click();
      await says(/Pieces of a word are joined/);
      await eventually(async () => assert.ok((await rows()) < before - 1));
      await shot(place, vscode.page, 'attention-words');
    });

    it('are drawn as lines, in which a token is found with the arrow keys', async () => {
      const { page } = vscode;
      await picture('Lines').click();
      await says(/^What each query \(left\) attends to/);
      await frame.locator('.detail .lines').focus();
      for (const key of ['End', 'ArrowRight', 'Home']) await page.keyboard.press(key);
      await says(/→ “.+” \(0\): |^Key “.+” \(0\) ←/, '.live');
      await page.keyboard.press('ArrowLeft');
      await says(/^Query “.+” \(0\) → 1\. “/, '.live');
      await shot(place, page, 'attention-lines');
      assert.deepEqual(await axe(frame), []);
    });

    it('shade the text, from several tokens at once', async () => {
      const { page } = vscode;
      await picture('Lines').focus();
      await page.keyboard.press('ArrowRight');
      const text = frame.locator('.detail .tokens.reading .token');
      await text.nth(5).click();
      await says(/^The text, shaded by what “.+” \(\d+\) attends to\./);
      for (const key of ['ArrowRight', 'ArrowRight', ' ']) await page.keyboard.press(key);
      await says(/: the mean of 2 queries\./);
      await says(/^2 queries, mean: “/, '.summary');
      await shot(place, page, 'attention-text');
      assert.deepEqual(await axe(frame), []);
    });

    it('are as they were after the window was reloaded', async () => {
      const { workbench, page } = vscode;
      const loaded = page.waitForEvent('domcontentloaded');
      await workbench.command('Developer: Reload Window').catch(() => undefined);
      await loaded;
      await workbench.ready();
      frame = await panelOf(vscode);
      await heading(/^\d\d heads, maximum: /);
      await says(/: the mean of 2 queries\. Pieces of a word are joined/);
      await says(/^Special tokens are hidden: /, '.muted');
      await says(/1 \(the largest of its row\)/, '.legend');
      await eventually(async () => {
        assert.equal(await picture('Text').getAttribute('aria-checked'), 'true');
        assert.equal(await frame.locator('.detail .tokens.reading .token.from').count(), 2);
      });
    });

    it('without a word of complaint from the panel', () => assert.deepEqual(vscode.workbench.complaints, []));
  });
