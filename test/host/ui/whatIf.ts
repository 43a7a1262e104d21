import { strict as assert } from 'node:assert';
import type { Frame } from 'playwright-core';
import { axe, eventually, type Opened, open, type Place, panelOf, sample, shot, shotsOfFailures } from './place';

/** The bench once its pictures stand. */
const benchOf = (vscode: Opened): Promise<Frame> => panelOf(vscode, '.bench .triptych canvas');

const banner = (frame: Frame, words: RegExp) => frame.locator('.bench > .banner').filter({ hasText: words });

/** A cell of the table of numbers. */
const change = (frame: Frame, measure: string) => frame.locator(`.board tr[data-measure="${measure}"] td`).nth(2);

export const whatIfSuite = (place: Place) =>
  describe('what if', () => {
    let vscode: Opened;
    before(async () => {
      vscode = await open(place, sample(place));
      await vscode.workbench.ready();
      await vscode.workbench.open('prompts.py');
      await vscode.workbench.command('Headlight: Try the Demo');
      await panelOf(vscode);
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    it('opens on the head as it is, and says that nothing is changed', async () => {
      await vscode.workbench.command('Headlight: What If');
      const frame = await benchOf(vscode);
      await frame.getByRole('tab', { selected: true, name: 'What if' }).waitFor();
      await frame.getByText('Nothing is changed yet.').waitFor();
      assert.equal(await frame.locator('.bench > .banner').isVisible(), false);
      assert.deepEqual(await axe(frame), []);
    });

    it('swaps the mapping for sparsemax: a banner says so, and numbers say how far the answers moved', async () => {
      const { page } = vscode;
      const frame = await benchOf(vscode);
      await frame.locator('.told vscode-dropdown').first().focus();
      await page.keyboard.press('s');
      await page.keyboard.press('p');
      await banner(frame, /What if: sparsemax on all heads — at inference time, no retraining/).waitFor();
      await frame.waitForFunction(() => Number(document.querySelector('.board tr[data-measure="total_variation"] td:nth-of-type(3)')?.textContent) > 0);
      await eventually(async () => assert.match((await change(frame, 'density').textContent()) ?? '', /^−0\.\d+/));
      await frame.getByRole('button', { name: /^Repeat: sparsemax on all heads/ }).waitFor();
      await shot(place, page, 'what-if-sparsemax');
      assert.deepEqual(await axe(frame), []);
    });

    it('knocks a head out by keyboard', async () => {
      const { page } = vscode;
      const frame = await benchOf(vscode);
      await frame.getByRole('button', { name: 'Reset' }).click();
      await frame.getByText('Nothing is changed yet.').waitFor();
      await frame.locator('.bench .head-grid').focus();
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('k');
      await banner(frame, /L\d+ H\d+ knocked out/).waitFor();
      await frame.waitForFunction(() => Number(document.querySelector('.board tr[data-measure="total_variation"] td:nth-of-type(3)')?.textContent) > 0);
      await shot(place, page, 'what-if-knock-out');
      await page.keyboard.press('k');
      await frame.getByText('Nothing is changed yet.').waitFor();
    });

    it('sets a weight by keyboard, and everything after it is computed again', async () => {
      const { page } = vscode;
      const frame = await benchOf(vscode);
      await frame.locator('.triptych .matrix').nth(1).focus();
      for (const key of ['Control+End', 'Home', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
      await frame.locator('.editor vscode-text-field').waitFor();
      await frame.waitForFunction(() => {
        const field = document.querySelector('.editor vscode-text-field')?.shadowRoot?.querySelector('input');
        return field && field.value !== '' && field.selectionStart === 0 && field.selectionEnd === field.value.length;
      });
      await page.keyboard.type('0.9');
      await page.keyboard.press('Enter');
      await banner(frame, /weight \d+ → 1 of L\d+ H\d+ set to 0\.900/).waitFor();
      await frame.waitForFunction(() => Number(document.querySelector('.board tr[data-measure="total_variation"] td:nth-of-type(3)')?.textContent) > 0);
      await shot(place, page, 'what-if-weight');
      await page.keyboard.press('Escape');
      await frame.locator('.editor').waitFor({ state: 'hidden' });
      await frame
        .locator('.triptych-holder .live')
        .filter({ hasText: /→ “.*” \(1\)/ })
        .waitFor();
    });

    it('repeats an experiment of the list, and has it again after another tab', async () => {
      const frame = await benchOf(vscode);
      await frame.getByRole('button', { name: /^Repeat: sparsemax on all heads/ }).press('Enter');
      await banner(frame, /sparsemax on all heads/).waitFor();
      await frame.getByRole('tab', { name: 'Attention', exact: true }).click();
      await frame.locator('.detail canvas').first().waitFor();
      await frame.getByRole('tab', { name: 'What if' }).click();
      await banner(frame, /sparsemax on all heads/).waitFor();
      await frame.getByRole('button', { name: /^Repeat: weight/ }).waitFor();
    });

    it('follows a slider step by step', async () => {
      const { page } = vscode;
      const frame = await benchOf(vscode);
      await frame.getByRole('button', { name: 'Reset' }).click();
      await frame.locator('.told vscode-dropdown').first().focus();
      await page.keyboard.press('a');
      await frame.locator('input[type=range]').waitFor();
      await banner(frame, /alpha-entmax/).waitFor();
      const took = await frame.evaluate(async () => {
        const slider = document.querySelector<HTMLInputElement>('input[type=range]');
        const said = document.querySelector('.bench > .banner');
        const times: number[] = [];
        for (let step = 0; slider && said && step < 12; step++) {
          const begun = performance.now();
          const changed = new Promise<void>(done => {
            const watch = new MutationObserver(() => {
              watch.disconnect();
              done();
            });
            watch.observe(said, { childList: true, characterData: true, subtree: true });
          });
          slider.value = String(1.2 + step * 0.06);
          slider.dispatchEvent(new Event('input'));
          await changed;
          await new Promise(painted => requestAnimationFrame(painted));
          times.push(performance.now() - begun);
        }
        return times.sort((one, other) => one - other);
      });
      console.log(`      a step of the slider: ${took.map(Math.round).join(', ')} ms`);
      assert.equal(took.length, 12);
      await banner(frame, /alpha-entmax, alpha 1\.85 /).waitFor();
      await shot(place, page, 'what-if-slider');
    });

    it('sweeps the mapping and takes heads out one by one', async () => {
      const { page } = vscode;
      const frame = await benchOf(vscode);
      const experiment = frame.locator('.series vscode-dropdown').first();
      await frame.locator('.series').getByRole('button', { name: 'Run' }).click();
      await frame.locator('.series-result .matrix canvas').first().waitFor();
      await experiment.focus();
      await page.keyboard.press('s');
      await frame.locator('.series').getByRole('button', { name: 'Run' }).click();
      await frame.locator('.series-result > .curves canvas').first().waitFor();
      await frame
        .locator('.series-result .banner')
        .filter({ hasText: /alpha-entmax/ })
        .waitFor();
      await frame.locator('.series').scrollIntoViewIfNeeded();
      await shot(place, page, 'what-if-sweep');
      assert.deepEqual(await axe(frame), []);
    });

    it('has its experiments again after the window was reloaded', async () => {
      const { page, workbench } = vscode;
      const loaded = page.waitForEvent('domcontentloaded');
      await workbench.command('Developer: Reload Window').catch(() => undefined);
      await loaded;
      await workbench.ready();
      const frame = await benchOf(vscode);
      await banner(frame, /alpha-entmax/).waitFor();
      await frame.getByRole('button', { name: /^Repeat: sparsemax on all heads/ }).waitFor();
      await frame.getByRole('button', { name: /^Repeat: weight/ }).waitFor();
    });

    it('without a word of complaint from the panel', () => assert.deepEqual(vscode.workbench.complaints, []));
  });
