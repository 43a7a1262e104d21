import { strict as assert } from 'node:assert';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually, goTo, type Opened, open, type Place, panelOf, repeatUntil, sample, shot, shotsOfFailures } from './place';

/** A checkpoint that nobody opens: a search sees names only. */
function hollow(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'config.json'), '{}');
  writeFileSync(path.join(folder, 'model.safetensors'), '');
}

/** Two folders of one workspace, with checkpoints that are to be found and others that are not. */
const twoFolders = (place: Place) => (home: string) => {
  const [first, second] = [path.join(home, 'first'), path.join(home, 'second')];
  mkdirSync(first);
  sample(place)(first);
  cpSync(path.join(place.root, 'media/demo'), path.join(first, 'models/tiny'), { recursive: true });
  for (const hidden of ['node_modules/pack', '.venv/lib/python3/site-packages/pack', '.git/lfs']) hollow(path.join(first, hidden, 'hidden-model'));
  hollow(path.join(second, 'second-model'));
  writeFileSync(path.join(second, 'graph.onnx'), '');
  mkdirSync(path.join(second, 'no-model'));
  writeFileSync(path.join(second, 'no-model', 'config.json'), '{}');
  writeFileSync(path.join(home, 'both.code-workspace'), JSON.stringify({ folders: [{ path: 'first' }, { path: 'second' }] }));
};

/** What the extension wrote down so far; VS Code keeps a file for each window. */
function logOf({ userData }: Opened): string {
  const logs = path.join(userData, 'logs');
  const files = existsSync(logs) ? readdirSync(logs, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('Headlight.log')) : [];
  return files.map(file => readFileSync(path.join(logs, file), 'utf8')).join('');
}

