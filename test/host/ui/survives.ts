import { strict as assert } from 'node:assert';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { enginesOf, freezeNext, isGone } from './engines';
import { axe, eventually, type Opened, open, type Place, panelOf, shot, shotsOfFailures, TITLE } from './place';

const token = (frame: Frame, text: string) => frame.locator('.strip .token').filter({ hasText: new RegExp(`^${text}$`) });
const chosen = (frame: Frame, text: string) => frame.locator('.strip .token[aria-selected=true]').filter({ hasText: new RegExp(`^${text}$`) });

/** Chooses from the menu that is open; a click in the moment that it opens is the one that opened it. */
async function fromMenu(page: Page, name: string): Promise<void> {
  await page.getByRole('menuitem', { name }).hover();
  await page.locator('.monaco-menu .action-item.focused').filter({ hasText: name }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name }).waitFor({ state: 'detached' });
}

/** The one engine that runs. */
function engineOf(place: Place): number {
  const [pid, ...more] = enginesOf(place);
  assert.ok(pid !== undefined && more.length === 0, `engines: ${[pid, ...more].join(', ')}`);
  return pid;
}

export const survivesSuite = (place: Place): void => {
  describe('a panel that is cut off from its engine, moved and hidden', () => {
    let vscode: Opened;
    before(async () => {
      vscode = await open(place, folder => writeFileSync(path.join(folder, 'notes.md'), 'In the beginning\n'));
      await vscode.workbench.ready();
      await vscode.workbench.open('notes.md');
      await vscode.workbench.command('Headlight: Try the Demo');
      await panelOf(vscode);
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    it('goes on by itself when its engine was killed while nothing was asked', async () => {
      const frame = await panelOf(vscode);
      const pid = engineOf(place);
      process.kill(pid, 'SIGKILL');
      assert.ok(await isGone(place, pid));
      await frame.getByRole('tab', { name: /Attention flow/ }).click();
      await frame.getByRole('tab', { selected: true, name: /Attention flow/ }).waitFor();
      await frame.waitForFunction(() => document.querySelector('#picture .fault') === null && document.querySelectorAll('#picture .layer').length === 1);
      assert.notEqual(engineOf(place), pid);
    });

    it('says why when it was killed under a run, and runs again at the press of a button', async () => {
      const frame = await panelOf(vscode);
      const pid = engineOf(place);
      process.kill(pid, 'SIGSTOP');
      await frame.getByRole('tab', { name: 'Attention', exact: true }).click();
      await frame.locator('.waiting-bar').waitFor();
      await shot(place, vscode.page, 'survives-waiting');
      process.kill(pid, 'SIGKILL');
      const fault = frame.locator('#picture .fault');
      await fault.getByText(/the engine: stopped before it could answer/).waitFor();
      assert.deepEqual(await axe(frame), []);
      await shot(place, vscode.page, 'survives-killed');
      await fault.getByRole('button', { name: 'Run again' }).click();
      await frame.locator('#picture .head-grid').waitFor();
    });

    it('can be cancelled under a run, and keeps the picture that was there', async () => {
      const frame = await panelOf(vscode);
      process.kill(engineOf(place), 'SIGSTOP');
      await frame.getByRole('button', { name: 'Run', exact: true }).click();
      await frame.locator('.waiting-bar').getByRole('button', { name: 'Cancel' }).click();
      await frame.locator('.waiting-bar').waitFor({ state: 'hidden' });
      assert.ok(await frame.locator('#picture .head-grid').isVisible());
      await token(frame, 'heaven').first().click();
      await chosen(frame, 'heaven').first().waitFor();
    });

    it('is as it was after it was moved to another group', async () => {
      const { page, workbench } = vscode;
      await token(await panelOf(vscode), 'God')
        .first()
        .click();
      await workbench.command('View: Move Editor into Previous Group');
      await page.locator('.editor-group-container').nth(1).waitFor({ state: 'detached' });
      const frame = await panelOf(vscode);
      await chosen(frame, 'God').first().waitFor();
      await token(frame, 'heaven').first().click();
      await chosen(frame, 'heaven').first().waitFor();
    });

    it('is as it was after it was hidden behind another tab', async () => {
      const { page } = vscode;
      await page.getByRole('tab', { name: /notes\.md/ }).click();
      await page.locator('iframe.webview.ready').first().waitFor({ state: 'hidden' });
      await page.getByRole('tab', { name: /Headlight: demo/ }).click();
      const frame = await panelOf(vscode);
      await chosen(frame, 'heaven').first().waitFor();
    });

    it('is as it was after the window was loaded again', async () => {
      const { page, workbench } = vscode;
      const loaded = page.waitForEvent('domcontentloaded');
      await workbench.command('Developer: Reload Window').catch(() => undefined);
      await loaded;
      await workbench.ready();
      await chosen(await panelOf(vscode), 'heaven')
        .first()
        .waitFor();
    });

    it('without a word of complaint from the panel', () => assert.deepEqual(vscode.workbench.complaints, []));
  });

  describe('a checkpoint that takes long to open', () => {
    let vscode: Opened;
    before(async () => {
      vscode = await open(place, folder => writeFileSync(path.join(folder, 'notes.md'), 'In the beginning\n'));
      await vscode.workbench.ready();
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    it('says so, can be cancelled, and leaves nothing behind', async () => {
      const { page, workbench } = vscode;
      const frozen = freezeNext(place);
      await workbench.command('Headlight: Try the Demo');
      const toast = workbench.toast(/Headlight: opening/);
      await toast.waitFor();
      await shot(place, page, 'opening');
      await toast.getByRole('button', { name: 'Cancel' }).click();
      await toast.waitFor({ state: 'detached' });
      assert.ok(await isGone(place, await frozen), 'its engine is gone');
      assert.equal(await page.locator('iframe.webview').count(), 0);
      assert.equal(await workbench.status().filter({ hasText: 'demo' }).count(), 0);
      await page.locator('.notifications-toasts .notification-list-item').first().waitFor({ state: 'detached' });
    });

    it('opens when it is asked for again', async () => {
      await vscode.workbench.command('Headlight: Try the Demo');
      await panelOf(vscode);
      assert.deepEqual(vscode.workbench.complaints, []);
    });
  });

  describe('a session beside the code', () => {
    let vscode: Opened;
    const file = (): string => path.join(vscode.folder, 'tiny-in-the-beginning-god.headlight.json');
    before(async () => {
      vscode = await open(place, folder => {
        cpSync(path.join(place.root, 'media/demo'), path.join(folder, 'models/tiny'), { recursive: true });
        writeFileSync(
          path.join(folder, 'start.headlight.json'),
          JSON.stringify({ headlight: 1, model: 'models/tiny', text: 'In the beginning God created', analysis: 'attention', query: 2 }),
        );
        writeFileSync(path.join(folder, 'later.headlight.json'), JSON.stringify({ headlight: 7 }));
      });
      await vscode.workbench.ready();
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    it('is opened by the lens above it', async () => {
      const { page, workbench } = vscode;
      await workbench.open('start.headlight.json');
      await page.locator('.codelens-decoration a').filter({ hasText: 'Open in Headlight' }).click();
      const frame = await panelOf(vscode);
      await token(frame, 'God').first().waitFor();
      await workbench.status().filter({ hasText: 'tiny' }).waitFor();
      await eventually(async () => assert.equal(await frame.locator('.strip .token[aria-selected=true]').first().getAttribute('data-index'), '2'));
      await shot(place, page, 'session-opened');
    });

    it('is saved from the panel, without a word about this machine', async () => {
      const { page, workbench } = vscode;
      const frame = await panelOf(vscode);
      await token(frame, 'God').first().click();
      await chosen(frame, 'God').first().waitFor();
      await workbench.command('Headlight: Save as Session');
      await workbench.input().waitFor();
      await page.waitForFunction(() =>
        document.querySelector<HTMLInputElement>('.quick-input-widget input[type=text]')?.value.endsWith('tiny-in-the-beginning-god.headlight.json'),
      );
      await shot(place, page, 'session-save');
      await page.keyboard.press('Enter');
      await workbench.toast(/saved\. It opens this panel again/).waitFor();
      await shot(place, page, 'session-saved');
      await eventually(() => assert.ok(existsSync(file())));
      const session = JSON.parse(readFileSync(file(), 'utf8'));
      assert.equal(session.model, 'models/tiny');
      assert.equal(session.text, 'In the beginning God created');
      assert.ok(!readFileSync(file(), 'utf8').includes(vscode.folder));
    });

    it('opens the same panel again from the list of files', async () => {
      const { page, workbench } = vscode;
      const before = await (await panelOf(vscode)).locator('.strip .token[aria-selected=true]').first().getAttribute('data-index');
      await workbench.command('View: Close All Editors');
      await page.locator('iframe.webview').first().waitFor({ state: 'detached' });
      await workbench.file(path.basename(file())).click({ button: 'right' });
      await fromMenu(page, 'Open Session');
      const frame = await panelOf(vscode);
      await token(frame, 'God').first().waitFor();
      await frame.waitForFunction(at => document.querySelector('.strip .token[aria-selected=true]')?.getAttribute('data-index') === at, before);
    });

    it('of a later version is refused in one sentence', async () => {
      const { page, workbench } = vscode;
      await workbench.file('later.headlight.json').click({ button: 'right' });
      await fromMenu(page, 'Open Session');
      await workbench.toast(/later\.headlight\.json: "headlight" is 7, and this version of Headlight reads sessions of version 1/).waitFor();
      await shot(place, page, 'session-refused');
    });

    it('is checked while it is written', async () => {
      const { page, workbench } = vscode;
      await workbench.open('later.headlight.json');
      await page.locator('.squiggly-warning, .squiggly-error').first().waitFor();
    });

    it('without a word of complaint from the panel', () => assert.deepEqual(vscode.workbench.complaints, []));
  });

  describe('a session in a workspace that is not trusted', () => {
    let vscode: Opened;
    before(async () => {
      vscode = await open(place, folder => writeFileSync(path.join(folder, 'a.headlight.json'), '{ "headlight": 1, "model": "demo", "text": "a b", "analysis": "attention" }'), {
        trust: false,
      });
      await vscode.workbench.ready();
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    it('is refused in one sentence', async () => {
      const { page, workbench } = vscode;
      await page.getByText('Restricted Mode').first().waitFor();
      await workbench.open('a.headlight.json');
      await workbench.command('Headlight: Open Session');
      await workbench.toast(/this workspace is not trusted/).waitFor();
      assert.equal(await page.locator('iframe.webview').count(), 0);
      assert.ok(TITLE);
    });
  });
};
