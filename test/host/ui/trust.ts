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

    it('opens what its user chooses', async () => {
      await vscode.workbench.command('Headlight: Try the Demo');
      await panelOf(vscode);
    });
  });
};
