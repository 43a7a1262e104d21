import * as vscode from 'vscode';
import type { HeadlightApi } from './host/api';
import { registerCommands } from './host/commands';
import { DEMO_TEXT } from './host/commands/tryDemo';
import type { Context } from './host/context';
import { exportApi } from './host/exported';
import { findCheckpoints } from './host/found';
import { AttentionHover } from './host/hover';
import { Hovered } from './host/hovered';
import { Inspectors } from './host/inspector/inspectors';
import { Models } from './host/models';
import { NamedCheckpoints } from './host/named/checkpoints';
import { registerNamed } from './host/named/register';
import { offerCommands } from './host/offer';
import { openWithWorkspace } from './host/opensWith';
import { FIRST_TEXT, Panels } from './host/panels';
import { pickCheckpoint, toCompare } from './host/pickCheckpoint';
import { Recent } from './host/recent';
import { report } from './host/report';
import { sessionLenses } from './host/session/lenses';
import { SECTION } from './host/settings';
import { statusItem } from './host/status';
import { Steps } from './host/steps';
import { Texts } from './host/texts';
import { Trees } from './host/trees';

/** What the extension's own tests may reach. */
export interface Internal extends Pick<Context, 'models' | 'panels' | 'texts' | 'demo'> {
  readonly trees: Trees;
}

/** What other extensions get; `internal` is for tests and may be anything tomorrow. */
export type Exports = HeadlightApi & { readonly internal: unknown };

/** Everything is put in its place and nothing is done: what takes time begins when it is asked for. */
export function activate(extension: vscode.ExtensionContext): Exports {
  const log = vscode.window.createOutputChannel('Headlight', { log: true });
  const models = new Models(extension.asAbsolutePath('dist/engine.js'), log);
  const texts = new Texts(extension.workspaceState, new Set([FIRST_TEXT, DEMO_TEXT]));
  const steps = new Steps();
  const panels = new Panels({
    extension: extension.extensionUri,
    models,
    log,
    command: async (command, path) => void (await vscode.commands.executeCommand(`headlight.${command}`, ...(path === undefined ? [] : [path]))),
    pick: () => pickCheckpoint(context, toCompare()),
    seen: (what, text) => {
      steps.seen(what);
      if (text !== undefined) void texts.add(text);
    },
  });
  const context: Context = {
    extension,
    log,
    models,
    panels,
    recent: new Recent(extension.globalState),
    texts,
    hovered: new Hovered(),
    named: new NamedCheckpoints(models),
    demo: extension.asAbsolutePath('media/demo'),
    found: findCheckpoints,
    selected: tree => trees.selected(tree),
    refresh: tree => trees.refresh(tree),
  };
  const trees = new Trees(context);
  extension.subscriptions.push(
    log,
    models,
    panels,
    texts,
    trees,
    new Inspectors(extension.extensionUri, models, log),
    registerCommands(context),
    sessionLenses(),
    statusItem(models),
    offerCommands(context),
    registerNamed(context),
    vscode.languages.registerHoverProvider({ scheme: '*' }, new AttentionHover(context)),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration(SECTION)) void models.takeSettings().catch(thrown => report(log, thrown));
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void openWithWorkspace(context)),
  );
  void openWithWorkspace(context);
  return Object.freeze({ ...exportApi(context), internal: { models, panels, texts, trees, demo: context.demo } satisfies Internal });
}
