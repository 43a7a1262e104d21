import * as vscode from 'vscode';
import type { Context } from '../context';
import { NAMING } from './checkpoints';
import { CheckpointLenses } from './lenses';
import { CheckpointLinks } from './links';

/** Lenses and links over the names of checkpoints. */
export function registerNamed({ named, models }: Context): vscode.Disposable {
  const lenses = new CheckpointLenses(named, models);
  return vscode.Disposable.from(
    named,
    lenses,
    vscode.languages.registerCodeLensProvider(NAMING, lenses),
    vscode.languages.registerDocumentLinkProvider(NAMING, new CheckpointLinks(named)),
  );
}
