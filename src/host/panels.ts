import * as vscode from 'vscode';
import type { PanelState } from '../protocol/panel';
import type { OpenModel } from './models';
import type { Origin } from './origin';
import { assetsOf } from './page';
import { Panel, type PanelSurroundings } from './panel';
import { freshState, readPanelState } from './panelState';

/** Identity of our panels in VS Code; the manifest's activation event names it as well. */
export const PANEL_TYPE = 'headlight.panel';

/** A sentence that says something twice, so that heads which look for repetition have something to find. */
export const FIRST_TEXT = 'The night was dark and the road was long, and the night was cold and the road was dark.';

export interface Showing {
  readonly text?: string | undefined;
  readonly origin?: Origin | undefined;
  /** Where an untouched panel begins. */
  readonly firstText?: string;
  readonly focus?: boolean;
}

/** All panels, at most one for a checkpoint and one that is empty. */
export class Panels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly panels = new Set<Panel>();
  private readonly parts: vscode.Disposable[];
  private readonly around: PanelSurroundings;

  constructor(around: Omit<PanelSurroundings, 'left'>) {
    this.around = { ...around, left: paths => this.leave(paths) };
    this.parts = [vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, this)];
  }

  /** The panel of a checkpoint; '' is the empty one. */
  of(path: string): Panel | undefined {
    return [...this.panels].find(panel => panel.path === path);
  }

  get all(): readonly Panel[] {
    return [...this.panels];
  }

  /** The panel that was looked at last. */
  get active(): Panel | undefined {
    const all = this.all;
    const seen = all.filter(panel => panel.view.visible);
    return all.find(panel => panel.view.active) ?? seen.find(panel => panel.path === this.around.models.active?.path) ?? seen[0] ?? all.at(-1);
  }

  /** Makes a panel of a whole state: of the model's own panel, of the empty one, or a new one beside the editor. */
  async restore(model: OpenModel, state: PanelState): Promise<Panel> {
    this.around.models.activate(model);
    const existing = this.of(model.path) ?? this.of('');
    await existing?.restore(state);
    const panel = existing ?? this.make(state, false);
    panel.reveal(false);
    return panel;
  }

  /** Shows an analysis of a model: in its panel, in the empty panel, or in a new one beside the editor. */
  async show(model: OpenModel, analysis: string, { text, origin, firstText = FIRST_TEXT, focus = false }: Showing = {}): Promise<Panel> {
    this.around.models.activate(model);
    const existing = this.of(model.path);
    if (existing) {
      existing.show(analysis, text, origin);
      existing.reveal(focus);
      return existing;
    }
    const empty = this.of('');
    if (!empty) {
      const panel = this.make(freshState(model.path, analysis, text ?? firstText), focus);
      if (text !== undefined) panel.show(analysis, text, origin);
      return panel;
    }
    // What was wanted before there was a model is wanted still.
    if (text !== undefined) empty.show(analysis, text, origin);
    await empty.take(model, firstText);
    empty.reveal(focus);
    return empty;
  }

  /** The panel that says how to begin, with what is wanted once a checkpoint is open. */
  showEmpty(analysis: string, text?: string): Panel {
    const panel = this.of('') ?? this.make(freshState('', analysis, text ?? ''), true);
    panel.show(analysis, text);
    panel.reveal(true);
    return panel;
  }

  async deserializeWebviewPanel(view: vscode.WebviewPanel, state: unknown): Promise<void> {
    view.webview.options = this.options();
    const kept = vscode.workspace.isTrusted ? readPanelState(state) : undefined;
    this.add(view, kept ?? freshState('', 'attention', ''));
  }

  dispose(): void {
    for (const panel of this.panels) panel.view.dispose();
    vscode.Disposable.from(...this.parts).dispose();
  }

  private make(state: ReturnType<typeof freshState>, focus: boolean): Panel {
    const view = vscode.window.createWebviewPanel(PANEL_TYPE, 'Headlight', { viewColumn: vscode.ViewColumn.Beside, preserveFocus: !focus }, this.options());
    return this.add(view, state);
  }

  private add(view: vscode.WebviewPanel, state: ReturnType<typeof freshState>): Panel {
    const icon = (name: string): vscode.Uri => vscode.Uri.joinPath(this.around.extension, 'media', name);
    view.iconPath = { light: icon('panel-light.svg'), dark: icon('panel-dark.svg') };
    const panel = new Panel(view, this.around, state);
    this.panels.add(panel);
    view.onDidDispose(() => {
      this.panels.delete(panel);
      panel.dispose();
      this.leave(panel.shown);
    });
    return panel;
  }

  /** A model that no panel shows or is compared with is kept only while it is the active one. */
  private leave(paths: readonly string[]): void {
    const { models } = this.around;
    for (const path of paths) {
      const model = models.at(path);
      if (model && model !== models.active && !this.all.some(panel => panel.shown.includes(path))) models.close(model);
    }
  }

  private options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [assetsOf(this.around.extension)] };
  }
}
