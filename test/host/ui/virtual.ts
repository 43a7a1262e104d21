import { strict as assert } from 'node:assert';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { withNeighbour } from './neighbours';
import { type Opened, open, type Place, panelOf, shot, shotsOfFailures } from './place';

const VIRTUAL = { uri: 'elsewhere:/place', name: 'place' };

/** A workspace file that names folders, and a checkpoint on the disk beside it. */
const workspaceOf =
  (place: Place, ...folders: object[]) =>
  (home: string): void => {
    mkdirSync(path.join(home, 'disk'));
    cpSync(path.join(place.root, 'media/demo'), path.join(home, 'disk/models/tiny'), { recursive: true });
    writeFileSync(path.join(home, 'place.code-workspace'), JSON.stringify({ folders }));
  };

export const virtualSuite = (given: Place): void => {
  let place: Place;
  let vscode: Opened;
  before(() => {
    place = withNeighbour(given, 'elsewhere');
  });

  const openWith = async (...folders: object[]): Promise<void> => {
    vscode = await open(place, workspaceOf(place, ...folders), { workspace: 'place.code-workspace' });
    await vscode.workbench.ready();
  };
  const container = (): Locator => vscode.page.locator('.part.sidebar');
  const toContainer = (): Promise<void> =>
    vscode.page
      .locator('.activitybar')
      .getByRole('tab', { name: /^Headlight/ })
      .click();
  const toFiles = async (): Promise<void> => {
    await vscode.page.keyboard.press('Control+Shift+E');
    await vscode.page.locator('.explorer-folders-view').waitFor();
  };

  describe('a workspace that lies on no disk', () => {
    before(() => openWith(VIRTUAL));
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    it('is told so in one sentence, with the ways on', async () => {
      await toContainer();
      await container()
        .getByText('This workspace lies on no disk, and checkpoints are read from disk by position: open one from a disk of this machine, or try the demo.')
        .waitFor();
      await container().getByRole('button', { name: 'Open a Checkpoint', exact: true }).first().waitFor();
      assert.equal(await container().getByText('No checkpoint was found').count(), 0);
      await shot(place, vscode.page, 'virtual-container');
    });

    it('shows the demo, on its own text and on one of a file that lies there', async () => {
      const { page, workbench } = vscode;
      await toFiles();
      await workbench.open('train.py');
      await workbench.command('Headlight: Try the Demo');
      const frame = await panelOf(vscode);
      await page.locator('.view-line').filter({ hasText: 'prompt' }).first().click();
      await page.keyboard.press('Home');
      for (let step = 0; step < 14; step++) await page.keyboard.press('ArrowRight');
      await workbench.command('Headlight: Show Attention');
      await frame.getByText('16 tokens').waitFor();
      // Nothing on this disk is what "models/tiny" names there.
      assert.equal(await page.locator('.codelens-decoration a').count(), 0);
      await shot(place, page, 'virtual-panel');
    });

    it('shows over a string there what the demo draws on', async () => {
      const shown = await vscode.workbench.hoverOver('prompt', 'beginning', 'img[src^="data:image/"]');
      await shown.getByText(/draws on/).waitFor();
      await vscode.page.mouse.move(2, 2);
    });

    it('says of a file of weights why it is not looked into, and what to do', async () => {
      const { page, workbench } = vscode;
      for (const name of ['weights.safetensors', 'graph.onnx']) {
        await workbench.open(name);
        const frame = await workbench.webview(`${name} in Headlight`);
        await frame.getByText(/lies on no disk \(elsewhere\), .* Save it to a folder of this machine to look into it\./).waitFor();
      }
      await shot(place, page, 'virtual-file');
    });

    it('refuses a session that names its checkpoint relative to itself', async () => {
      const { page, workbench } = vscode;
      await workbench.open('start.headlight.json');
      await workbench.command('Headlight: Open Session');
      await workbench.toast(/start\.headlight\.json: "models\/tiny" is relative to this file, which lies on no disk/).waitFor();
      await shot(place, page, 'virtual-session');
    });

    it('looks for a checkpoint to open on the disk', async () => {
      const { page, workbench } = vscode;
      await workbench.command('Headlight: Open Checkpoint');
      await workbench.pick(/Choose a folder/);
      await page.waitForFunction(() => /^\//.test(document.querySelector<HTMLInputElement>('.quick-input-widget input[type=text]')?.value ?? ''));
      await shot(place, page, 'virtual-choose');
      await workbench.input().fill(`${path.join(vscode.folder, 'disk/models/tiny')}/`);
      const widget = page.locator('.quick-input-widget');
      // Of a folder with folders in it Enter would only look into it.
      await widget.getByRole('option', { name: /^\.\./ }).waitFor();
      await widget.getByRole('button', { name: 'Open', exact: true }).click();
      await workbench.status().filter({ hasText: 'tiny' }).waitFor();
      await panelOf(vscode);
    });

    it('without a word of complaint from the panel', () => {
      // A page of one sentence runs no script, and Chromium tells of the one that looks for the sentence.
      assert.deepEqual(
        vscode.workbench.complaints.filter(text => !/Blocked script execution/.test(text)),
        [],
      );
    });
  });

  describe('a workspace with one folder on a disk and one on none', () => {
    before(() => openWith(VIRTUAL, { path: 'disk' }));
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    it('lists the checkpoints of the one, and says of the other that it is not searched', async () => {
      await toContainer();
      const rows = container().locator('.pane').filter({ hasText: 'Checkpoints' }).first().getByRole('treeitem');
      await rows.filter({ hasText: 'tiny' }).waitFor();
      await rows.filter({ hasText: 'on no disk, so not searched' }).waitFor();
      assert.deepEqual(await rows.locator('.monaco-icon-label .label-name').allInnerTexts(), ['disk', 'tiny', 'place', 'on no disk, so not searched']);
      await shot(place, vscode.page, 'virtual-mixed');
    });

    it('without a word of complaint from the panel', () => assert.deepEqual(vscode.workbench.complaints, []));
  });
};
