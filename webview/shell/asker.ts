import { asFault } from '../../src/core/fault';
import { message } from '../../src/core/message';
import { type Asking, CancellationTokenSource } from '../../src/protocol/channel';
import type { Answer } from '../../src/protocol/panel';

/** Asks one question at a time: a newer one cancels the one before, whose answer is then never seen. */
export class Asker {
  private source: CancellationTokenSource | undefined;

  get busy(): boolean {
    return this.source !== undefined;
  }

  /** The answer, a fault where the request failed, or undefined where a newer question took its place. */
  async ask<T>(question: (asking: Asking) => Promise<Answer<T>>, progress?: Asking['progress']): Promise<Answer<T> | undefined> {
    this.cancel();
    const source = new CancellationTokenSource();
    this.source = source;
    const answer = await settled(question({ token: source.token, progress: report => this.source === source && progress?.(report) }));
    if (this.source !== source) return undefined;
    this.source = undefined;
    return answer;
  }

  /** Stops waiting; the question settles as cancelled. */
  cancel(): void {
    this.source?.cancel();
  }
}

/** A broken connection is a fault like any other. */
export async function settled<T>(answer: Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await answer;
  } catch (thrown) {
    const fault = asFault(thrown);
    const words =
      fault.code === 'cancelled' ? message('The run was cancelled.') : message('The extension did not answer: {0}. Run again.', 'why' in fault ? fault.why : fault.code);
    return { ok: false, fault, message: words };
  }
}
