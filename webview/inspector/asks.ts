import { asFault } from '../../src/core/fault';
import { message } from '../../src/core/message';
import { CancellationTokenSource, type ProgressReport } from '../../src/protocol/channel';
import type { Answer } from '../../src/protocol/panel';
import { say, t } from '../strings';
import type { Around } from './host';

/** What came of a request: a value, words in its place, or nothing where another one was asked since. */
export type Came<T> = { readonly value: T } | { readonly words: string } | undefined;

/** Asks one thing at a time: a new request cancels the one before, whose answer is not heard any more. */
export class Latest {
  private source: CancellationTokenSource | undefined;

  constructor(private readonly around: Around) {}

  async ask<T>(
    request: (asking: { token: CancellationTokenSource['token']; progress: (report: ProgressReport) => void }) => Promise<Answer<T>>,
    progress: (report: ProgressReport) => void = () => undefined,
  ): Promise<Came<T>> {
    this.cancel();
    const source = new CancellationTokenSource();
    this.source = source;
    const answer = await request({ token: source.token, progress }).catch(unanswered);
    if (this.source !== source) return undefined;
    this.source = undefined;
    if (answer.ok) return { value: answer.value };
    if (answer.fault.code === 'changed-on-disk') this.around.stale(say(answer.message));
    return { words: answer.fault.code === 'cancelled' ? t('Cancelled.') : say(answer.message) };
  }

  /** Its asker is told nothing. */
  cancel(): void {
    this.source?.cancel();
    this.source = undefined;
  }

  /** Ends the request; its asker is told. */
  stop(): void {
    this.source?.cancel();
  }
}

/** A cancelled request settles on this side; any other that does not come back has lost the extension. */
function unanswered(thrown: unknown): Extract<Answer<never>, { readonly ok: false }> {
  return { ok: false, fault: asFault(thrown), message: message('The extension did not answer. Close this editor and open it again.') };
}