export const containerSuite = (place: Place) =>
  describe('the view container', () => {
    let vscode: Opened;
    before(async () => {
      vscode = await open(place, twoFolders(place), { workspace: 'both.code-workspace' });
      await vscode.workbench.ready();
      await vscode.workbench.open('prompts.py');
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    /** A list of the container by its title, and its lines. */
    const list = (title: string): Locator => vscode.page.locator('.part.sidebar .pane').filter({ has: vscode.page.locator('.pane-header', { hasText: title }) });
    const rows = (title: string): Locator => list(title).getByRole('treeitem');
    const menu = (): Locator => vscode.page.locator('.context-view .monaco-menu');
    /** Puts the caret into a line of the editor, by its number. */
    const toLine = (line: number): Promise<void> => goTo(vscode, line, 20);
    /** Chooses the first line of a list by keyboard. */
    const toFirst = async (title: string): Promise<void> => {
      await vscode.workbench.command(`Headlight: Focus on ${title} View`);
      await list(title).locator('.monaco-list:focus-within, .monaco-list:focus').first().waitFor();
      await vscode.page.keyboard.press('Home');
    };

    it('is not looked for anything while nobody looks at it', async () => {
      const { workbench, page } = vscode;
      await repeatUntil(
        () => workbench.command('Headlight: Show Log'),
        timeout => page.locator('.part.panel').waitFor({ timeout }),
      );
      await page.keyboard.press('Control+j');
      assert.doesNotMatch(logOf(vscode), /looked for checkpoints/);
    });

    it('stands in the activity bar, says how to begin, and lists the checkpoints of both folders', async () => {
      const { page } = vscode;
      await page
        .locator('.activitybar')
        .getByRole('tab', { name: /^Headlight/ })
        .click();
      const found = rows('Checkpoints');
      await found.filter({ hasText: 'second-model' }).waitFor();
      await found.filter({ hasText: 'tiny' }).waitFor();
      await list('Open Models').getByRole('button', { name: 'Try the Demo' }).waitFor();
      await list('Recent Texts').getByText('for this workspace only').waitFor();
      const names = () => found.locator('.monaco-icon-label .label-name').allInnerTexts();
      await eventually(async () => assert.deepEqual(await names(), ['first', 'tiny', 'second', 'graph.onnx', 'second-model']));
      await eventually(() => assert.match(logOf(vscode), /looked for checkpoints in first: 1 found/));
      await shot(place, page, 'container-empty');
    });

    it('notices a checkpoint that comes, and one that goes', async () => {
      const later = rows('Checkpoints').filter({ hasText: 'later-model' });
      // VS Code misses what changes while it still sets up its watch on the files.
      for (let attempt = 1; ; attempt++) {
        hollow(path.join(vscode.folder, `second/later-model-${attempt}`));
        const seen = await later
          .first()
          .waitFor({ timeout: 5000 })
          .then(
            () => true,
            () => false,
          );
        if (seen) break;
        assert.ok(attempt < 14, 'a new checkpoint was never listed');
      }
      for (const made of readdirSync(path.join(vscode.folder, 'second')).filter(name => name.startsWith('later-model')))
        rmSync(path.join(vscode.folder, 'second', made), { recursive: true });
      await later.first().waitFor({ state: 'detached' });
    });

    it('opens a checkpoint by a click, and shows what it holds in memory', async () => {
      await rows('Checkpoints').filter({ hasText: 'tiny' }).click();
      const open_ = rows('Open Models').filter({ hasText: 'tiny' });
      await open_.filter({ hasText: /cpu · \d+(\.\d)? MB in memory · [\d.]+ MB of weights/ }).waitFor();
      await panelOf(vscode);
      await shot(place, vscode.page, 'container-open');
    });

    it('runs an analysis on the text in the editor by keyboard alone', async () => {
      const { page } = vscode;
      await toLine(7);
      await toFirst('Analyses');
      await rows('Analyses').filter({ hasText: 'Head statistics' }).filter({ hasText: 'One number for each head' }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      const frame = await panelOf(vscode);
      await frame.getByRole('tab', { selected: true, name: /Head statistics/ }).waitFor();
      await frame.getByText('servant').first().waitFor();
    });

    it('keeps that text, and shows an earlier one by a click', async () => {
      const { page, workbench } = vscode;
      await rows('Recent Texts').filter({ hasText: 'servant' }).waitFor();
      await toLine(10);
      await workbench.command('Headlight: Show Attention');
      await rows('Recent Texts').filter({ hasText: 'shepherd' }).waitFor();
      await rows('Recent Texts').filter({ hasText: 'servant' }).click();
      const frame = await panelOf(vscode);
      await frame.getByText('servant').first().waitFor();
      // What was shown last stands first.
      await page.waitForFunction(() => document.activeElement !== null);
      await rows('Recent Texts').first().filter({ hasText: 'servant' }).waitFor();
    });

    it('forgets a text by its key, and all of them by its action', async () => {
      const { page } = vscode;
      await toFirst('Recent Texts');
      await page.keyboard.press('Delete');
      await rows('Recent Texts').filter({ hasText: 'servant' }).waitFor({ state: 'detached' });
      await list('Recent Texts').hover();
      await list('Recent Texts').getByRole('button', { name: 'Forget All Recent Texts' }).click();
      await list('Recent Texts').getByText('for this workspace only').waitFor();
    });

    it('has menus on its lines', async () => {
      const { page } = vscode;
      await rows('Open Models').filter({ hasText: 'tiny' }).click({ button: 'right' });
      await menu().getByRole('menuitem', { name: 'Show Attention' }).waitFor();
      await menu().getByRole('menuitem', { name: 'Close Checkpoint' }).waitFor();
      assert.equal(await menu().getByRole('menuitem', { name: 'Switch Checkpoint' }).count(), 0);
      await page.keyboard.press('Escape');
      await menu().waitFor({ state: 'detached' });
      await rows('Checkpoints').filter({ hasText: 'second-model' }).click({ button: 'right' });
      await menu().getByRole('menuitem', { name: 'Reveal in Explorer View' }).waitFor();
      await page.keyboard.press('Escape');
      await menu().waitFor({ state: 'detached' });
    });

    it('switches between two open models, and commands mean the one that is chosen', async () => {
      const { page, workbench } = vscode;
      await workbench.command('Headlight: Try the Demo');
      const models = rows('Open Models');
      await models.filter({ hasText: 'demo' }).waitFor();
      await page.locator('.statusbar-item').filter({ hasText: 'demo · cpu' }).waitFor();
      await models.filter({ hasText: 'tiny' }).click();
      await page.locator('.statusbar-item').filter({ hasText: 'tiny · cpu' }).waitFor();
      await page.locator('.statusbar-item').filter({ hasText: 'tiny · cpu' }).click();
      await workbench.pick(/Switch checkpoint/);
      await workbench.pick(/demo/);
      await page.locator('.statusbar-item').filter({ hasText: 'demo · cpu' }).waitFor();
    });

    it('closes a model by its key', async () => {
      const { page } = vscode;
      await toFirst('Open Models');
      await page.keyboard.press('Delete');
      await rows('Open Models').filter({ hasText: 'tiny' }).waitFor({ state: 'detached' });
      await rows('Open Models').filter({ hasText: 'demo' }).waitFor();
    });

    it('stands in the editor’s menu too', async () => {
      const { page } = vscode;
      // By keyboard: what the editor has scrolled to may lie under its sticky lines.
      await toLine(10);
      await page.keyboard.press('Shift+F10');
      await menu().getByRole('menuitem', { name: 'Headlight' }).hover();
      await menu().getByRole('menuitem', { name: 'Attention Flow' }).waitFor();
      await shot(place, page, 'editor-menu');
      await menu().getByRole('menuitem', { name: 'Attention Flow' }).click();
      const frame = await panelOf(vscode);
      await frame.getByRole('tab', { selected: true, name: /Attention flow/ }).waitFor();
    });

    it('and on a checkpoint’s folder in the Explorer', async () => {
      const { page } = vscode;
      await page.keyboard.press('Control+Shift+E');
      await vscode.workbench.file('second-model').click({ button: 'right' });
      await menu().getByRole('menuitem', { name: 'Open Checkpoint' }).waitFor();
      await page.keyboard.press('Escape');
      await menu().waitFor({ state: 'detached' });
    });

    it('without a word of complaint from the panel', () => assert.deepEqual(vscode.workbench.complaints, []));
  });
