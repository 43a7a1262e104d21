// Draws every scene of the panel in headless Chromium, in VS Code's four kinds of theme, without VS Code: screenshots into artifacts/gallery,
// axe-core over each, a walk by keyboard alone. Fails on a finding, a console message or a violated content security policy.
// usage: gallery.mjs [--serve] [--exports] [--walk] [scene ...]      CHROMIUM names the browser
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { exportScenes } from './gallery/exports.mjs';
import { walk } from './gallery/walk.mjs';

const THEMES = { light: 'vscode-light', dark: 'vscode-dark', 'hc-black': 'vscode-high-contrast', 'hc-light': 'vscode-high-contrast-light' };
const SCENES = [
  'attention',
  'attention-several',
  'attention-lines',
  'attention-text',
  'attention-words',
  'attention-key',
  'pair',
  'long',
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
  'identifiability',
  'identifiability-neighbours',
  'effective',
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
];
const NARROW = ['attention', 'attention-several', 'attention-lines', 'attention-text', 'heads', 'empty', 'whatif'];
const NONCE = 'gallery';
const OUT = 'artifacts/gallery';

const bundle = async entry => {
  const built = await build({ entryPoints: [entry], bundle: true, platform: 'browser', target: 'chrome120', format: 'iife', outdir: 'out', write: false, logLevel: 'warning' });
  return Object.fromEntries(built.outputFiles.map(file => [file.path.endsWith('.css') ? 'css' : 'js', file.text]));
};

const page = theme => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Headlight</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' data:; style-src 'self' 'nonce-${NONCE}'; font-src 'self'; script-src 'nonce-${NONCE}'">
<meta property="csp-nonce" content="${NONCE}"><link rel="stylesheet" href="/${theme}.css"><link rel="stylesheet" href="/panel.css"></head>
<body class="${THEMES[theme]}" data-vscode-theme-kind="${THEMES[theme]}"><main id="panel"></main>
<script nonce="${NONCE}" src="/host.js"></script><script nonce="${NONCE}" src="/panel.js"></script></body></html>`;

async function serve() {
  const [panel, host] = await Promise.all([bundle('webview/main.ts'), bundle('test/webview/gallery/host.ts')]);
  const files = { '/panel.js': panel.js, '/panel.css': panel.css, '/host.js': host.js };
  for (const theme of Object.keys(THEMES)) files[`/${theme}.css`] = readFileSync(`test/webview/gallery/themes/${theme}.css`, 'utf8');
  const types = { js: 'text/javascript', css: 'text/css' };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    const body = pathname === '/' ? page(searchParams.get('theme') ?? 'light') : files[pathname];
    response.writeHead(body === undefined ? 204 : 200, { 'content-type': `${types[pathname.split('.').at(-1)] ?? 'text/html'}; charset=utf-8` }).end(body);
  });
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  return { server, address: `http://127.0.0.1:${server.address().port}` };
}

async function findings(tab) {
  await tab.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const rules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await tab.evaluate(runOnly => globalThis.axe.run(document, { runOnly }), rules);
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 140)} ${nodes[0].any[0]?.message ?? nodes[0].all[0]?.message ?? ''} (${nodes.length})`);
}

async function draw(browser, address, { scene, theme, width }) {
  const tab = await browser.newPage({ viewport: { width, height: 900 } });
  const faults = [];
  tab.on('console', message => ['error', 'warning'].includes(message.type()) && faults.push(`console: ${message.text()}`));
  tab.on('pageerror', error => faults.push(`error: ${error.message}`));
  await tab.goto(`${address}/?scene=${scene}&theme=${theme}`);
  await tab.locator('#panel > *').first().waitFor();
  // Thumbnails and charts come after the first frame, the progress bar after 300 ms.
  await tab.waitForTimeout(scene === 'long' ? 1500 : 600);
  const name = `${scene}${width < 600 ? '-narrow' : ''}-${theme}`;
  await tab.screenshot({ path: `${OUT}/${name}.png`, fullPage: true });
  // What stands behind a disclosure is judged too.
  await tab.evaluate(() => document.querySelectorAll('details').forEach(one => void one.toggleAttribute('open', true)));
  faults.push(...(await findings(tab)));
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) faults.push(`wider than the window by ${wide} px`);
  await tab.close();
  for (const fault of faults) console.error(`${name}: ${fault}`);
  return faults.length;
}

const args = process.argv.slice(2);
const { server, address } = await serve();
if (args.includes('--serve')) {
  console.log(SCENES.map(scene => `${address}/?scene=${scene}&theme=dark`).join('\n'));
} else {
  mkdirSync(OUT, { recursive: true });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  const wanted = args.length > 0 ? args.filter(arg => !arg.startsWith('--')) : SCENES;
  let failed = 0;
  try {
    for (const theme of Object.keys(THEMES)) {
      for (const scene of wanted) failed += await draw(browser, address, { scene, theme, width: 1100 });
      for (const scene of wanted.filter(one => NARROW.includes(one))) failed += await draw(browser, address, { scene, theme, width: 400 });
    }
    if (args.length === 0 || args.includes('--exports')) failed += await exportScenes(browser, address, OUT, Object.keys(THEMES));
    if (args.length === 0 || args.includes('--walk')) failed += await walk(browser, address);
  } finally {
    await browser.close();
    server.close();
  }
  console.log(`${wanted.length} scenes in ${Object.keys(THEMES).length} themes: ${failed === 0 ? 'no findings' : `${failed} findings`}; pictures in ${OUT}`);
  process.exitCode = failed === 0 ? 0 : 1;
}
