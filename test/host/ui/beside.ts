import { strict as assert } from 'node:assert';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually, goTo, type Opened, open, type Place, panelOf, shot, shotsOfFailures, TITLE } from './place';

const TEXT = 'In the beginning God created the heaven';
const PYTHON = `from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained("models/tiny")\ntext = "${TEXT}"\n`;

const tiny = (place: Place, folder: string): void => cpSync(path.join(place.root, 'media/demo'), path.join(folder, 'models/tiny'), { recursive: true });
const lens = ({ page }: Opened, title: string): Locator => page.locator('.codelens-decoration').getByText(title, { exact: true });
/** Clicks above a line until its checkpoint is open: VS Code draws lenses before it knows what they run, and a machine clicks sooner than a hand. */
async function openByLens(vscode: Opened): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    await lens(vscode, 'Open in Headlight').click();
    try {
      await vscode.workbench.status().filter({ hasText: 'tiny' }).waitFor({ timeout: 15_000 });
      return;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

const textOf = async (vscode: Opened): Promise<string> => {
  const frame = await panelOf(vscode);
  return frame
    .locator('textarea, vscode-text-area, vscode-text-field')
    .first()
    .evaluate((field: HTMLTextAreaElement) => field.value);
};

export const besideSuite = (place: Place): void => {
  describe('beside the code', () => {
    let vscode: Opened;
    before(async () => {
      vscode = await open(place, folder => {
        tiny(place, folder);
        writeFileSync(path.join(folder, 'run.py'), PYTHON);
        writeFileSync(path.join(folder, 'settings.toml'), 'model_path = "models/tiny"\n');
        const cells = ['from_pretrained("models/tiny")', `text = "${TEXT}"`].map(source => ({ cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null }));
        writeFileSync(path.join(folder, 'run.ipynb'), JSON.stringify({ cells, metadata: { language_info: { name: 'python' } }, nbformat: 4, nbformat_minor: 5 }));
      });
      await vscode.workbench.ready();
      await vscode.workbench.open('run.py');
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    const closeModel = async (): Promise<void> => {
      await vscode.workbench.command('View: Close All Editors');
      await vscode.workbench.command('Headlight: Close Checkpoint');
      await vscode.workbench.status().waitFor({ state: 'detached' });
      await vscode.workbench.open('run.py');
      await lens(vscode, 'Open in Headlight').waitFor();
      await vscode.page.locator('.editor-instance .view-lines').first().click();
    };

    it('shows the card of a checkpoint under the pointer, before any model is open', async () => {
      const { workbench, page } = vscode;
      const hover = await workbench.hoverOver('from_pretrained', 'models/tiny', 'a:text("Open in Headlight")');
      await hover.getByText(/tiny: llama, 3 layers, 4 heads/).waitFor();
      await shot(place, page, 'beside-card');
      assert.equal(await workbench.status().count(), 0);
    });

    it('opens the checkpoint by a click above its line', async () => {
      const { page } = vscode;
      await lens(vscode, 'Open in Headlight').waitFor();
      await shot(place, page, 'beside-lenses');
      await openByLens(vscode);
      await panelOf(vscode);
      await shot(place, page, 'beside-opened');
    });

    it('shows what the model draws on under the pointer, and the same text in the panel', async () => {
      const { workbench, page } = vscode;
      const hover = await workbench.hoverOver('text =', 'beginning', 'img[src^="data:image/svg"]');
      await hover.getByText(/What “heaven” draws on/).waitFor();
      await hover.getByText(/Strongest pairs, query → key/).waitFor();
      await shot(place, page, 'beside-hover');
      await hover.getByText('Show attention', { exact: true }).click();
      await workbench.webview(TITLE);
      await eventually(async () => assert.equal(await textOf(vscode), TEXT));
      await closeModel();
    });

    it('shows the next string by keyboard, from the lenses of the line', async () => {
      const { workbench } = vscode;
      await goTo(vscode, 3, 1);
      // VS Code shows no list while lenses are being asked for anew: then it is asked for again.
      for (let attempt = 0; ; attempt++) {
        await workbench.command('Show CodeLens Commands for Current Line');
        const listed = await workbench
          .row('Show attention of the next string')
          .waitFor({ timeout: 5000 })
          .then(
            () => true,
            () => attempt === 9,
          );
        if (listed) break;
      }
      await workbench.pick('Show attention of the next string');
      await workbench.status().filter({ hasText: 'tiny' }).waitFor({ timeout: 60_000 });
      await eventually(async () => assert.equal(await textOf(vscode), TEXT));
      await closeModel();
    });

    it('shows the next string by the palette', async () => {
      const { workbench } = vscode;
      await workbench.command('Headlight: Show Attention of the Next String');
      await workbench.status().filter({ hasText: 'tiny' }).waitFor({ timeout: 60_000 });
      await eventually(async () => assert.equal(await textOf(vscode), TEXT));
      await closeModel();
    });

    it('follows the link under the cursor by keyboard', async () => {
      const { workbench } = vscode;
      await goTo(vscode, 3, (PYTHON.split('\n')[2] ?? '').indexOf('tiny') + 2);
      await workbench.command('Open Link');
      await workbench.status().filter({ hasText: 'tiny' }).waitFor({ timeout: 60_000 });
      await panelOf(vscode);
      await closeModel();
    });

    it('offers it in TOML, and in a notebook’s cell', async () => {
      const { workbench, page } = vscode;
      await workbench.open('settings.toml');
      await lens(vscode, 'Open in Headlight').waitFor();
      await workbench.open('run.ipynb');
      await page.locator('.notebookOverlay .cell-list-container').waitFor();
      const link = page.locator('.notebookOverlay .detected-link').first();
      await link.waitFor();
      await shot(place, page, 'beside-notebook');
    });

    it('without a word of complaint', () => assert.deepEqual(vscode.workbench.complaints, []));
  });

  describe('beside the code of several folders', function () {
    this.timeout(180_000);
    let vscode: Opened;
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    it('finds what lies in another folder than the file', async () => {
      vscode = await open(
        place,
        folder => {
          for (const name of ['code', 'weights']) mkdirSync(path.join(folder, name));
          tiny(place, path.join(folder, 'weights'));
          writeFileSync(path.join(folder, 'code/run.py'), PYTHON);
          writeFileSync(path.join(folder, 'both.code-workspace'), JSON.stringify({ folders: [{ path: 'code' }, { path: 'weights' }] }));
        },
        { workspace: 'both.code-workspace' },
      );
      await vscode.workbench.ready();
      // Folders of a workspace begin closed or open, as the version likes.
      await vscode.workbench.command('Explorer: Focus on Folders View');
      await vscode.page.keyboard.press('Home');
      await vscode.page.keyboard.press('ArrowRight');
      await vscode.workbench.open('run.py');
      await openByLens(vscode);
    });
  });

  describe('beside code that is not trusted', () => {
    let vscode: Opened;
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    it('nothing is looked for', async () => {
      vscode = await open(
        place,
        folder => {
          tiny(place, folder);
          writeFileSync(path.join(folder, 'run.py'), PYTHON);
        },
        { trust: false },
      );
      const { page, workbench } = vscode;
      await workbench.ready();
      await page.getByText('Restricted Mode').first().waitFor();
      await workbench.open('run.py');
      assert.equal(await workbench.offers('Headlight: Try the Demo', 10), true);
      assert.equal(await lens(vscode, 'Open in Headlight').count(), 0);
      // Its own command says so, too.
      await page.locator('.editor-instance .view-lines').first().click();
      await workbench.command('Headlight: Show Attention of the Next String');
      await workbench.toast('names no checkpoint').waitFor();
    });
  });
};
