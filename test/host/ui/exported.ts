import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import type { Opened } from './place';

export interface Written {
  readonly file: string;
  readonly content: Buffer;
  /** The name that the dialog proposed. */
  readonly proposed: string;
}

/** Chooses an item of the panel's Export menu and answers the dialog that asks where to; gives the file. */
export async function exportTo(vscode: Opened, panel: Frame, item: string, name: string, by: 'mouse' | 'keyboard' = 'mouse'): Promise<Written> {
  const file = path.join(vscode.folder, name);
  rmSync(file, { force: true });
  const [menu, wanted] = [panel.getByRole('button', { name: 'Export', exact: true }), panel.getByRole('menuitem', { name: item })];
  if (by === 'mouse') {
    await menu.click();
    await wanted.click();
  } else {
    await menu.focus();
    await menu.press('ArrowDown');
    for (let step = 0; step < 12 && !(await wanted.evaluate(one => one === document.activeElement)); step++) await vscode.page.keyboard.press('ArrowDown');
    await vscode.page.keyboard.press('Enter');
  }
  const input = vscode.workbench.input();
  await input.waitFor();
  // The dialog writes its own proposal first.
  await vscode.page.waitForFunction(ending => document.querySelector<HTMLInputElement>('.quick-input-widget input[type=text]')?.value.endsWith(ending), path.extname(name));
  const proposed = path.basename(await input.inputValue());
  await input.fill(file);
  await vscode.page.keyboard.press('Enter');
  await panel.getByText('Saved.').waitFor({ timeout: 60_000 });
  if (!existsSync(file)) throw new Error(`${file} was not written`);
  return { file, content: readFileSync(file), proposed };
}

export interface Offline {
  readonly page: Page;
  /** What the page said, failed at, or asked for. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Opens a page from the disk in a browser that has no network. */
export async function offline(browser: Browser, file: string): Promise<Offline> {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', message => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', error => complaints.push(error.message));
  page.on('request', request => !/^(file|data):/.test(request.url()) && complaints.push(request.url()));
  await page.goto(`file://${file}`);
  return { page, complaints, close: () => context.close() };
}
