// Draws every scene of the panel in headless Chromium, in VS Code's four kinds of theme, without VS Code: screenshots into artifacts/gallery,
// axe-core over each, a walk by keyboard alone, exports, and a page of all pictures. Fails on a finding, a console message, a violated content security
// policy, and where a scene no longer looks like its golden picture (--update keeps what it looks like now).
// usage: gallery.mjs [--serve] [--exports] [--walk] [--update] [--themes light,dark] [scene ...]      CHROMIUM names the browser
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { exportScenes } from './gallery/exports.mjs';
import { canCompare, goldenFinding } from './gallery/golden.mjs';
import { findings } from './gallery/judge.mjs';
import { writePage } from './gallery/page.mjs';
import { exportPages } from './gallery/pages.mjs';
import { endWithParent } from './gallery/parent.mjs';
import { browserOf, serve, THEMES } from './gallery/serve.mjs';
import { pictureOf, standing, watchPages } from './gallery/settled.mjs';
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

/** The theme that golden pictures are in; the others differ in colours alone. */
const GOLDEN = 'light';

/** Scenes that are drawn at a time: one is painted while another waits for its answers. */
const LANES = 2;

async function faultsOf(tab, address, { scene, theme, name }, { blank, update, compares }) {
  await tab.goto(`${address}/?scene=${scene}&theme=${theme}`);
  await tab.locator('#panel > *').first().waitFor();
  const path = `${OUT}/${name}.png`;
  const picture = await pictureOf(tab, path);
  const judged = compares && theme === GOLDEN && !name.includes('-narrow');
  let other = judged && !update ? await goldenFinding(blank, name, picture) : undefined;
  if (other || (judged && update)) other = await goldenFinding(blank, name, await standing(tab, path, picture), update);
  return [...(other ? [other] : []), ...(await findings(tab))];
}

/** Draws a scene and gives the number of findings. */
async function draw(context, address, { scene, theme, width }, by) {
  const name = `${scene}${width < 600 ? '-narrow' : ''}-${theme}`;
  const faults = [];
  const tab = await context.newPage();
  tab.on('console', message => ['error', 'warning'].includes(message.type()) && faults.push(`console: ${message.text()}`));
  tab.on('pageerror', error => faults.push(`error: ${error.message}`));
  try {
    await tab.setViewportSize({ width, height: 900 });
    faults.push(...(await faultsOf(tab, address, { scene, theme, name }, by)));
  } catch (error) {
    if (!context.browser()?.isConnected()) throw error;
    faults.push(error.message);
  }
  await tab.close();
  for (const fault of faults) console.error(`${name}: ${fault}`);
  return faults.length;
}

/** Works jobs off, some at a time; gives the sum of what they give. */
async function inLanes(jobs, work) {
  const left = [...jobs];
  let sum = 0;
  const lane = async () => {
    for (let job = left.shift(); job; job = left.shift()) {
      const given = await work(job);
      sum += given;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return sum;
}

const { values: option, positionals } = parseArgs({
  allowPositionals: true,
  options: { serve: { type: 'boolean' }, exports: { type: 'boolean' }, walk: { type: 'boolean' }, update: { type: 'boolean' }, themes: { type: 'string' } },
});
endWithParent();
const { server, address } = await serve();
if (option.serve) {
  console.log(SCENES.map(scene => `${address}/?scene=${scene}&theme=dark`).join('\n'));
} else {
  mkdirSync(OUT, { recursive: true });
  const browser = await browserOf();
  const all = positionals.length === 0 && !option.exports && !option.walk;
  const wanted = all ? SCENES : positionals;
  const themes = option.themes?.split(',') ?? Object.keys(THEMES);
  const context = await browser.newContext();
  // A text of 512 tokens takes long where others want the processors too.
  context.setDefaultTimeout(120_000);
  await watchPages(context);
  const blank = await browser.newPage();
  const update = option.update === true;
  const by = { blank, update, compares: await canCompare(blank, update) };
  let failed = 0;
  try {
    const jobs = themes.flatMap(theme => [
      ...wanted.map(scene => ({ scene, theme, width: 1100 })),
      ...wanted.filter(scene => NARROW.includes(scene)).map(scene => ({ scene, theme, width: 400 })),
    ]);
    failed += await inLanes(jobs, job => draw(context, address, job, by));
    if (all || option.exports) failed += (await exportScenes(browser, address, OUT, themes)) + (await exportPages(browser, address, OUT, themes));
    if (all || option.walk) failed += await walk(browser, address);
  } finally {
    await browser.close();
    server.close();
  }
  const page = writePage(OUT, SCENES, Object.keys(THEMES));
  console.log(`${wanted.length} scenes in ${themes.length} themes: ${failed === 0 ? 'no findings' : `${failed} findings`}; ${page}`);
  process.exitCode = failed === 0 ? 0 : 1;
}
