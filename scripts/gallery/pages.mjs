// Exports scenes as pages, opens each from the disk without a network, and looks at it: nothing complains, nothing is asked for, axe-core finds nothing,
// and what was side by side is side by side.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { findings } from './judge.mjs';
import { bundle } from './serve.mjs';
import { pictureOf, watchPages } from './settled.mjs';

/** Scenes that have a page, with how many pictures stand beside each other in it. */
const PAGES = { attention: 0, 'compare-texts': 3, 'compare-lengths': 2, 'compare-checkpoints': 2, 'compare-heads': 3, 'compare-flow': 3, 'compare-identifiability': 0, whatif: 3 };

/** What writes a page in the extension. */
async function writer() {
  const built = await build({
    stdin: { contents: "export { pageWith } from './src/host/pageFile'; export { STILL_ID } from './src/protocol/still';", resolveDir: '.' },
    bundle: true,
    format: 'esm',
    write: false,
  });
  const { pageWith, STILL_ID } = await import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0].contents).toString('base64')}`);
  const [panel, still] = await Promise.all(['webview/main.ts', 'src/still/main.ts'].map(bundle));
  const parts = { panel: panel.js, style: panel.css, still: still.js };
  return ({ data, theme }) => pageWith({ parts, data, theme, dataId: STILL_ID, nonce: 'page', title: 'A page', language: 'en' });
}

/** The page of a scene, as the extension would write it. */
async function exported(browser, address, scene, theme) {
  const tab = await browser.newPage({ viewport: { width: 1100, height: 900 } });
  await tab.goto(`${address}/?scene=${scene}&theme=${theme}`);
  await tab.locator('#picture canvas').first().waitFor();
  await tab.getByRole('button', { name: 'Export', exact: true }).click();
  await tab.getByRole('menuitem', { name: 'Page for any browser (HTML)…' }).click();
  await tab.getByText('Saved.').waitFor();
  const saved = await tab.evaluate(() => [...globalThis.saved].filter(([name]) => name.endsWith('.still.json')).at(-1)[1]);
  await tab.close();
  return JSON.parse(saved);
}

/** Writes pages of scenes and opens them; gives the number of findings. */
export async function exportPages(browser, address, out, themes) {
  const folder = path.resolve(out, 'exports');
  mkdirSync(folder, { recursive: true });
  const write = await writer();
  let failed = 0;
  for (const theme of themes)
    for (const [scene, beside] of Object.entries(PAGES)) {
      const name = `${scene}-${theme}`;
      const find = what => {
        failed++;
        console.error(`page of ${name}: ${what}`);
      };
      const html = write(await exported(browser, address, scene, theme));
      writeFileSync(`${folder}/${name}.html`, html);
      const context = await browser.newContext({ offline: true, viewport: { width: 1100, height: 900 } });
      await watchPages(context);
      const tab = await context.newPage();
      tab.on('console', message => ['error', 'warning'].includes(message.type()) && find(message.text()));
      tab.on('pageerror', error => find(error.message));
      tab.on('request', request => !/^(file|data):/.test(request.url()) && find(`asks for ${request.url()}`));
      await tab.goto(`file://${folder}/${name}.html`);
      await tab.locator('#picture canvas[role=img], #picture [role=img] canvas').first().waitFor();
      const panes = tab.locator('#picture .pane:not([hidden]) canvas[role=img]');
      if (beside > 0) await panes.nth(beside - 1).waitFor();
      if ((await panes.count()) !== beside) find(`${await panes.count()} pictures beside each other instead of ${beside}`);
      const asks = await tab.getByRole('button', { name: /^(Run|Compare|Export|End the comparison|Knock out|Reset|All heads|Undo.*)$/ }).count();
      if (asks > 0) find(`${asks} buttons ask for what a page does not have`);
      await pictureOf(tab, `${folder}/${name}-page.png`);
      for (const one of await findings(tab)) find(one);
      console.log(`page of ${name}: ${(html.length * 1e-3).toFixed(0)} kB`);
      await context.close();
    }
  return failed;
}
