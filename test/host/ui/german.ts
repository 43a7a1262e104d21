import { strict as assert } from 'node:assert';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { axe, type Opened, open, type Place, panelOf, sample, shot, shotsOfFailures } from './place';

/**
 * Makes German the language of the VS Code that starts in this home. Its language pack translates nothing of VS Code itself: our strings are our own.
 */
function inGerman(folder: string): void {
  const home = path.dirname(folder);
  const user = path.join(home, 'user');
  const strings = path.join(home, 'main.i18n.json');
  mkdirSync(path.join(user, 'User'), { recursive: true });
  writeFileSync(strings, JSON.stringify({ version: '1.0.0', contents: {} }));
  const pack = { hash: 'none', label: 'Deutsch', extensions: [{ extensionIdentifier: { id: 'test.german' }, version: '1.0.0' }], translations: { vscode: strings } };
  writeFileSync(path.join(user, 'languagepacks.json'), JSON.stringify({ de: pack }));
  writeFileSync(path.join(user, 'User', 'argv.json'), JSON.stringify({ locale: 'de' }));
}

/** Words that only English sentences have. The demo's tokens are English too: they stand in quotation marks. */
const ENGLISH = /\b(the|of|and|with|which|each|weights|heads? of|layers?|choose|open)\b/i;

export const germanSuite = (place: Place) =>
  describe('in German', () => {
    let vscode: Opened;
    before(async () => {
      vscode = await open(place, folder => {
        inGerman(folder);
        sample(place)(folder);
        cpSync(path.join(place.root, 'media/demo/model.safetensors'), path.join(folder, 'model.safetensors'));
        writeFileSync(path.join(folder, 'fehlt.headlight.json'), '{ "headlight": 1, "model": "models/fehlt", "text": "x", "analysis": "attention" }');
      });
      await vscode.workbench.ready();
      await vscode.workbench.open('prompts.py');
    });
    after(() => vscode?.close());
    shotsOfFailures(place, () => vscode);

    it('are the container and its lists', async () => {
      const { page } = vscode;
      await page
        .locator('.activitybar')
        .getByRole('tab', { name: /^Headlight/ })
        .click();
      const container = page.locator('.part.sidebar');
      await container.getByText('Offene Modelle').waitFor();
      await container.getByText('Texte, die Sie in einem Panel zeigen, stehen hier').waitFor();
      await shot(place, page, 'german-container');
      await page.keyboard.press('Control+Shift+E');
    });

    it('is the panel, with every analysis', async () => {
      const { page, workbench } = vscode;
      await workbench.command('Headlight: Demo ausprobieren');
      const frame = await panelOf(vscode);
      assert.equal(await frame.locator('html').getAttribute('lang'), 'de');
      const tabs = frame.getByRole('tablist').first().getByRole('tab');
      for (const name of await tabs.allInnerTexts()) {
        await tabs.filter({ hasText: new RegExp(`^${name}$`) }).click();
        await frame.getByRole('tab', { selected: true, name, exact: true }).waitFor();
        await frame.locator('#picture canvas, #picture svg').first().waitFor();
        const texts = await frame.locator('p, h2, h3, label, button, th').allInnerTexts();
        assert.deepEqual(
          texts.filter(text => ENGLISH.test(text.replace(/„[^“]*“/g, '')) && !/In the beginning/.test(text)),
          [],
          name,
        );
        await shot(place, page, `german-${name.replace(/\W+/g, '-')}`);
      }
      assert.deepEqual(await axe(frame), []);
    });

    it('is what a hover says', async () => {
      const { page, workbench } = vscode;
      const shown = await workbench.hoverOver('PRONOUN', 'And', 'img[src^="data:image/"]');
      await shown.getByText('Attention zeigen').waitFor();
      await shot(place, page, 'german-hover');
      await page.mouse.move(2, 2);
    });

    it('is the editor of a file of weights', async () => {
      const { page, workbench } = vscode;
      await workbench.file('model.safetensors').click();
      const frame = await workbench.webview('model.safetensors in Headlight');
      await frame.locator('.rows-body .line').first().click();
      await frame.getByText(/^Von allen .* Werten/).waitFor();
      await shot(place, page, 'german-file');
      assert.deepEqual(await axe(frame), []);
    });

    it('is a fault', async () => {
      const { page, workbench } = vscode;
      await workbench.open('fehlt.headlight.json');
      await workbench.command('Headlight: Sitzung öffnen');
      await workbench.toast(/models\/fehlt: Hier ist keine Datei und kein Ordner/).waitFor();
      await shot(place, page, 'german-fault');
    });

    it('without a word of complaint from the panel', () => assert.deepEqual(vscode.workbench.complaints, []));
  });
