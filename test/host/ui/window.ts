import { strict as assert } from 'node:assert';
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { Workbench } from '../../../scripts/vscode/workbench.mjs';
import { axe, eventually, type Opened, open, type Place, panelOf, shotsOfFailures } from './place';

const token = (frame: Frame, text: string): Locator => frame.locator('.strip .token').filter({ hasText: new RegExp(`^${text}$`) });
const chosen = (frame: Frame, text: string): Locator => frame.locator('.strip .token[aria-selected=true]').filter({ hasText: new RegExp(`^${text}$`) });

/**
 * Gives a second window the workbench's own style. A browser that is driven loads nothing for the top document of such a window, so what VS Code links
 * there never comes, and every part of it has no size. Fonts are left out: nothing would wait for them to an end.
 */
async function dress(main: Page, second: Page): Promise<void> {
  const style = await main.evaluate(async () => {
    const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].map(({ href }) => href);
    const texts = await Promise.all(links.map(async href => (await fetch(href)).text()));
    return texts.join('\n').replace(/@font-face\s*\{[^}]*\}/g, '');
  });
  await second.evaluate(text => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }, style);
}

/** Moves the editor that is active into a window of its own. */
async function moveOut({ page, workbench }: Opened): Promise<{ readonly page: Page; readonly workbench: Workbench }> {
  const [second] = await Promise.all([page.context().waitForEvent('page'), workbench.command('View: Move Editor into New Window')]);
  second.setDefaultTimeout(20_000);
  const its = new Workbench(second);
  await second.locator('.monaco-workbench .tab').first().waitFor({ state: 'attached' });
  await dress(page, second);
  return { page: second, workbench: its };
}

export const windowSuite = (place: Place) =>
  describe('a window of its own', () => {
    let vscode: Opened;
    let second: Awaited<ReturnType<typeof moveOut>>;
    before(async () => {
      vscode = await open(place, folder => {
        writeFileSync(path.join(folder, 'notes.md'), 'In the beginning\n');
        cpSync(path.join(place.root, 'media/demo/model.safetensors'), path.join(folder, 'model.safetensors'));
      });
      await vscode.workbench.ready();
      await vscode.workbench.open('notes.md');
      await vscode.workbench.command('Headlight: Try the Demo');
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    it('takes the panel as it is', async () => {
      const frame = await panelOf(vscode);
      await token(frame, 'heaven').first().click();
      await chosen(frame, 'heaven').first().waitFor();
      await frame.getByRole('tab', { name: 'Attention rollout' }).click();
      await frame.getByRole('tab', { selected: true, name: 'Attention rollout' }).waitFor();
      await frame.locator('#picture canvas').first().waitFor();
      second = await moveOut(vscode);
      const moved = await panelOf({ ...vscode, ...second });
      await moved.getByRole('tab', { selected: true, name: 'Attention rollout' }).waitFor();
      await chosen(moved, 'heaven').first().waitFor();
      await eventually(async () => assert.equal(await vscode.page.locator('iframe.webview:visible').count(), 0));
      assert.deepEqual(await axe(moved), []);
    });

    it('is one to work in: another text, another analysis, the menu of exports', async () => {
      const frame = await panelOf({ ...vscode, ...second });
      await frame.locator('vscode-text-area textarea').first().fill('And God said unto Moses');
      await second.page.keyboard.press('Enter');
      await token(frame, 'Moses').first().waitFor();
      await frame.getByRole('tab', { name: 'Head statistics' }).click();
      await frame.getByText('Diversity of heads').waitFor();
      await frame.getByRole('button', { name: 'Export' }).click();
      await frame.getByRole('menuitem').first().waitFor();
      await second.page.keyboard.press('Escape');
      await frame.getByRole('menuitem').first().waitFor({ state: 'hidden' });
    });

    it('gives the panel back as it then is', async () => {
      const gone = second.page.waitForEvent('close');
      // The window goes with its last editor, and the palette that was asked in it too.
      await Promise.all([gone, second.workbench.command('View: Move Editor into First Group').catch(() => undefined)]);
      const frame = await panelOf(vscode);
      await frame.getByRole('tab', { selected: true, name: 'Head statistics' }).waitFor();
      await token(frame, 'Moses').first().waitFor();
      await frame.getByRole('tab', { name: 'Attention', exact: true }).click();
      await frame.locator('#picture .head-grid').waitFor();
    });

    it('takes the editor of a file of weights', async () => {
      await vscode.workbench.open('model.safetensors');
      await (await vscode.workbench.webview('model.safetensors in Headlight')).locator('.rows-body .line').first().waitFor();
      const window = await moveOut(vscode);
      const frame = await window.workbench.webview('model.safetensors in Headlight');
      await frame.locator('.rows-body .line').first().click();
      await frame.getByText(/Of all [\d,]+ values\./).waitFor();
      assert.deepEqual(await axe(frame), []);
      assert.deepEqual(window.workbench.complaints, []);
    });

    it('without a word of complaint', () => assert.deepEqual([...vscode.workbench.complaints, ...second.workbench.complaints], []));
  });
