import * as vscode from 'vscode';
import { asFault } from '../../core/fault';
import { message } from '../../core/message';
import type { Asked, Handlers } from '../../protocol/channel';
import type { FileCard } from '../../protocol/inspect';
import { INSPECTOR_PROTOCOL, type InspectorApi, type InspectorCommand, type InspectorEvents, type InspectorWorld, type SitesOffer } from '../../protocol/inspector';
import type { Answer } from '../../protocol/panel';
import { sentence } from '../../protocol/sentences';
import { PanelSession } from '../panelSession';
import type { InspectedFile } from './inspectedFile';

/** Models with weights up to so many bytes are searched for attention sites without being asked to: a second or two of work. */
const SEARCHED_AT_ONCE = 200e6;

const COMMANDS: { readonly [C in InspectorCommand]: string } = {
  openCheckpoint: 'headlight.openCheckpoint',
  manageTrust: 'workbench.trust.manage',
  showLog: 'headlight.showLog',
};

/** One editor of a file: answers its webview, which is made again whenever it comes into sight. */
export class Inspector implements vscode.Disposable {
  private readonly session: PanelSession<InspectorApi, InspectorEvents>;
  private readonly parts: vscode.Disposable[];
  private shown: FileCard | undefined;

  constructor(
    private readonly view: vscode.WebviewPanel,
    private readonly file: InspectedFile,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.session = new PanelSession<InspectorApi, InspectorEvents>(view.webview, this.handlers());
    file.sighted(this, view.visible);
    this.parts = [
      this.session,
      view.onDidChangeViewState(() => this.sighted()),
      file.onDidChangeOnDisk(() => this.session.tell?.stale({ message: message('This file changed on disk after it was read. Reload to see what it holds now.') })),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.session.tell?.offer(this.offer())),
    ];
  }

  dispose(): void {
    this.file.sighted(this, false);
    vscode.Disposable.from(...this.parts).dispose();
  }

  private handlers(): Handlers<InspectorApi> {
    const { file } = this;
    return {
      ready: (_, asked) => this.world(asked),
      reload: (_, asked) => this.world(asked),
      tensors: (params, asked) => this.answer(() => file.ask('listTensors', params, asked)),
      look: (params, asked) => this.answer(() => file.ask('look', params, asked)),
      statistics: (params, asked) => this.answer(() => file.ask('statistics', params, asked)),
      findSites: ({ stamp }, asked) =>
        this.answer(async () => {
          const { family, task, layers, heads, sites, misses, checks, notes } = await file.findSites(stamp, asked);
          return { family, task, layers, heads, sites, misses, checks, notes };
        }),
      command: async ({ command }) => {
        if (Object.hasOwn(COMMANDS, command)) await vscode.commands.executeCommand(COMMANDS[command], ...(command === 'openCheckpoint' ? [file.path] : []));
        return null;
      },
    };
  }

  private async world(asked: Asked): Promise<InspectorWorld> {
    const read = await this.answer(() => this.file.card(asked));
    this.shown = read.ok ? read.value : undefined;
    const found = read.ok ? { card: read.value } : { fault: { fault: read.fault, message: read.message } };
    const name = vscode.Uri.joinPath(this.file.uri).path.split('/').at(-1) ?? '';
    return { protocol: INSPECTOR_PROTOCOL, name, ...found, sites: this.offer(), strings: vscode.l10n.bundle ?? {} };
  }

  private offer(): SitesOffer {
    const { notRunnable, weightBytes = 0 } = this.shown ?? {};
    if (!this.shown || notRunnable) return { kind: 'none', why: notRunnable ?? message('The file could not be read.') };
    if (!vscode.workspace.isTrusted) return { kind: 'untrusted' };
    return weightBytes <= SEARCHED_AT_ONCE ? { kind: 'soon' } : { kind: 'ask', bytes: weightBytes, limit: SEARCHED_AT_ONCE };
  }

  private sighted(): void {
    if (!this.view.visible) this.session.end();
    this.file.sighted(this, this.view.visible);
  }

  /** A fault is an answer too: its words stand where the numbers would be. */
  private async answer<T>(work: () => Promise<T>): Promise<Answer<T>> {
    try {
      return { ok: true, value: await work() };
    } catch (thrown) {
      const fault = asFault(thrown);
      if (fault.code !== 'cancelled') this.log.warn(`${this.file.path}: ${fault.code === 'internal' && thrown instanceof Error ? thrown.stack : JSON.stringify(fault)}`);
      return { ok: false, fault, message: sentence(fault) };
    }
  }
}
