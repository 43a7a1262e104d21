import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Analysis, Outcome, Subject } from '../core/analyses/analysis';
import { type Fault, FaultError, raise } from '../core/fault';
import type { Probed } from '../core/instrument/probe';
import type { Asked } from '../protocol/channel';

export interface ToWorker {
  readonly analysis: string;
  readonly subject: Subject;
  readonly probed: Probed;
}

export type FromWorker =
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** The pure part of an analysis: here where it is short, in a thread of its own where it is long. A thread is ended at once when cancelled. */
export async function compute(analysis: Analysis, subject: Subject, probed: Probed, asked: Asked): Promise<Outcome> {
  const progress = (share: number): void => asked.progress({ share, label: analysis.title });
  return analysis.heavy?.(subject) ? inWorker({ analysis: analysis.id, subject, probed }, progress, asked) : analysis.run(subject, probed, progress);
}

function inWorker(work: ToWorker, progress: (share: number) => void, { token }: Asked): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile(), { workerData: work });
    const cancelled = token.onCancellationRequested(() => fail({ code: 'cancelled' }));
    const settle = (): void => {
      cancelled.dispose();
      void worker.terminate();
    };
    const fail = (fault: Fault): void => {
      settle();
      reject(new FaultError(fault));
    };
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'progress') return progress(message.share);
      if (message.kind === 'fault') return fail(message.fault);
      settle();
      resolve(message.outcome);
    });
    worker.on('error', error => fail({ code: 'internal', why: error.message }));
    worker.on('exit', code => fail({ code: 'internal', why: `the worker ended with status ${code}` }));
    if (token.isCancellationRequested) fail({ code: 'cancelled' });
  });
}

/** The bundle of `worker.ts`: beside the engine's own bundle, or in `dist` when the sources are run. */
function workerFile(): string {
  const places = [join(__dirname, 'worker.js'), join(__dirname, '..', '..', 'dist', 'worker.js')];
  return places.find(existsSync) ?? raise({ code: 'internal', why: 'dist/worker.js is missing: build first' });
}
