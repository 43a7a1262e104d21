import * as vscode from 'vscode';
import type { Context } from '../context';
import { analysesOf } from '../offered';
import { itemOf, type Tree } from './node';

/** What can be asked about a text, each with its one line. */
export function analyses({ models }: Context): Tree {
  const changed = new vscode.EventEmitter<void>();
  const parts = [models.onDidChange(() => changed.fire()), changed];
  return {
    onDidChange: changed.event,
    roots: async () =>
      (await analysesOf(models)).map(({ id, title, shows, icon }) => ({
        item: itemOf({ id: `analysis:${id}`, label: title, description: shows, tooltip: `${title}\n${shows}`, icon, kind: 'analysis', click: ['runAnalysis', { analysis: id }] }),
        analysis: id,
      })),
    dispose: () => vscode.Disposable.from(...parts).dispose(),
  };
}
