import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { asFault } from '../core/fault';
import type { Glance, Summary } from '../protocol/engine';
import type { OpenModel } from './models';

/** Answers that are kept, and tokens of all of them together: some megabytes. */
const KEPT = 500;
const TOKENS = 50_000;

/** A question that a model is at. */
interface Warming {
  readonly key: string;
  readonly end: vscode.CancellationTokenSource;
  readonly answer: Promise<Glance | undefined>;
}

/**
 * Short answers about texts, kept by content: the checkpoint's bytes, what it runs on, the summary, the text. A model is at one question at a time; another one
 * takes its place, so that a pointer on its way over a file leaves no queue behind.
 */
export class Glances {
  private readonly kept = new Map<string, Glance>();
  private count = 0;
  private readonly warming = new Map<string, Warming>();

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** The answer, where it is known. */
  known(model: OpenModel, text: string, summary: Summary): Glance | undefined {
    return this.kept.get(keyOf(model, text, summary));
  }

  /** Asks the model. Undefined where it cannot say, or `abandon` was called before it did. */
  ask(model: OpenModel, text: string, summary: Summary): { readonly answer: Promise<Glance | undefined>; readonly abandon: () => void } {
    const key = keyOf(model, text, summary);
    const before = this.warming.get(model.path);
    if (before?.key !== key) before?.end.cancel();
    const asked = before?.key === key && !before.end.token.isCancellationRequested ? before : this.begin(model, text, { key, summary });
    return { answer: asked.answer, abandon: () => asked.end.cancel() };
  }

  private begin(model: OpenModel, text: string, { key, summary }: { readonly key: string; readonly summary: Summary }): Warming {
    const end = new vscode.CancellationTokenSource();
    const answer = model
      .ask('glance', { input: { kind: 'text', text }, summary }, { token: end.token })
      .then(
        glance => this.keep(key, glance),
        thrown => {
          const { code } = asFault(thrown);
          if (code !== 'cancelled') this.log.debug(`hover: ${code}`);
          return undefined;
        },
      )
      .finally(() => this.warming.get(model.path)?.key === key && this.warming.get(model.path)?.end === end && this.warming.delete(model.path));
    const warming = { key, end, answer };
    this.warming.set(model.path, warming);
    return warming;
  }

  private keep(key: string, glance: Glance): Glance | undefined {
    const { tokens, shares, from } = glance;
    if (shares.length !== tokens.ids.length || from < 0 || from >= shares.length) return undefined;
    this.count -= this.kept.get(key)?.shares.length ?? 0;
    this.kept.set(key, glance);
    this.count += shares.length;
    for (const [oldest, { shares: gone }] of this.kept) {
      if (this.kept.size <= KEPT && this.count <= TOKENS) break;
      this.kept.delete(oldest);
      this.count -= gone.length;
    }
    return glance;
  }
}

const keyOf = ({ path, card }: OpenModel, text: string, summary: Summary): string =>
  createHash('sha256')
    .update(JSON.stringify([path, card.stamp, card.provider, summary, text]))
    .digest('base64');
