import { strict as assert } from 'node:assert';
import { cpSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { compareBy, shorterDemo } from './comparing';
import { axe, eventually, type Opened, open, type Place, panelOf, sample, settled, shot } from './place';

/** Two texts in one checkpoint, and two checkpoints on one text. */
export const compareSuite = (place: Place): void => {
  describe('a comparison', () => {
    let vscode: Opened;
    let panel: Frame;
    before(async () => {
      vscode = await open(place, folder => {
        sample(place)(folder);
        cpSync(path.join(place.root, 'media/demo'), path.join(folder, 'twin'), { recursive: true });
        shorterDemo(place, path.join(folder, 'other'));
      });
      await vscode.workbench.ready();
      await vscode.workbench.command('Headlight: Try the Demo');
      panel = await panelOf(vscode);
    });
    after(() => vscode?.close());

    const charts = () => panel.locator('.comparison .pane:not([hidden]) canvas[role=img]');

    it('of two texts of the same length shows both heads and their difference, by keyboard', async () => {
      await compareBy(panel, 'With another text…');
      const field = panel.locator('.compare-bar textarea');
      await field.waitFor();
      // Both words are one token of the demo.
      const text = (await field.inputValue()).replace('heaven', 'earth');
      await field.fill(text);
      await field.press('Enter');
      await panel.getByText('28 tokens on both sides, 1 of them not the same').waitFor();
      await settled(panel);
      await eventually(async () => assert.equal(await charts().count(), 3));
      await eventually(async () => assert.equal(await field.evaluate(one => one === document.activeElement || one.getRootNode() === document.activeElement?.shadowRoot), true));
      const apart = await panel.getByRole('heading', { name: /mean total variation [\d.]/ }).textContent();
      assert.ok(Number(/variation ([\d.]+)/.exec(apart ?? '')?.[1]) > 0, `they do not differ: ${apart}`);
      await shot(place, vscode.page, 'compare-texts');
      assert.deepEqual(await axe(panel), []);
    });

    it('of two texts of other lengths says so, and draws no difference', async () => {
      const field = panel.locator('.compare-bar textarea');
      await field.fill('In the beginning');
      await field.press('Enter');
      await panel.getByText('positions do not correspond').waitFor();
      await settled(panel);
      await eventually(async () => assert.equal(await charts().count(), 2));
    });

    it('of a checkpoint with its copy finds no difference, in every analysis', async () => {
      await compareBy(panel, 'With another checkpoint…');
      await vscode.workbench.pick('twin');
      await panel.getByText('demo beside twin, and how they differ.').waitFor({ timeout: 60_000 });
      await panel.getByText('mean total variation 0').waitFor();
      await eventually(async () => assert.equal(await charts().count(), 3));
      for (const [id, tab] of [
        ['heads', 'Head statistics'],
        ['rollout', 'Attention rollout'],
        ['identifiability', 'Token identifiability'],
      ] as const) {
        await panel.getByRole('tab', { name: tab }).click();
        await panel.locator(`#picture[aria-labelledby="tab-${id}"]`).waitFor({ timeout: 60_000 });
        await panel.locator('.comparison canvas').first().waitFor();
        await settled(panel);
        assert.deepEqual(await axe(panel), []);
        // The last column of the table is the difference: none is another number than zero.
        await panel.locator('.comparison details.numbers > summary').click();
        const cells = panel.locator('.comparison details.numbers tbody tr td:last-child');
        await cells.first().waitFor();
        const last = await cells.allTextContents();
        assert.deepEqual(
          [...new Set(last)].filter(one => one !== '0' && one !== '–'),
          [],
        );
      }
      await panel.getByRole('tab', { name: 'Attention', exact: true }).click();
    });

    it('of checkpoints of other shapes says so, and lets a head be chosen on each side', async () => {
      await compareBy(panel, 'With another checkpoint…');
      await vscode.workbench.pick('other');
      await panel.getByText('layers × heads: a head of one has no counterpart in the other').waitFor({ timeout: 60_000 });
      await settled(panel);
      await eventually(async () => assert.equal(await panel.getByRole('application', { name: /^All heads/ }).count(), 2));
      await shot(place, vscode.page, 'compare-checkpoints');
    });

    it('ends, and the panel is as before', async () => {
      await panel.locator('.compare-bar').getByText('End the comparison').click();
      await panel.locator('.comparison').waitFor({ state: 'detached' });
      // What it was compared with is closed: nothing shows it any more.
      await vscode.workbench.command('View: Show Headlight');
      const open_ = vscode.page.getByRole('treeitem', { name: /weights/ });
      await open_.filter({ hasText: 'demo' }).waitFor();
      await open_.filter({ hasText: 'other' }).waitFor({ state: 'detached' });
      await panelOf(vscode);
      assert.deepEqual(vscode.workbench.complaints, []);
    });
  });
};
