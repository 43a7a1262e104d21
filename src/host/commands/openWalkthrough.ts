import * as vscode from 'vscode';
import type { Context } from '../context';

/** Shows the first steps, on the demo. */
export const openWalkthrough = ({ extension }: Context): Thenable<void> =>
  vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extension.extension.id}#${extension.extension.packageJSON.contributes.walkthroughs[0].id}`, false);
