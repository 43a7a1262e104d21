import { asFault } from '../../src/core/fault';
import { message } from '../../src/core/message';
import { type CancellationToken, CancellationTokenSource } from '../../src/protocol/channel';
import type { PanelCommand, PanelWorld } from '../../src/protocol/panel';
import { button, progressRing } from '../controls';
import { element } from '../dom';
import { t } from '../strings';
import { faultPage } from './faultPage';

/** Short waits show nothing. */
const PATIENCE = 300;

/** Asks what to show. Where a checkpoint must be opened for that first, says so and can be cancelled; undefined where the host does not answer. */
export async function opening(
  root: HTMLElement,
  ready: (token: CancellationToken) => Promise<PanelWorld>,
  command: (command: PanelCommand) => void,
): Promise<PanelWorld | undefined> {
  for (;;) {
    const source = new CancellationTokenSource();
    const late = setTimeout(() => root.replaceChildren(waitingPage(() => source.cancel())), PATIENCE);
    try {
      return await ready(source.token);
    } catch (thrown) {
      if (asFault(thrown).code !== 'cancelled') return undefined;
    } finally {
      clearTimeout(late);
    }
    await new Promise<void>(runAgain => {
      const words = message('The checkpoint was not opened, because it was cancelled.');
      root.replaceChildren(faultPage({ code: 'cancelled' }, words, { command, runAgain, editText: runAgain }, t('Cancelled')));
    });
  }
}

const waitingPage = (cancel: () => void): HTMLElement =>
  element('div', { class: 'opening' }, progressRing(t('Opening')), element('span', { role: 'status' }, t('Opening the checkpoint…')), button(t('Cancel'), cancel));
