import * as vscode from 'vscode';
import { raise } from '../../core/fault';
import type { Asking } from '../../protocol/channel';
import type { Params, Reply } from '../../protocol/engine';
import type { FileCard } from '../../protocol/inspect';
import type { FoundSites } from '../../protocol/inspector';
import type { EngineProcess } from '../engineProcess';
import type { Models } from '../models';
import { choiceOf, readSettings } from '../settings';
import { watchCheckpoint } from '../watch';
import { Shared } from './shared';

type Question<M extends 'listTensors' | 'look' | 'statistics'> = Omit<Params<M>, 'path'>;

/** Files of weights beside an ONNX file that are watched; models are saved in one or a few. */
const MOST_WATCHED = 16;

/**
 * A file that is open in one or several editors, which share nothing but its work: a process that reads it, while one of them is in sight, and
 * a second one that looks for attention sites and ends when it has found them.
 */
export class InspectedFile implements vscode.CustomDocument {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly sites = new Shared<FoundSites>();
  private readonly inSight = new Set<object>();
  private engine: EngineProcess | undefined;
  private watching: { readonly files: string; readonly parts: vscode.Disposable } | undefined;

  /** It, or a file that holds tensors of it, changed on disk. */
  readonly onDidChangeOnDisk = this.changed.event;

  constructor(
    readonly uri: vscode.Uri,
    private readonly models: Models,
  ) {}

  get path(): string {
    return this.uri.fsPath;
  }

  /** What the file is, read anew where it changed. Rejects with a fault. */
  async card(asking: Asking): Promise<FileCard> {
    this.watch([]);
    const card = await this.reading().ask('inspect', { path: this.path }, asking);
    this.watch(card.files.filter(({ there }) => there).map(({ name }) => name));
    return card;
  }

  ask<M extends 'listTensors' | 'look' | 'statistics'>(method: M, question: Question<M>, asking: Asking): Promise<Reply<M>> {
    return this.reading().ask(method, { ...question, path: this.path } as unknown as Params<M>, asking);
  }

  /** Attention sites of the file with this stamp. Several editors that ask wait for one search, which ends when none of them waits any more. */
  findSites(stamp: string, asking: Asking): Promise<FoundSites> {
    if (!vscode.workspace.isTrusted) raise({ code: 'bad-usage', what: this.path, why: vscode.l10n.t('the workspace is not trusted, so no model is run in it.') });
    return this.sites.get(stamp, asking, search => this.search(search));
  }

  /** An editor came into sight or went out of it; the process that reads the file ends with the last. */
  sighted(editor: object, visible: boolean): void {
    if (visible) this.inSight.add(editor);
    else this.inSight.delete(editor);
    if (this.inSight.size === 0) this.engine?.stop();
  }

  dispose(): void {
    this.sites.dispose();
    this.watching?.parts.dispose();
    this.changed.dispose();
    this.engine?.dispose();
  }

  private reading(): EngineProcess {
    this.engine ??= this.models.bareEngine();
    return this.engine;
  }

  /** In a process of its own, so that a run of the model holds up no look into a tensor, and its memory goes with it. */
  private async search(asking: Asking): Promise<FoundSites> {
    const open = this.models.at(this.path);
    if (open) return open.card;
    const engine = this.models.bareEngine();
    try {
      // Sites are the same on every provider, and the processor is always there.
      return await engine.ask('open', { model: choiceOf(this.path, { ...readSettings(), provider: 'cpu' }) }, asking);
    } finally {
      engine.dispose();
    }
  }

  private watch(beside: readonly string[]): void {
    const files = JSON.stringify(beside);
    if (this.watching && (beside.length === 0 || this.watching.files === files)) return;
    this.watching?.parts.dispose();
    const paths = [this.path, ...beside.slice(0, MOST_WATCHED).map(name => vscode.Uri.joinPath(this.uri, '..', name).fsPath)];
    this.watching = { files, parts: vscode.Disposable.from(...paths.map(path => watchCheckpoint(path, () => this.changed.fire()))) };
  }
}
