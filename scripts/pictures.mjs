// Takes the pictures of the README and of the walkthrough in a real VS Code, from the packaged extension: `npm run pictures`, or one of them by
// `--only readme|walkthrough`. Needs what `node scripts/vscode/install.mjs` sets up.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { walkthrough } from './pictures/walkthrough.mjs';
import { launch, runCli } from './vscode/launch.mjs';
import { Workbench } from './vscode/workbench.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { values: option } = parseArgs({ options: { only: { type: 'string' } } });
const pictures = path.join(root, 'media', 'readme');
const home = mkdtempSync(path.join(os.tmpdir(), 'headlight-pictures-'));
const VIEWPORT = { width: 1600, height: 1000 };
const THEMES = [
  ['Light Modern', 'vs', 'light'],
  ['Dark High Contrast', 'hc-black', 'high-contrast'],
  ['Dark Modern', 'vs-dark', 'dark'],
];
/** Commands, the picture's name, and words that only this view shows: the old picture stays until the new one is there. */
const ANALYSES = [
  ['Headlight: Head Statistics', 'heads', 'Diversity of heads'],
  ['Headlight: Attention Flow', 'flow', 'draws on'],
  ['Headlight: Token Identifiability', 'identifiability', 'Tokens found again'],
];

async function picture(page, workbench, name, sign) {
  const frame = await workbench.webview(/^Headlight/);
  await frame.locator('#picture canvas, #picture svg').first().waitFor();
  if (sign) await frame.getByText(sign).first().waitFor();
  // A picture is whole when the panel says that it waits for nothing.
  await frame.locator('[aria-busy="true"]').waitFor({ state: 'detached' });
  await page.mouse.move(5, 5);
  await page.screenshot({ path: path.join(pictures, `${name}.png`) });
  console.log(`media/readme/${name}.png`);
}

async function readme(page, workbench) {
  await page.setViewportSize(VIEWPORT);
  await workbench.command('Headlight: Show Attention');
  for (const [theme, kind, file] of THEMES) {
    await workbench.theme(theme, kind);
    await picture(page, workbench, `attention-${file}`);
  }
  for (const [command, file, sign] of ANALYSES) {
    await workbench.command(command);
    await picture(page, workbench, `${file}-dark`, sign);
  }
  await workbench.command('Headlight: What If');
  const frame = await workbench.webview(/^Headlight/);
  await frame.locator('.bench .triptych canvas').first().waitFor();
  // The dropdown's choice by its first letters: sparsemax.
  await frame.locator('.told vscode-dropdown').first().focus();
  for (const key of 'sp') await page.keyboard.press(key);
  await picture(page, workbench, 'what-if-dark', /What if: sparsemax/);
}

mkdirSync(pictures, { recursive: true });
const packed = spawnSync(process.execPath, [path.join(root, 'scripts/package.mjs')], { cwd: root, stdio: 'inherit' });
if (packed.status !== 0) process.exit(1);
const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const extensions = path.join(home, 'extensions');
const vsix = path.join(root, 'artifacts', `${name}-${process.platform}-${process.arch}-${version}.vsix`);
if ((await runCli(['--install-extension', vsix, '--force', '--extensions-dir', extensions, '--user-data-dir', path.join(home, 'cli')])) !== 0) process.exit(1);
const folder = path.join(home, 'sample');
mkdirSync(folder);
cpSync(path.join(root, 'media/sample-workspace/prompts.py'), path.join(folder, 'prompts.py'));

const app = await launch({
  userData: path.join(home, 'user'),
  extensions,
  folder,
  viewport: VIEWPORT,
  settings: { 'workbench.sideBar.location': 'left', 'editor.minimap.enabled': false },
});
try {
  const { page } = app;
  page.setDefaultTimeout(30_000);
  const workbench = new Workbench(page);
  await workbench.ready();
  await workbench.open('prompts.py');
  await workbench.command('Headlight: Try the Demo');
  await workbench.webview(/^Headlight/);
  await workbench.command('View: Close Primary Side Bar').catch(() => undefined);
  if (option.only !== 'readme') await walkthrough({ page, workbench, root });
  if (option.only !== 'walkthrough') await readme(page, workbench);
} finally {
  await app.close();
  rmSync(home, { recursive: true, force: true });
}
