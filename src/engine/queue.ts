import { FaultError } from '../core/fault';
import type { CancellationToken } from '../protocol/channel';

/** Who goes first when several wait: a hover's reader is gone in a second, a panel's in a minute. */
export const URGENCY = { glance: 0, slice: 1, question: 2, analysis: 3, background: 4 } as const;
export type Urgency = (typeof URGENCY)[keyof typeof URGENCY];

interface Waiting {
  readonly urgency: Urgency;
  readonly start: () => void;
}

/**
 * Lets one task run at a time, the most urgent of those that wait first, in order of arrival among equals. Between two tasks the event loop turns
 * once, so that what arrived during a run (a cancel, a hover) is seen before the next begins.
 */
export class Queue {
  private readonly waiting: Waiting[] = [];
  private busy = false;

  run<T>(urgency: Urgency, token: CancellationToken | undefined, task: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const start = (): void => {
        const work = token?.isCancellationRequested ? Promise.reject(new FaultError({ code: 'cancelled' })) : task();
        work.then(resolve, reject).finally(() => setImmediate(() => this.next()));
      };
      this.waiting.push({ urgency, start });
      if (!this.busy) {
        this.busy = true;
        setImmediate(() => this.next());
      }
    });
  }

  private next(): void {
    const first = this.waiting.reduce<Waiting | undefined>((best, w) => (best && best.urgency <= w.urgency ? best : w), undefined);
    this.busy = first !== undefined;
    if (!first) return;
    this.waiting.splice(this.waiting.indexOf(first), 1);
    first.start();
  }
}
