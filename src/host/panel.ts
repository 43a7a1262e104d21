import * as vscode from 'vscode';
import { asFault, FaultError } from '../core/fault';
import { message } from '../core/message';
import type { Answer, PanelCommand, PanelState, PanelWorld } from '../protocol/panel';
import { sentence } from '../protocol/sentences';
import { Link } from './link';
import type { Models, OpenModel } from './models';
import type { Origin, SourceText } from './origin';
import { assetsOf, pageOf } from './page';
import { type Answering, panelHandlers } from './panelHandlers';
import { PanelSession } from './panelSession';
import { freshState, readPanelState } from './panelState';
import { worldOf } from './panelWorld';
import type { Span } from './span';

/** What a panel is given besides its webview. */
export interface PanelSurroundings {
  readonly extension: vscode.Uri;
  readonly models: Models;
  readonly log: vscode.LogOutputChannel;
  /** Runs a command that a button of the panel names; `panel` is the one it stands in. */
  readonly command: (command: PanelCommand, path: string | undefined, panel: Panel) => Promise<void>;
  /** Asks which checkpoint to compare with. */
  readonly pick: () => Promise<string | undefined>;
  /** Hears of checkpoints that the panel shows no longer. */
  readonly left: (paths: readonly string[]) => void;
  /** Hears what was seen: a picture by its kind with the text it is of, or a token that was chosen. */
  readonly seen: (what: string, text?: string) => void;
}

/** One webview panel: pictures of one checkpoint, or the empty panel. It outlives its webview, which is made again whenever it comes into sight. */
export class Panel implements vscode.Disposable {
  private readonly session: PanelSession;
  private readonly parts: vscode.Disposable[];
  /** Where its text stands in an editor. */
  private link: Link | undefined;
  private last: Promise<unknown> = Promise.resolve();
  /** Why its checkpoint could not be opened again. */
  private fault: PanelWorld['fault'];

  constructor(
    readonly view: vscode.WebviewPanel,
    private readonly around: PanelSurroundings,
    private state: PanelState,
  ) {
    this.session = new PanelSession(view.webview, panelHandlers(this.answering()));
    this.parts = [
      this.session,
      view.onDidChangeViewState(() => this.sighted()),
      around.models.onDidChangeCard(path => void (path === this.state.model && this.sendWorld())),
      around.models.onDidChangeOnDisk(path => this.changedOnDisk(path)),
    ];
    this.title();
    view.webview.html = pageOf(view.webview, around.extension, view.title);
  }

  /** Path of the checkpoint it shows, '' for none. */
  get path(): string {
    return this.state.model;
  }

  /** Paths of the checkpoints that it shows or is compared with. */
  get shown(): readonly string[] {
    return [this.state.model, this.state.compare?.model ?? ''].filter(path => path !== '');
  }

  get kept(): PanelState {
    return this.state;
  }

  /** Shows another checkpoint in this panel. */
  async take(model: OpenModel, text: string): Promise<void> {
    this.state = freshState(model.path, this.state.analysis, this.state.text || text);
    this.title();
    await this.sendWorld();
  }

  /** Shows an analysis, of a new text where one is given. */
  show(analysis: string, text?: string, origin?: Origin): void {
    if (text !== undefined) this.tie(origin && { text, origin });
    this.state = text === undefined ? { ...this.state, analysis } : { ...this.state, analysis, text, pair: '', site: -1, head: -1, query: -1 };
    this.session.tell?.show(text === undefined ? { analysis } : { analysis, text });
  }

  /** Takes a whole state over; its model is open. */
  async restore(state: PanelState): Promise<void> {
    const same = state.model === this.state.model;
    this.tie(undefined);
    this.state = state;
    this.fault = undefined;
    this.title();
    if (same) this.session.tell?.restore(state);
    else await this.sendWorld();
  }

  /** Goes back to the empty panel. */
  async empty(): Promise<void> {
    this.state = freshState('', this.state.analysis, this.state.text);
    this.fault = undefined;
    this.title();
    await this.sendWorld();
  }

  reveal(focus: boolean): void {
    this.view.reveal(undefined, !focus);
  }

  /** Resolves when what the panel last asked for is answered: for tests, and for whoever follows a command with another. */
  settled(): Promise<unknown> {
    return this.last;
  }

