// Draws every scene of the panel in headless Chromium, in VS Code's four kinds of theme, without VS Code: screenshots into artifacts/gallery,
// axe-core over each, a walk by keyboard alone, exports, and a page of all pictures. Fails on a finding, a console message, a violated content security
// policy, and where a scene no longer looks like its golden picture (--update keeps what it looks like now).
// usage: gallery.mjs [--serve] [--exports] [--walk] [--update] [--themes light,dark] [scene ...]      CHROMIUM names the browser
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { exportScenes } from './gallery/exports.mjs';
import { canCompare, goldenFinding } from './gallery/golden.mjs';
import { writePage } from './gallery/page.mjs';
import { exportPages } from './gallery/pages.mjs';
import { browserOf, serve, THEMES } from './gallery/serve.mjs';
import { walk } from './gallery/walk.mjs';

const SCENES = [
  'attention',
  'attention-several',
  'attention-lines',
  'attention-text',
  'attention-words',
  'attention-key',
  'attention-right-to-left',
  'attention-odd',
  'pair',
  'long',
  'long-lines',
  'huge',
  'huge-lines',
  'huge-text',
  'heads',
  'heads-base',
  'heads-table',
  'heads-distributions',
  'heads-queries',
  'heads-scatter',
  'heads-clusters',
  'flow',
  'flow-partial',
  'flow-layers',
  'flow-layers-base',
  'compare-texts',
  'compare-lengths',
  'compare-checkpoints',
  'compare-heads',
  'compare-flow',
  'compare-identifiability',
  'identifiability',
  'identifiability-neighbours',
  'effective-difference',
  'whatif',
  'whatif-slider',
  'whatif-none',
  'whatif-fault',
  'whatif-waiting',
  'empty',
  'gone',
  'fault',
  'waiting',
  'stale',
  'file',
  'file-tensor',
  'file-close',
  'file-vector',
  'file-sites',
  'file-ask',
  'file-untrusted',
  'file-waiting',
  'file-card',
  'file-stale',
  'file-fault',
];
const NARROW = [
  'attention',
  'attention-several',
  'attention-lines',
  'attention-text',
  'heads',
  'heads-table',
  'heads-clusters',
  'flow-layers',
  'effective-difference',
  'empty',
  'whatif',
  'file-tensor',
  'file-card',
];
const OUT = 'artifacts/gallery';

async function findings(tab) {
  await tab.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const rules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
  // Thousands of tokens are alike, and each takes its time.
  const context = { exclude: [['.token:nth-of-type(n + 60)']] };
  const { violations } = await tab.evaluate(([what, runOnly]) => globalThis.axe.run(what, { runOnly }), [context, rules]);
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 140)} ${nodes[0].any[0]?.message ?? nodes[0].all[0]?.message ?? ''} (${nodes.length})`);
}

/** The theme that golden pictures are in; the others differ in colours alone. */
const GOLDEN = 'light';

async function draw(browser, address, { scene, theme, width }, { blank, update, compares }) {
  const tab = await browser.newPage({ viewport: { width, height: 900 } });
  const faults = [];
  tab.on('console', message => ['error', 'warning'].includes(message.type()) && faults.push(`console: ${message.text()}`));
  tab.on('pageerror', error => faults.push(`error: ${error.message}`));
  await tab.goto(`${address}/?scene=${scene}&theme=${theme}`);
  await tab.locator('#panel > *').first().waitFor();
  // Thumbnails and charts come after the first frame, the progress bar after 300 ms.
  await tab.waitForTimeout(/^(long|huge)/.test(scene) ? 3000 : 600);
  const name = `${scene}${width < 600 ? '-narrow' : ''}-${theme}`;
  const picture = await tab.screenshot({ path: `${OUT}/${name}.png`, fullPage: true });
  const other = compares && theme === GOLDEN && width > 600 ? await goldenFinding(blank, name, picture, update) : undefined;
  if (other) faults.push(other);
  // What stands behind a disclosure is judged too.
  await tab.evaluate(() => document.querySelectorAll('details').forEach(one => void one.toggleAttribute('open', true)));
  faults.push(...(await findings(tab)));
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) faults.push(`wider than the window by ${wide} px`);
  await tab.close();
  for (const fault of faults) console.error(`${name}: ${fault}`);
  return faults.length;
}

const { values: option, positionals } = parseArgs({
  allowPositionals: true,
  options: { serve: { type: 'boolean' }, exports: { type: 'boolean' }, walk: { type: 'boolean' }, update: { type: 'boolean' }, themes: { type: 'string' } },
});
const { server, address } = await serve();
if (option.serve) {
  console.log(SCENES.map(scene => `${address}/?scene=${scene}&theme=dark`).join('\n'));
} else {
  mkdirSync(OUT, { recursive: true });
  const browser = await browserOf();
  const all = positionals.length === 0 && !option.exports && !option.walk;
  const wanted = all ? SCENES : positionals;
  const themes = option.themes?.split(',') ?? Object.keys(THEMES);
  const blank = await browser.newPage();
  const update = option.update === true;
  const by = { blank, update, compares: await canCompare(blank, update) };
  let failed = 0;
  try {
    for (const theme of themes) {
      for (const scene of wanted) failed += await draw(browser, address, { scene, theme, width: 1100 }, by);
      for (const scene of wanted.filter(one => NARROW.includes(one))) failed += await draw(browser, address, { scene, theme, width: 400 }, by);
    }
    if (all || option.exports) failed += (await exportScenes(browser, address, OUT, themes)) + (await exportPages(browser, address, OUT, themes, findings));
    if (all || option.walk) failed += await walk(browser, address);
  } finally {
    await browser.close();
    server.close();
  }
  const page = writePage(OUT, SCENES, Object.keys(THEMES));
  console.log(`${wanted.length} scenes in ${themes.length} themes: ${failed === 0 ? 'no findings' : `${failed} findings`}; ${page}`);
  process.exitCode = failed === 0 ? 0 : 1;
}
