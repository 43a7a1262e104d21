import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import type { Place } from './place';

/** Puts the demo without its last layer into a folder: a checkpoint of another shape. */
export function shorterDemo({ root }: Place, folder: string): void {
  cpSync(path.join(root, 'media/demo'), folder, { recursive: true });
  const config = path.join(folder, 'config.json');
  const known = JSON.parse(readFileSync(config, 'utf8'));
  writeFileSync(config, JSON.stringify({ ...known, num_hidden_layers: known.num_hidden_layers - 1 }));
}

/** Chooses an item of the panel's Compare menu. */
export async function compareBy(panel: Frame, item: string): Promise<void> {
  await panel.getByRole('button', { name: 'Compare', exact: true }).first().click();
  await panel.getByRole('menuitem', { name: item }).click();
}
