import type { Fault, FaultCode } from '../../src/core/fault';
import type { Message } from '../../src/core/message';
import type { PanelCommand } from '../../src/protocol/panel';
import { button } from '../controls';
import { element } from '../dom';
import { say, t } from '../strings';

/** What a person can do next about a fault. */
type Step = Exclude<PanelCommand, 'saveSession'> | 'runAgain' | 'editText' | 'none';

/** The next step after each fault. */
export const NEXT_STEPS: { readonly [Code in FaultCode]: Step } = {
  'bad-usage': 'showLog',
  'not-found': 'openCheckpoint',
  unreadable: 'openCheckpoint',
  unwritable: 'none',
  malformed: 'openCheckpoint',
  'unknown-architecture': 'openCheckpoint',
  'unsupported-model': 'openCheckpoint',
  'missing-tensor': 'openCheckpoint',
  'wrong-tensor': 'openCheckpoint',
  'no-tokenizer': 'openCheckpoint',
  'bad-input': 'editText',
  'too-long': 'editText',
  'too-large': 'editText',
  'no-attention': 'openCheckpoint',
  'not-applicable': 'none',
  'no-provider': 'chooseProvider',
  'changed-on-disk': 'runAgain',
  'engine-stopped': 'runAgain',
  'version-mismatch': 'showLog',
  cancelled: 'runAgain',
  internal: 'showLog',
};

export interface FaultActions {
  readonly command: (command: PanelCommand) => void;
  readonly runAgain: () => void;
  readonly editText: () => void;
}

/** A fault where the picture would be: what, why, and a button for the next step. `named` is the title where it stands for the whole panel, `part` where it stands for a part of it. */
export function faultPage(fault: Fault, message: Message, actions: FaultActions, named?: string, part = t('No picture')): HTMLElement {
  const step = Object.hasOwn(NEXT_STEPS, fault.code) ? NEXT_STEPS[fault.code] : 'showLog';
  const title = named ?? (fault.code === 'cancelled' ? t('Cancelled') : part);
  return element('div', { class: 'fault', role: 'alert' }, element(named ? 'h1' : 'h2', {}, title), element('p', {}, say(message)), nextButton(step, actions));
}

function nextButton(step: Step, { command, runAgain, editText }: FaultActions): HTMLElement | undefined {
  const buttons: { readonly [S in Step]: (() => HTMLElement) | undefined } = {
    openCheckpoint: () => button(t('Open another checkpoint'), () => command('openCheckpoint'), 'primary'),
    chooseProvider: () => button(t('Choose provider'), () => command('chooseProvider'), 'primary'),
    tryDemo: () => button(t('Try the demo'), () => command('tryDemo'), 'primary'),
    showLog: () => button(t('Show log'), () => command('showLog'), 'primary'),
    runAgain: () => button(t('Run again'), runAgain, 'primary'),
    editText: () => button(t('Change the text'), editText, 'primary'),
    none: undefined,
  };
  return buttons[step]?.();
}
