// The walkthrough's pictures: the panel at each step, in the four themes that the manifest names.
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

const THEMES = [
  ['Light Modern', 'vs', 'light'],
  ['Dark High Contrast', 'hc-black', 'hc'],
  ['Light High Contrast', 'hc-light', 'hc-light'],
  ['Dark Modern', 'vs-dark', 'dark'],
];
/** Pictures travel in the package. */
const LARGEST = 150_000;
/** Wide enough for the heads to stand beside the detail. */
const WINDOW = { width: 1760, height: 1000 };
const HEIGHT = 640;

/** Steps by their picture's name: how the panel comes to show it, and what is done right before it is taken. */
const STEPS = {
  demo: { command: 'Headlight: Show Attention' },
  token: { command: 'Headlight: Show Attention', chosen: 'heaven' },
  heads: { command: 'Headlight: Head Statistics', sign: 'Diversity of heads' },
  whatIf: { command: 'Headlight: What If', swap: 'sp', sign: /What if: sparsemax/ },
};

/** Takes them all into media/walkthrough. The demo is open beside an editor. */
export async function walkthrough({ page, workbench, root }) {
  const folder = path.join(root, 'media', 'walkthrough');
  mkdirSync(folder, { recursive: true });
  await page.setViewportSize(WINDOW);
  for (const [name, step] of Object.entries(STEPS)) {
    await workbench.command(step.command);
    if (step.swap) await swapped(page, workbench, step.swap);
    for (const [theme, kind, suffix] of THEMES) {
      await workbench.theme(theme, kind);
      await take(page, workbench, step, path.join(folder, `${name}-${suffix}.png`));
    }
  }
}

/** Chooses a map in the bench by the first letters of its name. */
async function swapped(page, workbench, letters) {
  const frame = await workbench.webview(/^Headlight/);
  await frame.locator('.bench .triptych canvas').first().waitFor();
  await frame.locator('.told vscode-dropdown').first().focus();
  for (const key of letters) await page.keyboard.press(key);
}

async function take(page, workbench, { sign, chosen }, file) {
  const frame = await workbench.webview(/^Headlight/);
  await frame.locator('#picture canvas, #picture svg').first().waitFor();
  if (sign) await frame.getByText(sign).first().waitFor();
  await frame.locator('[aria-busy="true"]').waitFor({ state: 'detached' });
  if (chosen) await frame.locator('[role=option]', { hasText: chosen }).last().click();
  else await page.mouse.move(5, 5);
  const holder = await page.locator('iframe.webview.ready').first().boundingBox();
  await page.screenshot({ path: file, clip: { ...holder, height: Math.min(HEIGHT, holder.height) } });
  const { size } = statSync(file);
  console.log(`media/walkthrough/${path.basename(file)} ${Math.round(size / 1000)} kB`);
  if (size > LARGEST) throw new Error(`${file} has ${size} bytes, more than ${LARGEST}`);
}
