import { strict as assert } from 'node:assert';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Fault } from '../../../src/core/fault';
import type { Exports, Internal } from '../../../src/extension';

/** What other extensions get of the extension under test, activated. */
export async function headlightApi(): Promise<Exports> {
  const extension = vscode.extensions.getExtension<Exports>('headlight.headlight');
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}

/** The inner parts of the extension under test, activated. */
export const headlight = async (): Promise<Internal> => (await headlightApi()).internal as Internal;

/** The fault that a request ends with; the extension's own class is another one than a test's. */
export async function faultOf(asked: Promise<unknown>): Promise<Fault> {
  try {
    await asked;
  } catch (thrown) {
    if (thrown instanceof Error && 'fault' in thrown) return thrown.fault as Fault;
    throw thrown;
  }
  return assert.fail('an answer came');
}

/** A folder that the system may clear. */
export const temporary = (): string => mkdtempSync(path.join(os.tmpdir(), 'headlight-suite-'));

/** Waits for something to become true; says what it waited for where it does not. */
export async function until(what: string, holds: () => unknown, milliseconds = 20_000): Promise<void> {
  for (const end = Date.now() + milliseconds; !(await holds()); ) {
    assert.ok(Date.now() < end, `waited in vain: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** Closes all that is open, so that suites do not see each other. */
export async function closeAll(): Promise<void> {
  const { models } = await headlight();
  while (models.active) await vscode.commands.executeCommand('headlight.closeCheckpoint');
  // Unsaved files would ask.
  while (vscode.window.tabGroups.activeTabGroup.activeTab) await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
