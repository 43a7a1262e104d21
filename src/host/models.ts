import * as path from 'node:path';
import * as vscode from 'vscode';
import { asFault, raise } from '../core/fault';
import type { Asking } from '../protocol/channel';
import type { EngineApi, ModelCard, ModelChoice, Reply } from '../protocol/engine';
import { EngineProcess } from './engineProcess';
import { choiceOf, readSettings, type Settings } from './settings';
import { watchCheckpoint } from './watch';

/** What a request about a model says besides the model. */
type Asks = 'tokens' | 'analyse' | 'write' | 'experiment' | 'slice' | 'glance';
type Question<M extends Asks> = Omit<Parameters<EngineApi[M]>[0], 'model'>;

/** A checkpoint that is open: its card, and the process that runs it. */
export interface OpenModel extends vscode.Disposable {
  readonly path: string;
  readonly card: ModelCard;
  readonly engine: EngineProcess;
  ask<M extends Asks>(method: M, question: Question<M>, asking?: Asking): Promise<Reply<M>>;
}

/** How long a cancelled engine may stay away, milliseconds. */
const PATIENCE = 1000;

/** The open checkpoints, one engine process each; one of them is the active one, which commands and hovers mean. */
export class Models implements vscode.Disposable {
  private readonly open_ = new Map<string, Opened>();
  private readonly opening = new Map<string, Promise<OpenModel>>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly edited = new vscode.EventEmitter<string>();
  private readonly reread = new vscode.EventEmitter<string>();
  private current: Opened | undefined;
  private settings = readSettings();

  /** The active model, its card, or its provider changed. */
  readonly onDidChange = this.changed.event;
  /** A model's card was read again, or is gone; gives the path it was opened by. */
  readonly onDidChangeCard = this.reread.event;
  /** A checkpoint's files changed on disk; gives the path it was opened by. */
  readonly onDidChangeOnDisk = this.edited.event;

  constructor(
    private readonly script: string,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get active(): OpenModel | undefined {
    return this.current;
  }

  /** Every open model, in the order in which they were opened. */
  get all(): readonly OpenModel[] {
    return [...this.open_.values()];
  }

  at(where: string): OpenModel | undefined {
    return this.open_.get(identityOf(where));
  }

  /** Opens a checkpoint, or takes the open one, and makes it the active one unless it is to stand in the background. Rejects with a fault, and then nothing has changed. */
  async open(where: string, token?: vscode.CancellationToken, background = false): Promise<OpenModel> {
    if (!path.isAbsolute(where)) raise({ code: 'bad-usage', what: where || 'the checkpoint', why: 'a checkpoint is named by its absolute path.' });
    const place = identityOf(where);
    const model = this.open_.get(place) ?? (await this.started(place, token));
    return background ? model : this.activate(model);
  }

  /** One start for all who ask while it lasts. */
  private async started(where: string, token?: vscode.CancellationToken): Promise<OpenModel> {
    const begun = this.opening.get(where);
    const pending = begun ?? this.start(where, token).finally(() => this.opening.delete(where));
    if (!begun) this.opening.set(where, pending);
    try {
      return await pending;
    } catch (thrown) {
      // Whoever began it gave it up, and this one did not.
      if (begun && asFault(thrown).code === 'cancelled' && !token?.isCancellationRequested) return this.started(where, token);
      throw thrown;
    }
  }

  /** Makes an open model the one that commands and hovers mean. */
  activate(model: OpenModel): OpenModel {
    const opened = this.open_.get(model.path);
    if (opened && opened !== this.current) {
      this.current = opened;
      this.changed.fire();
    }
    return model;
  }

  close(model: OpenModel): void {
    if (!this.open_.delete(model.path)) return;
    model.dispose();
    if (this.current === model) this.current = [...this.open_.values()].at(-1);
    this.reread.fire(model.path);
    this.changed.fire();
  }

  /** An engine without a model, for what concerns the machine. The caller disposes it. */
  bareEngine(): EngineProcess {
    return new EngineProcess({ script: this.script, environment: () => environmentOf(this.settings), log: this.log, patience: PATIENCE });
  }

  /** Takes the settings over: a model's card says what it now runs on. A model that cannot run so is left as it is, and the fault told. */
  async takeSettings(): Promise<void> {
    const before = this.settings;
    this.settings = readSettings();
    const { provider, runtimePath, memoryLimit } = this.settings;
    const anew = runtimePath !== before.runtimePath || memoryLimit !== before.memoryLimit;
    if (!anew && provider === before.provider) return;
    for (const model of this.open_.values()) {
      if (anew) model.engine.stop();
      await model.refresh();
    }
  }

  dispose(): void {
    for (const model of this.open_.values()) model.dispose();
    this.open_.clear();
    this.changed.dispose();
    this.edited.dispose();
    this.reread.dispose();
  }

  private async start(where: string, token?: vscode.CancellationToken): Promise<OpenModel> {
    const engine = this.bareEngine();
    try {
      const card = await engine.ask('open', { model: choiceOf(where, this.settings) }, { token });
      const model = new Opened(
        where,
        card,
        engine,
        () => choiceOf(where, this.settings),
        () => {
          this.reread.fire(where);
          this.changed.fire();
        },
      );
      model.watch(() => this.edited.fire(where));
      this.open_.set(where, model);
      this.log.info(`opened ${where}: ${card.family}, ${card.layers} layers, ${card.heads} heads, ${card.provider}`);
      this.changed.fire();
      return model;
    } catch (thrown) {
      engine.dispose();
      throw thrown;
    }
  }
}

/** A checkpoint is the same one whether its path ends in a slash or not. */
const identityOf = (where: string): string => (path.isAbsolute(where) ? path.resolve(where) : where);

const environmentOf = ({ memoryLimit }: Settings): Record<string, string> => (memoryLimit ? { HEADLIGHT_MEMORY_LIMIT: memoryLimit } : {});

class Opened implements OpenModel {
  private watching: vscode.Disposable | undefined;

  constructor(
    readonly path: string,
    public card: ModelCard,
    readonly engine: EngineProcess,
    private readonly choice: () => ModelChoice,
    private readonly changed: () => void,
  ) {}

  ask<M extends Asks>(method: M, question: Question<M>, asking?: Asking): Promise<Reply<M>> {
    const params = { ...question, model: this.choice() } as Parameters<EngineProcess['ask']>[1];
    return (this.engine.ask(method, params as never, asking) as Promise<Reply<M>>).then(reply => this.heard(reply));
  }

  /** Reads the card again: after another provider was chosen, or other bytes were met on disk. */
  async refresh(): Promise<void> {
    this.card = await this.engine.ask('open', { model: this.choice() });
    this.changed();
  }

  watch(edited: () => void): void {
    this.watching = watchCheckpoint(this.path, edited);
  }

  dispose(): void {
    this.watching?.dispose();
    this.engine.dispose();
  }

  /** An answer about other bytes than the card's means that the card is old. */
  private heard<R>(reply: R): R {
    if (typeof reply === 'object' && reply !== null && 'stamp' in reply && reply.stamp !== this.card.stamp) void this.refresh().catch(() => undefined);
    return reply;
  }
}
