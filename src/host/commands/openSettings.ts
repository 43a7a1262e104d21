import * as vscode from 'vscode';
import type { Context } from '../context';

/** Shows the settings of this extension. */
export const openSettings = ({ extension }: Context): Thenable<void> => vscode.commands.executeCommand('workbench.action.openSettings', `@ext:${extension.extension.id}`);
