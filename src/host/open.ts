import { basename } from 'node:path';
import * as vscode from 'vscode';
import { FaultError } from '../core/fault';
import type { Context } from './context';
import type { OpenModel } from './models';
import { FIRST_TEXT } from './panels';
import { withPatience } from './patience';

/** Opens a checkpoint with progress and shows its attention beside the editor; an untouched panel begins with `firstText`. */
export async function openInPanel(context: Context, path: string, firstText = FIRST_TEXT): Promise<void> {
  await context.panels.show(await openModel(context, path), 'attention', { firstText });
}

/** Opens a checkpoint with progress that can be cancelled, and remembers that it was opened; one that is gone is forgotten. */
export async function openModel(context: Context, path: string): Promise<OpenModel> {
  const title = vscode.l10n.t('Headlight: opening {0}', basename(path));
  try {
    const model = await withPatience(title, token => context.models.open(path, token));
    if (model.path !== context.demo) await context.recent.add(model.path);
    return model;
  } catch (thrown) {
    if (thrown instanceof FaultError && thrown.fault.code === 'not-found') await context.recent.forget(path);
    throw thrown;
  }
}
