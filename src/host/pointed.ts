import * as vscode from 'vscode';
import { diskPath } from './disk';

/** What the menus of the lists and keys give a command: a node of a list, whose facts are taken one by one. */
interface Pointed {
  readonly path?: unknown;
  readonly text?: unknown;
  readonly analysis?: unknown;
}

const isPointed = (what: unknown): what is Pointed => typeof what === 'object' && what !== null && !(what instanceof vscode.Uri);

/** The path that a menu, a list or a link points at; undefined where it points at nothing. Rejects what does not lie on a disk. */
export function pathOf(what: unknown): string | undefined {
  if (typeof what === 'string') return what;
  if (what instanceof vscode.Uri) return diskPath(what);
  return pointedPath(what);
}

/** The path that a list points at. */
export const pointedPath = (what: unknown): string | undefined => (isPointed(what) && typeof what.path === 'string' ? what.path : undefined);

/** The text that a list points at. */
export const pointedText = (what: unknown): string | undefined => (isPointed(what) && typeof what.text === 'string' ? what.text : undefined);

/** The analysis that a list points at. */
export const pointedAnalysis = (what: unknown): string | undefined => (isPointed(what) && typeof what.analysis === 'string' ? what.analysis : undefined);
