import * as vscode from 'vscode';
import { registerCommands } from './host/commands';
import type { Context } from './host/context';
import { findCheckpoints } from './host/found';
import { AttentionHover, HOVERED } from './host/hover';
import { Hovered } from './host/hovered';
import { Models } from './host/models';
import { openWithWorkspace } from './host/opensWith';
import { Panels } from './host/panels';
import { Recent } from './host/recent';
import { report } from './host/report';
import { SECTION } from './host/settings';
import { statusItem } from './host/status';

/** What tests and other extensions may reach: the open models and panels. */
export type Exports = Pick<Context, 'models' | 'panels' | 'demo'>;

export function activate(extension: vscode.ExtensionContext): Exports {
  const log = vscode.window.createOutputChannel('Headlight', { log: true });
  const models = new Models(extension.asAbsolutePath('dist/engine.js'), log);
  const panels = new Panels({
    extension: extension.extensionUri,
    models,
    log,
    command: async (command, path) => void (await vscode.commands.executeCommand(`headlight.${command}`, ...(path === undefined ? [] : [path]))),
  });
  const context: Context = {
    extension,
    log,
    models,
    panels,
    recent: new Recent(extension.globalState),
    hovered: new Hovered(),
    demo: extension.asAbsolutePath('media/demo'),
    found: findCheckpoints,
  };
  const offer = (): void => void vscode.commands.executeCommand('setContext', 'headlight.modelOpen', models.active !== undefined);
  extension.subscriptions.push(
    log,
    models,
    panels,
    registerCommands(context),
    statusItem(models),
    models.onDidChange(offer),
    vscode.languages.registerHoverProvider(HOVERED, new AttentionHover(models, context.hovered, log)),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration(SECTION)) void models.takeSettings().catch(thrown => report(log, thrown));
    }),
  );
  extension.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(() => void openWithWorkspace(context)));
  void openWithWorkspace(context);
  return { models, panels, demo: context.demo };
}
