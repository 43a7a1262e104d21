// The panel in a plain page with a host that answers from scenes: what the gallery draws and the bench measures.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

/** Themes by the name of their style sheet, with the class that VS Code gives the page. */
export const THEMES = { light: 'vscode-light', dark: 'vscode-dark', 'hc-black': 'vscode-high-contrast', 'hc-light': 'vscode-high-contrast-light' };
const NONCE = 'gallery';

/** The browser that CHROMIUM names. */
export const browserOf = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });

/** A script for a page, and its style. */
export const bundle = async entry => {
  const built = await build({ entryPoints: [entry], bundle: true, platform: 'browser', target: 'chrome120', format: 'iife', outdir: 'out', write: false, logLevel: 'warning' });
  return Object.fromEntries(built.outputFiles.map(file => [file.path.endsWith('.css') ? 'css' : 'js', file.text]));
};

/** Scenes of a file's editor have another document than the panel's. */
const parts = scene => (scene.startsWith('file') ? { host: 'files', bundle: 'inspector' } : { host: 'host', bundle: 'panel' });

const page = (theme, { host, bundle: own }) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Headlight</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' data:; style-src 'self' 'nonce-${NONCE}'; font-src 'self'; script-src 'nonce-${NONCE}'">
<meta property="csp-nonce" content="${NONCE}"><link rel="stylesheet" href="/${theme}.css"><link rel="stylesheet" href="/${own}.css"></head>
<body class="${THEMES[theme]}" data-vscode-theme-kind="${THEMES[theme]}"><main id="panel"></main>
<script nonce="${NONCE}" src="/${host}.js"></script><script nonce="${NONCE}" src="/${own}.js"></script></body></html>`;

/** Serves the panel on this machine: `?scene=NAME&theme=NAME`. */
export async function serve() {
  const entries = ['webview/main.ts', 'test/webview/gallery/host.ts', 'webview/inspector/main.ts', 'test/webview/gallery/inspector.ts'];
  const [panel, host, inspector, fileHost] = await Promise.all(entries.map(bundle));
  const files = { '/panel.js': panel.js, '/panel.css': panel.css, '/host.js': host.js, '/inspector.js': inspector.js, '/inspector.css': inspector.css, '/files.js': fileHost.js };
  for (const theme of Object.keys(THEMES)) files[`/${theme}.css`] = readFileSync(`test/webview/gallery/themes/${theme}.css`, 'utf8');
  const types = { js: 'text/javascript', css: 'text/css' };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    const body = pathname === '/' ? page(searchParams.get('theme') ?? 'light', parts(searchParams.get('scene') ?? '')) : files[pathname];
    response.writeHead(body === undefined ? 204 : 200, { 'content-type': `${types[pathname.split('.').at(-1)] ?? 'text/html'}; charset=utf-8` }).end(body);
  });
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  return { server, address: `http://127.0.0.1:${server.address().port}` };
}
