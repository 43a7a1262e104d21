import { cpSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { launch } from '../../../scripts/vscode/launch.mjs';
import { Workbench } from '../../../scripts/vscode/workbench.mjs';

/** Where the tests run. */
export interface Place {
  readonly root: string;
  /** Folder with the installed package. */
  readonly extensions: string;
  readonly temporary: string;
  /** Where pictures go. */
  readonly artifacts: string;
}

export interface Opened {
  readonly page: Page;
  readonly workbench: Workbench;
  readonly folder: string;
  readonly userData: string;
  readonly close: () => Promise<void>;
}

/** A VS Code of its own on a workspace that `fill` made: the folder, or the workspace file of that name in it. */
export async function open(place: Place, fill: (folder: string) => void, { workspace, ...settings }: { trust?: boolean; workspace?: string } = {}): Promise<Opened> {
  const home = mkdtempSync(path.join(place.temporary, 'ui-'));
  const folder = path.join(home, 'workspace');
  mkdirSync(folder);
  fill(folder);
  const userData = path.join(home, 'user');
  const app = await launch({ userData, extensions: place.extensions, ...(workspace ? { workspace: path.join(folder, workspace) } : { folder }), ...settings });
  app.page.setDefaultTimeout(2 * PATIENCE);
  return { page: app.page, workbench: new Workbench(app.page), folder, userData, close: app.close };
}

/** The sample workspace, without its wish to open the demo. */
export const sample = (place: Place) => (folder: string) => cpSync(path.join(place.root, 'media/sample-workspace/prompts.py'), path.join(folder, 'prompts.py'));

export async function shot(place: Place, page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(place.artifacts, `${name}.png`) });
}

/** What a window looked like when a step failed. */
export function shotsOfFailures(place: Place, window: () => Opened): void {
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await shot(place, window().page, `failed-${this.currentTest.title.replace(/\W+/g, '-')}`);
  });
}

export const TITLE = /^Headlight/;

/** The panel's frame once its picture is there. */
export async function panelOf({ workbench }: Opened, sign = '#picture canvas, #picture svg'): Promise<Frame> {
  const frame = await workbench.webview(TITLE);
  await frame.locator(sign).first().waitFor();
  return frame;
}

/** How long a slow machine may take, milliseconds, for what a user sees at once. */
const PATIENCE = 20_000;
const AGAIN_AFTER = 100;
const ATTEMPTS = 8;

/** Looks again until it holds; what it said at the last look is the failure. */
export async function eventually(check: () => Promise<void> | void): Promise<void> {
  for (const end = Date.now() + PATIENCE; ; ) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise(again => setTimeout(again, AGAIN_AFTER));
    }
  }
}

/** Does something until what it is for can be seen: what comes while VS Code does something else is lost, and a user does it again. */
export async function repeatUntil(act: () => Promise<unknown>, seen: (patience: number) => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await act();
    try {
      await seen(attempt < ATTEMPTS ? 2000 : PATIENCE);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/** Presses keys, one after another, until what they are for can be seen. */
export const pressUntil = ({ page }: Pick<Opened, 'page'>, keys: readonly string[], seen: (patience: number) => Promise<unknown>): Promise<void> =>
  repeatUntil(async () => {
    for (const key of keys) await page.keyboard.press(key);
  }, seen);

/** Gives the keyboard to the panel in the second group, as its shortcut does. */
export const intoPanel = (vscode: Opened, frame: Frame): Promise<void> =>
  pressUntil(vscode, ['Control+2'], timeout => frame.waitForFunction(() => document.hasFocus(), undefined, { timeout }));

/** Gives the keyboard to the editor in the first group. */
export const intoEditor = (vscode: Opened): Promise<void> =>
  pressUntil(vscode, ['Control+1'], timeout => vscode.page.waitForFunction(() => document.activeElement?.closest('.monaco-editor') !== null, undefined, { timeout }));

/** Puts the cursor of the editor in the first group to a place, by number from 1, as Go to Line does. */
export async function goTo(vscode: Opened, line: number, column: number): Promise<void> {
  const { page, workbench } = vscode;
  await intoEditor(vscode);
  await repeatUntil(
    async () => {
      await workbench.palette(`:${line}:${column}`);
      await page.keyboard.press('Enter');
      await workbench.input().waitFor({ state: 'hidden' });
    },
    timeout => page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` }).waitFor({ timeout }),
  );
  await intoEditor(vscode);
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Waits until a panel's picture stands alone and is no longer dimmed, as one is while the next is made; other pages have none. */
export const settled = (frame: Frame): Promise<unknown> =>
  frame.waitForFunction(() => {
    const picture = document.getElementById('picture');
    return !picture || (picture.querySelectorAll('.layer').length <= 1 && !picture.querySelector('.coming') && getComputedStyle(picture).opacity === '1');
  });

/** What axe-core finds in a frame, as lines; empty where all is well. What is dimmed while the next is made is not judged. */
export async function axe(frame: Frame): Promise<readonly string[]> {
  await settled(frame);
  // Evaluated by the debugger's protocol, so the panel's policy stays as it is.
  await frame.evaluate(AXE);
  const violations = await frame.evaluate(async rules => {
    const { axe: tool } = globalThis as unknown as { axe: { run(root: Document, options: object): Promise<{ violations: Violation[] }> } };
    return (await tool.run(document, { runOnly: rules })).violations;
  }, RULES);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary?.replace(/\s+/g, ' ') ?? ''}`).join(' | ')}`);
}
