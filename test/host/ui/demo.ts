import { strict as assert } from 'node:assert';
import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import { widen } from '../widened';
import { axe, type Opened, open, type Place, panelOf, sample, shot, shotsOfFailures, TITLE } from './place';

/** Themes with the class of the workbench and the kind that a webview is told. */
const THEMES = [
  ['Light Modern', 'vs', 'vscode-light'],
  ['Dark High Contrast', 'hc-black', 'vscode-high-contrast'],
  ['Light High Contrast', 'hc-light', 'vscode-high-contrast-light'],
  ['Dark Modern', 'vs-dark', 'vscode-dark'],
] as const;

export const demoSuite = (place: Place) =>
  describe('a newcomer with the installed package', () => {
    let vscode: Opened;
    before(async () => {
      vscode = await open(place, folder => {
        sample(place)(folder);
        const fixture = path.join(place.root, 'media/demo');
        if (existsSync(fixture)) {
          cpSync(fixture, path.join(folder, 'models/tiny'), { recursive: true });
          widen(path.join(folder, 'models/tiny/model.safetensors'));
        }
      });
      await vscode.workbench.ready();
      await vscode.workbench.open('prompts.py');
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    it('is offered what works without a model, and not the rest', async () => {
      const { workbench } = vscode;
      assert.equal(await workbench.offers('Headlight: Try the Demo', 10), true);
      assert.equal(await workbench.offers('Headlight: Open Checkpoint'), true);
      assert.equal(await workbench.offers('Headlight: Head Statistics'), false);
    });

    it('asks for attention before there is a model, and is told how to begin', async () => {
      const { workbench, page } = vscode;
      await page.locator('.editor-instance .view-lines').first().click();
      await page.keyboard.press('Control+Home');
      await workbench.command('Headlight: Show Attention');
      const frame = await workbench.webview(TITLE);
      await frame.getByRole('button', { name: 'models/tiny' }).waitFor();
      await shot(place, page, 'empty');
      assert.deepEqual(await axe(frame), []);
      await frame.getByRole('button', { name: 'Try the demo' }).click();
      await panelOf(vscode);
      await workbench.status().filter({ hasText: 'demo' }).waitFor();
      await workbench.command('View: Close All Editors in Group');
      await workbench.command('Headlight: Close Checkpoint');
      await workbench.status().waitFor({ state: 'detached' });
    });

    it('tries the demo and sees attention beside the file, which keeps the focus', async () => {
      const { workbench, page } = vscode;
      await page.locator('.editor-instance .view-lines').first().click();
      await workbench.command('Headlight: Try the Demo');
      await panelOf(vscode);
      await shot(place, page, 'demo');
      await page.waitForFunction(() => document.activeElement?.closest('.monaco-editor') !== null);
      await workbench.status().filter({ hasText: 'cpu' }).waitFor();
      assert.equal(await workbench.offers('Headlight: Head Statistics'), true);
    });

    for (const [name, kind, told] of THEMES)
      it(`sees it in ${name}, and axe-core finds nothing`, async () => {
        const { workbench, page } = vscode;
        await workbench.theme(name, kind);
        const frame = await panelOf(vscode);
        await frame.locator(`body[data-vscode-theme-kind="${told}"]`).waitFor({ state: 'attached' });
        await shot(place, page, `attention-${kind}`);
        assert.deepEqual(await axe(frame), []);
      });

    it('hovers a string and sees what the model draws on', async () => {
      const { workbench, page } = vscode;
      const hover = await workbench.hoverOver('The LORD is my', 'shepherd', 'img[src^="data:image/svg"]');
      const image = hover.locator('img[src^="data:image/svg"]').first();
      assert.ok(
        await image.evaluate(async (img: HTMLImageElement) => {
          await img.decode();
          return img.naturalWidth > 100;
        }),
      );
      await shot(place, page, 'hover');
      await hover.getByText('Head statistics', { exact: true }).click();
      const frame = await panelOf(vscode);
      await frame.getByRole('tab', { selected: true, name: /Head statistics/ }).waitFor();
      await shot(place, page, 'hover-to-heads');
    });

    it('opens a checkpoint of the workspace by command', async () => {
      const { workbench, page } = vscode;
      await workbench.command('Headlight: Open Checkpoint');
      await workbench.row(/^models\/tiny/).waitFor();
      await shot(place, page, 'open-checkpoint');
      await workbench.input().fill('models/tiny');
      await workbench.row(/^models\/tiny/).waitFor();
      await page.keyboard.press('Enter');
      await workbench.status().filter({ hasText: 'tiny' }).waitFor();
      await panelOf(vscode);
      await shot(place, page, 'opened');
    });

    it('chooses another provider, and the status bar says so', async function () {
      this.timeout(180_000);
      const { workbench, page } = vscode;
      if (!process.env.HEADLIGHT_EXPECTS_WEBGPU) return this.skip();
      await workbench.command('Headlight: Choose Provider');
      await workbench.row(/webgpu/).waitFor({ timeout: 90_000 });
      await shot(place, page, 'providers');
      await workbench.input().fill('webgpu');
      await workbench.row(/webgpu/).waitFor();
      await page.keyboard.press('Enter');
      await workbench.status().filter({ hasText: 'webgpu' }).waitFor({ timeout: 90_000 });
      await panelOf(vscode);
      await shot(place, page, 'webgpu');
      await workbench.command('Headlight: Choose Provider');
      await workbench.row(/cpu/).waitFor({ timeout: 90_000 });
      await workbench.input().fill('auto');
      await workbench.row(/auto/).waitFor();
      await page.keyboard.press('Enter');
      await workbench.status().filter({ hasText: 'cpu' }).waitFor({ timeout: 90_000 });
    });

    it('without a word of complaint from the panel', () => {
      assert.deepEqual(vscode.workbench.complaints, []);
      assert.ok(TITLE);
    });
  });
