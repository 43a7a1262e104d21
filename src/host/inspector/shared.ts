import * as vscode from 'vscode';
import { FaultError } from '../../core/fault';
import type { Asking, ProgressReport } from '../../protocol/channel';

interface Pending<T> {
  readonly key: string;
  readonly promise: Promise<T>;
  readonly source: vscode.CancellationTokenSource;
  readonly waiting: Set<Asking>;
  last?: ProgressReport;
}

/** Work that several may wait for and none does twice: its last result is kept under its key, and it is cancelled when nobody waits for it any more. */
export class Shared<T> implements vscode.Disposable {
  private pending: Pending<T> | undefined;
  private done: { readonly key: string; readonly value: T } | undefined;

  async get(key: string, asking: Asking, work: (asking: Asking) => Promise<T>): Promise<T> {
    if (this.done?.key === key) return this.done.value;
    // What was given up may take a while to end, and is of no use to who comes then.
    const known = this.pending?.key === key && !this.pending.source.token.isCancellationRequested ? this.pending : undefined;
    const pending = known ?? this.start(key, work);
    pending.waiting.add(asking);
    if (pending.last) asking.progress?.(pending.last);
    let stop: vscode.Disposable | undefined;
    const cancelled = new Promise<never>((_, reject) => {
      stop = asking.token?.onCancellationRequested(() => reject(new FaultError({ code: 'cancelled' })));
    });
    try {
      return await Promise.race([pending.promise, cancelled]);
    } finally {
      stop?.dispose();
      pending.waiting.delete(asking);
      if (pending.waiting.size === 0) pending.source.cancel();
    }
  }

  dispose(): void {
    this.pending?.source.cancel();
  }

  private start(key: string, work: (asking: Asking) => Promise<T>): Pending<T> {
    this.pending?.source.cancel();
    const source = new vscode.CancellationTokenSource();
    const waiting = new Set<Asking>();
    const progress = (report: ProgressReport): void => {
      pending.last = report;
      for (const one of waiting) one.progress?.(report);
    };
    const promise = work({ token: source.token, progress });
    const pending: Pending<T> = { key, promise, source, waiting };
    this.pending = pending;
    const ended = (): void => {
      if (this.pending === pending) this.pending = undefined;
    };
    promise.then(value => {
      this.done = { key, value };
      ended();
    }, ended);
    return pending;
  }
}
