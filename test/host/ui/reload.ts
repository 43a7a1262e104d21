import { strict as assert } from 'node:assert';
import { intoEditor, type Opened, open, type Place, panelOf, sample, shot, shotsOfFailures } from './place';

export const reloadSuite = (place: Place) =>
  describe('a window that is reloaded', () => {
    let vscode: Opened;
    before(async () => {
      vscode = await open(place, sample(place));
      await vscode.workbench.ready();
      await vscode.workbench.open('prompts.py');
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    it('has its panel again, with its text and its analysis', async () => {
      const { workbench, page } = vscode;
      await workbench.command('Headlight: Try the Demo');
      await panelOf(vscode);
      await workbench.command('Headlight: Attention Flow');
      const before = await panelOf(vscode);
      await before.getByRole('tab', { selected: true, name: /Attention flow/ }).waitFor();
      await before.locator('#picture canvas').first().waitFor();
      // The browser's own reload leaves before the workbench has written what it shows.
      const loaded = page.waitForEvent('domcontentloaded');
      await workbench.command('Developer: Reload Window').catch(() => undefined);
      await loaded;
      await workbench.ready();
      const frame = await panelOf(vscode);
      await frame.getByRole('tab', { selected: true, name: /Attention flow/ }).waitFor();
      await frame.getByText('beginning').first().waitFor();
      await shot(place, page, 'reloaded');
    });

    it('and a panel that was hidden comes back as it was', async () => {
      const { workbench } = vscode;
      await intoEditor(vscode);
      await workbench.command('View: Move Editor into Next Group');
      await vscode.page.locator('iframe.webview.ready').first().waitFor({ state: 'hidden' });
      await vscode.page.getByRole('tab', { name: /Headlight: demo/ }).click();
      const frame = await panelOf(vscode);
      await frame.getByRole('tab', { selected: true, name: /Attention flow/ }).waitFor();
    });

    it('without a word of complaint from the panel', () => assert.deepEqual(vscode.workbench.complaints, []));
  });