  dispose(): void {
    this.link?.dispose();
    vscode.Disposable.from(...this.parts).dispose();
  }

  /** What this panel does about what its webview asks; the rest is in `panelHandlers`. */
  private answering(): Answering {
    return {
      model: other => this.model(other),
      pickOther: async () => (await this.around.pick()) ?? '',
      answer: work => this.answer(work),
      assets: assetsOf(this.around.extension),
      world: () => this.world(),
      ready: async token => {
        await this.reopen(token);
        return this.world();
      },
      seen: (what, text) => this.around.seen(what, text),
      keep: state => {
        const before = this.shown;
        this.state = readPanelState({ ...state, model: this.state.model }) ?? this.state;
        const left = before.filter(path => !this.shown.includes(path));
        if (left.length > 0) this.around.left(left);
      },
      command: ({ command, path }) => this.around.command(command, path, this),
      reveal: ({ ranges }) => {
        if (ranges.length > 0) this.around.seen('token');
        if (this.link?.text === this.state.text) this.link.mark(ranges.filter(({ segment }) => segment === 0));
      },
    };
  }

  /** The panel's model, or the one that it is compared with; opened again where it is not open any more. */
  private async model(other = ''): Promise<OpenModel> {
    const { models } = this.around;
    if (other === '' || other === this.state.model) return models.at(this.state.model) ?? models.open(this.state.model);
    const known = models.at(other);
    if (known) return known;
    const opened = await models.open(other, undefined, true);
    // While it was being opened the comparison may have ended, or the panel: then nobody else would close it.
    this.around.left([other]);
    return opened;
  }

  private async reopen(token: vscode.CancellationToken): Promise<void> {
    this.fault = undefined;
    if (!this.state.model || this.around.models.at(this.state.model)) return;
    try {
      await this.around.models.open(this.state.model, token);
      this.title();
    } catch (thrown) {
      const fault = asFault(thrown);
      this.around.log.warn(`${this.state.model}: ${fault.code}`);
      this.fault = { fault, message: sentence(fault) };
    }
  }

  private world(): Promise<PanelWorld> {
    return worldOf(this.state, this.around.models.at(this.state.model), this.fault);
  }

  private async sendWorld(): Promise<void> {
    const { tell } = this.session;
    if (!tell) return;
    try {
      tell.world(await this.world());
    } catch (thrown) {
      this.around.log.warn(`panel: ${asFault(thrown).code}`);
    }
  }

  private changedOnDisk(path: string): void {
    if (path !== this.state.model) return;
    this.session.tell?.stale({ message: message('This checkpoint changed on disk after the picture was made. Run again to see what it says now.') });
  }

  private tie(source: SourceText | undefined): void {
    this.link?.dispose();
    this.link = source && new Link(source, { edited: (text, before) => this.edited(text, before), pointed: range => this.pointed(range) });
  }

  /** A panel that has got a text of its own since is left alone. */
  private edited(text: string, before: string): void {
    if (before !== this.state.text) return;
    // A panel that is out of sight cannot follow its token into the new text.
    this.state = { ...this.state, text, ...(this.session.tell ? {} : { query: -1 }) };
    this.session.tell?.edited({ text });
  }

  private pointed(range: Span): void {
    if (this.link?.text === this.state.text) this.session.tell?.caret(range);
  }

  private sighted(): void {
    if (!this.view.visible) this.session.end();
    if (!this.view.active) this.link?.mark([]);
    const model = this.around.models.at(this.state.model);
    if (this.view.active && model) this.around.models.activate(model);
  }

  private title(): void {
    const name = this.around.models.at(this.state.model)?.card.name;
    this.view.title = name ? `Headlight: ${name}` : 'Headlight';
  }

  /** A fault is an answer too: its words stand where the picture would be. */
  private answer<T>(work: () => Promise<T>): Promise<Answer<T>> {
    const answered = work().then(
      (value): Answer<T> => ({ ok: true, value }),
      (thrown): Answer<T> => {
        const fault = asFault(thrown);
        if (fault.code !== 'cancelled') this.around.log.warn(thrown instanceof FaultError ? JSON.stringify(fault) : String(thrown instanceof Error ? thrown.stack : thrown));
        return { ok: false, fault, message: sentence(fault) };
      },
    );
    this.last = answered;
    return answered;
  }
}
