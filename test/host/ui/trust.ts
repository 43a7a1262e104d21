import { strict as assert } from 'node:assert';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { type Opened, open, type Place, panelOf, shot } from './place';

export const trustSuite = (place: Place): void => {
  const fill = (folder: string): void => cpSync(path.join(place.root, 'media/sample-workspace'), folder, { recursive: true });

  describe('a workspace that says what it opens with', () => {
    let vscode: Opened;
    after(() => vscode?.close());

    it('is obeyed where it is trusted', async () => {
      vscode = await open(place, fill);
      await vscode.workbench.ready();
      await panelOf(vscode);
      await shot(place, vscode.page, 'opens-with');
      assert.deepEqual(vscode.workbench.complaints, []);
    });
  });

  describe('a workspace that is not trusted', () => {
    let vscode: Opened;
    before(async () => {
      vscode = await open(place, fill, { trust: false });
      await vscode.workbench.ready();
    });
    after(() => vscode?.close());

    it('opens nothing by itself', async () => {
      const { page, workbench } = vscode;
      await page.getByText('Restricted Mode').first().waitFor();
      await workbench.open('prompts.py');
      // The palette offers our commands only when the extension is there: so it was, and did nothing.
      assert.equal(await workbench.offers('Headlight: Try the Demo', 10), true);
      assert.equal(await page.locator('iframe.webview').count(), 0);
      assert.equal(await workbench.status().filter({ hasText: 'demo' }).count(), 0);
      await shot(place, page, 'untrusted');
    });

    it('is not searched, and the container says why', async () => {
      const { page } = vscode;
      await page
        .locator('.activitybar')
        .getByRole('tab', { name: /^Headlight/ })
        .click();
      await page.getByText('This workspace is not trusted, so nothing is looked for in it.').waitFor();
      await page.getByText('Texts are not kept in a workspace that is not trusted.').waitFor();
      await page.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
      assert.equal(await page.locator('.part.sidebar').getByRole('treeitem').count(), 0);
      await shot(place, page, 'untrusted-container');
    });

    it('opens what its user chooses, and keeps no text', async () => {
      const { page, workbench } = vscode;
      await workbench.command('Headlight: Try the Demo');
      const frame = await panelOf(vscode);
      await frame.locator('vscode-text-area textarea').first().fill('And God said unto Moses');
      await page.keyboard.press('Enter');
      await frame.getByText('Moses').first().waitFor();
      await page.locator('.part.sidebar').getByRole('treeitem', { name: /^demo/ }).waitFor();
      await page.getByText('Texts are not kept in a workspace that is not trusted.').waitFor();
    });
  });
};
