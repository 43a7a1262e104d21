import { strict as assert } from 'node:assert';
import { eventually, type Opened, open, type Place, panelOf, sample, shot, shotsOfFailures } from './place';

export const walkthroughSuite = (place: Place) =>
  describe('the first steps', () => {
    let vscode: Opened;
    before(async () => {
      vscode = await open(place, sample(place));
      await vscode.workbench.ready();
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    const step = (title: string) => vscode.page.locator('.gettingStartedDetailsContent .getting-started-step').filter({ hasText: title });
    const done = (title: string) => step(title).locator('.codicon-getting-started-step-checked').waitFor();

    it('are opened by a command, four of them, each with its picture', async () => {
      const { page, workbench } = vscode;
      await workbench.command('Headlight: First Steps');
      await step('Open the demo').waitFor();
      const steps = page.locator('.gettingStartedDetailsContent .getting-started-step');
      await eventually(async () => assert.equal(await steps.count(), 4));
      // A narrow window shows the words alone.
      await page.setViewportSize({ width: 1600, height: 1000 });
      const picture = page.locator('.getting-started-media img');
      await picture.waitFor();
      await page.waitForFunction(() => (document.querySelector<HTMLImageElement>('.getting-started-media img')?.naturalWidth ?? 0) > 300);
      await shot(place, page, 'walkthrough');
    });

    it('the first one opens the demo and is done', async () => {
      await step('Open the demo').getByRole('button', { name: 'Try the Demo' }).click();
      await panelOf(vscode);
      await done('Open the demo');
    });

    it('the second one is done by choosing a token, the third by looking at the heads in the panel', async () => {
      const { page, workbench } = vscode;
      await page.getByRole('tab', { name: /^Headlight: demo/ }).click();
      const frame = await panelOf(vscode);
      await frame.getByRole('option', { name: /God/ }).first().click();
      await frame.getByRole('tab', { name: 'Head statistics' }).click();
      await frame.getByText('Diversity of heads').first().waitFor();
      await workbench.command('Headlight: First Steps');
      await done('Choose a token');
      await done('Judge the heads');
      await shot(place, page, 'walkthrough-done');
    });

    it('without a word of complaint from the panel', () => assert.deepEqual(vscode.workbench.complaints, []));
  });
